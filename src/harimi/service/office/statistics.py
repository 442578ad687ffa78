"""Released statistics as the office shows them: figures as the range that they stand for, in words and as a file."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.dateparse import parse_date

from harimi.service.pages.exports.cells import in_csv
from harimi.service.pages.templatetags.harimi import plain_day, word
from harimi.service.pages.texts import spoken, text
from harimi.service.privacy.manifest import current
from harimi.service.statistics.counted import TABLES
from harimi.service.statistics.models import Cell, Release

_WORDS = {"pages": "page", "events": "camera_event"}
"""Whose labels have words already; those of the others stand under the table's own name."""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure: what it is of, and from how many to how many people it may be."""

    label: str
    people: int
    most: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A release with its figures; `items` are the policy's names of what it was made from, `most` is the longest bar."""

    row: Release
    lines: tuple[Line, ...]
    items: tuple[str, ...]
    total: Line | None

    @property
    def most(self) -> int:
        """The largest figure."""
        return max((one.people for one in self.lines), default=0)


def latest(month: date) -> list[Shown]:
    """The last release of each table of a month, in the order of the tables."""
    rows = Release.objects.filter(month=month).order_by("turn").prefetch_related("cells")
    known = {row.name: row for row in rows}
    return [_shown(known[name]) for name in TABLES if name in known]


def file_of(month: date) -> str:
    """A month as CSV, one figure a line."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([text(f"statistics.column.{name}") for name in ("month", "table", "label", "from", "to")])
    for one in latest(month):
        total = (one.total,) if one.total else ()
        for line in (*one.lines, *total):
            named = (word(one.row.name, "statistics.table"), line.label)
            writer.writerow([f"{month:%Y-%m}", *map(in_csv, named), line.people, line.most])
    return "\ufeff" + file.getvalue()


def _shown(row: Release) -> Shown:
    cells = list(row.cells.all())
    lines = tuple(_line(_label(row.name, one), one.people, row) for one in cells)
    total = _line(text("statistics.total"), row.people, row) if row.people else None
    names = (current().items[item] for item in TABLES[row.name].items)
    return Shown(row, lines, tuple(one.ja if spoken() == "ja" else one.en for one in names), total)


def _line(label: str, people: int, row: Release) -> Line:
    return Line(label, people, people + row.min_cell - 1)


def _label(name: str, cell: Cell) -> str:
    if cell.pooled:
        return text("statistics.pooled")
    if not cell.label:
        return text("statistics.not_told")
    day = parse_date(cell.label) if name == "days" else None
    return plain_day(day) if day else word(cell.label, _WORDS.get(name, f"statistics.{name}"))


def months_shown(released: Iterable[date], month: str) -> date | None:
    """The month that was asked for, or the newest that there is."""
    known = list(released)
    return next((one for one in known if f"{one:%Y-%m}" == month), known[0] if known else None)
