"""One table of an export: its CSV, its JSON and its pages, written side by side in one pass over its rows."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any

from django.db.models import Model

from harimi.service.pages.exports import table_pages
from harimi.service.pages.exports.archive import Archive, csv_text
from harimi.service.pages.exports.cells import in_csv, in_json
from harimi.service.pages.exports.fields import Field, fields
from harimi.service.pages.exports.files import FILES
from harimi.service.pages.exports.known import Known
from harimi.service.pages.exports.labels import table_label
from harimi.service.pages.exports.table_pages import page_name, table_page
from harimi.service.pages.texts import text
from harimi.service.rights.exported import Table
from harimi.service.rights.people import People

Step = Callable[[int], None]
"""Told how many rows and files were written since the last time."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What came of a table: its rows, its pages, and how many files were in it and were missing."""

    table: str
    label: str
    rows: int
    pages: tuple[str, ...]
    photographs: int = 0
    missing: int = 0


@dataclass
class Writer:
    """Writes tables into the archive."""

    archive: Archive
    known: Known
    people: People
    step: Step

    def write(self, table: Table) -> Sheet:
        """Writes all rows of a table."""
        shown, written = self._fields(table), _Count()
        with ExitStack() as open_files:
            lines = _Files(
                open_files.enter_context(self.archive.later(f"data/{table.name}.csv")),
                open_files.enter_context(self.archive.later(f"data/{table.name}.json")),
                shown,
            )
            for batch, last in _told_last(table.rows()):
                rows = [self._values(row, shown, written) for row in batch]
                self._batch(table, shown, rows, lines, written, last=last)
            lines.end()
        return Sheet(
            table.name, table_label(table.name), written.rows, tuple(written.pages), written.photographs, written.missing
        )

    def _fields(self, table: Table) -> tuple[Field, ...]:
        found = fields(table, self.known, self.people)
        if table.holding.model not in FILES:
            return found
        return (*found, Field("file", text("column.file"), str))

    def _values(self, row: Model, shown: Sequence[Field], written: "_Count") -> list[Any]:
        """A row's file goes into the archive as the row is written."""
        if type(row) not in FILES:
            self.step(1)
            return [one.of(row) for one in shown]
        file = FILES[type(row)](self.archive, row, self.known)
        written.photographs += file is not None
        written.missing += file is None
        self.step(2)
        return [one.of(row) for one in shown[:-1]] + [file or text("export.missing")]

    def _batch(
        self,
        table: Table,
        shown: Sequence[Field],
        rows: list[list[Any]],
        lines: "_Files",
        written: "_Count",
        *,
        last: bool,
    ) -> None:
        for row in rows:
            lines.add(row)
        written.rows += len(rows)
        if len(written.pages) < table_pages.MOST:
            number = len(written.pages) + 1
            name = page_name(table.name, number)
            self.archive.page(name, table_page(table.name, shown, rows, number, last=last))
            written.pages.append(name)


def _told_last(batches: Iterator[list[Model]]) -> Iterator[tuple[list[Model], bool]]:
    """Each with whether it is the last."""
    before: list[Model] | None = None
    for batch in batches:
        if before is not None:
            yield before, False
        before = batch
    if before is not None:
        yield before, True


@dataclass
class _Count:
    rows: int = 0
    photographs: int = 0
    missing: int = 0

    def __post_init__(self) -> None:
        self.pages: list[str] = []


class _Files:
    """The CSV for spreadsheets, its heads in words; the JSON for programs, an array with a row on each line."""

    def __init__(self, sheet: IO[bytes], objects: IO[bytes], shown: Sequence[Field]) -> None:
        self._csv, self._json, self._shown = csv.writer(csv_text(sheet)), objects, shown
        self._csv.writerow([one.label for one in shown])
        self._begun = False

    def add(self, row: Sequence[Any]) -> None:
        """One row of each."""
        self._csv.writerow([in_csv(value) for value in row])
        told = {one.key: in_json(value) for one, value in zip(self._shown, row, strict=True)}
        self._json.write((",\n" if self._begun else "[\n").encode() + json.dumps(told, ensure_ascii=False).encode())
        self._begun = True

    def end(self) -> None:
        """Nothing follows."""
        self._json.write(b"\n]\n" if self._begun else b"[]\n")


def counted(tables: Sequence[Table]) -> Iterator[int]:
    """How much there is to write, table by table: a file counts beside its row."""
    for table in tables:
        yield table.count() * (2 if table.holding.model in FILES else 1)
