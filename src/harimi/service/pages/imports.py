"""What an import would do and did, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from harimi.service.accounts.models import User
from harimi.service.meters.models import Upload
from harimi.service.pages.reads import reads
from harimi.service.pages.texts import TEXTS, spoken, text
from harimi.service.readings.imports.lines import Becomes, Line, Problem
from harimi.service.readings.imports.planning import plan
from harimi.service.readings.imports.reading_rows import ReadingLine
from harimi.service.readings.imports.templates import as_csv, name_of

MOST = 100
"""Rows of a kind that the page shows."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A row in words: what of it is wrong, or what it changes."""

    number: int
    cells: Sequence[tuple[str, str, str]]
    """Column, cell, and the problem beside it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a table would do; of rows only the first `MOST` of each kind."""

    counts: dict[str, int]
    ignored: tuple[str, ...]
    midnights: int
    problems: list[Told]
    changes: list[Told]
    kept: list[Told]
    new: list[Told]

    @property
    def writes(self) -> int:
        """How many rows would be written."""
        return self.counts["new"] + self.counts["changed"]


def column_words(column: str) -> str:
    """What a column is called in the reader's language."""
    return name_of(column, spoken())


def latest_uploads(user: User, now: datetime) -> list[Upload]:
    """What the person sent within a day."""
    mine = Upload.objects.filter(user=user, created_at__gte=now - A_DAY).defer("table")
    return list(mine.select_related("organization").order_by("-created_at")[:10])


def preview(upload: Upload, *, replace: bool) -> Preview:
    """What a table would do, in words."""
    planned = plan(upload, replace=replace)
    told = (_told(planned.lines, kind) for kind in (Becomes.PROBLEM, Becomes.CHANGED, Becomes.KEPT, Becomes.NEW))
    return Preview(planned.counts, planned.ignored, planned.midnights, *told)


def problems_csv(upload: Upload) -> bytes:
    """All rows with a problem, as a table: the row, its cells, and why."""
    wrong = [line for line in plan(upload, replace=False).lines if line.becomes == Becomes.PROBLEM]
    names = list(wrong[0].cells) if wrong else []
    header = [text("imports.row"), *(column_words(name) for name in names), text("imports.why")]
    rows = [[str(one.number), *one.cells.values(), " ".join(_words(one, problem) for problem in one.problems)] for one in wrong]
    return as_csv([header, *([_harmless(cell) for cell in row] for row in rows)])


def _told(lines: Iterable[Line], kind: Becomes) -> list[Told]:
    found: list[Told] = []
    for line in lines:
        if line.becomes == kind and len(found) < MOST:
            found.append(Told(line.number, _changes(line) if line.changes and kind == Becomes.CHANGED else _cells(line)))
    return found


def _cells(line: Line) -> list[tuple[str, str, str]]:
    wrong = {problem.column: _words(line, problem) for problem in line.problems}
    cells = [(column_words(name), cell, wrong.pop(name, "")) for name, cell in line.cells.items() if cell or name in wrong]
    return cells + [(column_words(name), "", words) for name, words in wrong.items()]


def _changes(line: Line) -> list[tuple[str, str, str]]:
    where = [(column_words(name), line.cells[name], "") for name in ("place", "name") if line.cells.get(name)]
    arrow = [(column_words(one.column), f"{_value(one.before)} → {_value(one.after)}", "") for one in line.changes]
    return [*where[:2], *arrow]


def _words(line: Line, problem: Problem) -> str:
    """A problem in words; values and moments of readings as their register and place show them."""
    details = {name: _detail(line, name, one) for name, one in problem.details.items()}
    return text(f"imports.problem.{problem.code}", **details)


def _detail(line: Line, name: str, value: object) -> str:
    if isinstance(line, ReadingLine) and line.register is not None:
        if name == "other" and isinstance(value, int):
            return reads(value, line.register)
        if isinstance(value, datetime):
            return f"{value.astimezone(line.register.meter.site.zone):%Y-%m-%d %H:%M}"
    return _value(value)


def _value(value: object) -> str:
    if value is None or value == "":
        return text("imports.nothing")
    if isinstance(value, bool):
        return text("imports.yes" if value else "imports.no")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return text(f"imports.kind.{value}") if f"imports.kind.{value}" in TEXTS else str(value)


def _harmless(cell: str) -> str:
    """A cell that Excel would compute is told as text: whoever made the table may be somebody else than who opens this one."""
    return f"'{cell}" if cell[:1] in ("=", "+", "@", "\t", "\r") or (cell[:1] == "-" and not cell[1:2].isdigit()) else cell
