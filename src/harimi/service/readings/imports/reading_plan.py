"""What a table of readings would do: each row beside what is there already, in order of time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from harimi.service.meters.models import Register, Upload
from harimi.service.meters.tables import Table
from harimi.service.readings.carrying import Carrier
from harimi.service.readings.imports.lines import Becomes, Line
from harimi.service.readings.imports.order import Entry, in_order
from harimi.service.readings.imports.reading_rows import ReadingLine, reading_lines
from harimi.service.readings.models import TRUSTED, Reading


@dataclass
class RegisterPlan:
    """The rows of one register that are right, in order of time."""

    register: Register
    rows: list[ReadingLine] = field(default_factory=list)

    @property
    def todo(self) -> list[ReadingLine]:
        """Those that are to be written."""
        return [row for row in self.rows if row.becomes in (Becomes.NEW, Becomes.CHANGED)]


@dataclass
class ReadingPlans:
    """All rows as they stand in the table, and those of each register."""

    lines: list[Line]
    registers: list[RegisterPlan]

    @property
    def midnights(self) -> int:
        """How many rows name a day alone."""
        return sum(isinstance(line, ReadingLine) and line.midnight for line in self.lines)


def reading_plans(upload: Upload, table: Table, *, replace: bool) -> ReadingPlans:
    """What each row would do; other values that are there already stay, unless they are to be replaced."""
    lines = reading_lines(upload, table, timezone.now())
    registers = []
    for register, rows in _by_register(lines):
        _once(rows)
        good = sorted((row for row in rows if not row.problems), key=lambda row: row.when)
        _beside(register, good, replace=replace)
        registers.append(RegisterPlan(register, [row for row in good if not row.problems]))
    return ReadingPlans(list(lines), registers)


def _by_register(lines: Iterable[ReadingLine]) -> Iterator[tuple[Register, list[ReadingLine]]]:
    found: dict[object, tuple[Register, list[ReadingLine]]] = {}
    for line in lines:
        if line.register is not None:
            found.setdefault(line.register.pk, (line.register, []))[1].append(line)
    yield from found.values()


def _once(rows: Iterable[ReadingLine]) -> None:
    """Of two rows of one moment nobody knows which is right: the first stands until somebody says otherwise."""
    seen: dict[datetime, ReadingLine] = {}
    for row in rows:
        if row.at is not None and not row.problems and seen.setdefault(row.at, row) is not row:
            row.fail("at", "same_moment", row=seen[row.at].number)


def _beside(register: Register, rows: list[ReadingLine], *, replace: bool) -> None:
    """Each row is new, the same, other than what is there, or contradicts it."""
    if not rows:
        return
    there = _there(register, rows[0].when, rows[-1].when)
    entries: dict[datetime, Entry] = {at: Entry(at, value) for at, value in there.items() if value is not None}
    for row in rows:
        at = row.when
        row.becomes = _becomes(there, at, row.value, replace=replace)
        if row.becomes in (Becomes.NEW, Becomes.CHANGED):
            entries[at] = Entry(at, row.value, row)
    if register.counts_up:
        in_order(sorted(entries.values(), key=lambda one: one.at), Carrier(register))


def _becomes(there: dict[datetime, int | None], at: datetime, value: int, *, replace: bool) -> Becomes:
    if at not in there:
        return Becomes.NEW
    if there[at] == value:
        return Becomes.SAME
    return Becomes.CHANGED if replace else Becomes.KEPT


def _there(register: Register, first: datetime, last: datetime) -> dict[datetime, int | None]:
    """What is there from the reading before the first row to the one behind the last; None where it is not trusted."""
    readings = Reading.objects.filter(register=register)
    trusted = readings.filter(state__in=TRUSTED).exclude(value=None)
    before = trusted.filter(at__lt=first).order_by("-at").values_list("at", flat=True).first()
    after = trusted.filter(at__gt=last).order_by("at").values_list("at", flat=True).first()
    between = readings.filter(at__gte=before or first, at__lte=after or last)
    rows = between.values_list("at", "value", "state").iterator()
    return {at: value if state in TRUSTED else None for at, value, state in rows}
