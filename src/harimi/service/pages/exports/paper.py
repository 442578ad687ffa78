"""What is disclosed on paper: all tables as one document to print, in the order of an export. Photographs are counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string

from harimi.service.pages.exports.archive import Written
from harimi.service.pages.exports.cells import on_page
from harimi.service.pages.exports.fields import Field, fields
from harimi.service.pages.exports.files import FILES
from harimi.service.pages.exports.known import Known
from harimi.service.pages.exports.labels import left_out_reason, table_label
from harimi.service.pages.exports.sheets import Sheet, Step
from harimi.service.pages.exports.whole import LeftOut, called
from harimi.service.pages.reports.pdf import pdf_of
from harimi.service.pages.texts import spoken
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Subject
from harimi.service.rights.exported import Exported, Table
from harimi.service.rights.people import People

WIDE = 7
"""Columns that fit beside each other; a table with more is printed row by row, a line for each value."""
PIECE = 64 * 1024
LARGEST = 20_000
"""Rows of a document. More would be a thousand sheets: a person sees that in time and offers another form."""


class TooLargeError(Exception):
    """More than anybody prints."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A table: its heads and rows, or, where it is `wide`, each row as pairs of head and value. `files` are not printed."""

    label: str
    wide: bool
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    files: int


def write_paper(found: Exported, to: Written, step: Step, at: datetime) -> list[Sheet]:
    """Writes the PDF; what each table came to. The language is that of the thread. Raises `TooLargeError`."""
    if sum(table.count() for table in found.tables) > LARGEST:
        raise TooLargeError
    known, people = Known(found.subject, found.withheld), People(found.subject, found.withheld)
    printed = [_printed(table, known, people, step) for table in found.tables]
    page = render_to_string("pages/exports/paper.html", _told(found, printed, at))
    made = pdf_of(page, "disclosed.css")
    for start in range(0, len(made), PIECE):
        to.write(made[start : start + PIECE])
    return [Sheet(table.name, one.label, len(one.rows), ()) for table, one in zip(found.tables, printed, strict=True)]


def _printed(table: Table, known: Known, people: People, step: Step) -> Printed:
    shown = [one for one in fields(table, known, people) if not one.plain]
    rows = list(_rows(table, shown, step))
    seen = [n for n in range(len(shown)) if any(row[n] for row in rows)]
    heads, wide = [shown[n].label for n in seen], len(seen) > WIDE
    values = [[(shown[n].label, row[n]) for n in seen if row[n]] if wide else [row[n] for n in seen] for row in rows]
    return Printed(table_label(table.name), wide, heads, values, len(rows) if table.holding.model in FILES else 0)


def _rows(table: Table, shown: Sequence[Field], step: Step) -> Iterator[list[str]]:
    for batch in table.rows():
        for row in batch:
            step(2 if table.holding.model in FILES else 1)
            yield [on_page(one.of(row)) for one in shown]


def _told(found: Exported, printed: Sequence[Printed], at: datetime) -> dict[str, object]:
    return {
        "language": spoken(),
        "who": called(found.subject, found.withheld),
        "withheld": [
            one.ja if spoken() == "ja" else one.en for one in map(current().items.__getitem__, sorted(found.withheld))
        ],
        "person": found.subject.kind == Subject.Kind.PERSON,
        "at": at.astimezone(ZoneInfo(current().deadlines.time_zone)),
        "tables": [one for one in printed if one.rows],
        "empty": [one.label for one in printed if not one.rows],
        "files": sum(one.files for one in printed),
        "left_out": [LeftOut(table_label(table), left_out_reason(table)) for table in found.left_out],
    }
