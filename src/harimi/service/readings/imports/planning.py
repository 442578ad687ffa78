"""What a table that was sent would do, and the word to write it."""

from collections.abc import Sequence
from dataclasses import dataclass

from harimi.service.meters.models import Upload
from harimi.service.meters.uploads import confirm, table_of
from harimi.service.readings.imports.columns import METERS, closed_to, columns
from harimi.service.readings.imports.lines import Line, counted
from harimi.service.readings.imports.meter_plan import meter_plan
from harimi.service.readings.imports.reading_plan import reading_plans


class ProblemsLeftError(ValueError):
    """Rows have problems, and nobody said to leave them out."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} rows have problems")
        self.count = count


@dataclass(frozen=True, slots=True)
class Plan:
    """All rows and what each would do; columns that are `ignored`, and how many rows name a day alone."""

    lines: Sequence[Line]
    ignored: tuple[str, ...]
    midnights: int

    @property
    def counts(self) -> dict[str, int]:
        """How many rows become what."""
        return counted(self.lines)


def plan(upload: Upload, *, replace: bool) -> Plan:
    """Reads the table once more: what stood in it is the truth, and not what a browser sends back."""
    table = table_of(upload)
    ignored = columns(table, upload.kind, closed_to(upload.user, upload.organization)).ignored
    if upload.kind == METERS:
        return Plan(meter_plan(upload, table).lines, ignored, 0)
    plans = reading_plans(upload, table, replace=replace)
    return Plan(plans.lines, ignored, plans.midnights)


def go_ahead(upload: Upload, *, leave_out: bool, replace: bool) -> bool:
    """Has a worker write it; whether nobody had said so before. Raises a `ProblemsLeftError`."""
    if upload.confirmed_at is None and not leave_out and (count := plan(upload, replace=replace).counts["problem"]):
        raise ProblemsLeftError(count)
    return confirm(upload, leave_out=leave_out, replace=replace)


def discard(upload: Upload) -> bool:
    """Forgets a table that nobody confirmed; whether it was one."""
    return bool(Upload.objects.filter(pk=upload.pk, confirmed_at=None).delete()[0])
