"""A table that somebody made elsewhere: bytes of a CSV or Excel file become rows of text, each with the number of its row."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import normalize

MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 5_000_000, 20_000, 60
_OLD_EXCEL, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = (",", ";", "\t")
_NO_TEXT = re.compile("[\\x00\\x80-\\x9f\\uf8f0-\\uf8f3]")
"""What Python makes of bytes that Excel's own Japanese does not have, and the zeros of a file that is no text."""
_LOOKED_AT = 4000
"""Signs from which the separator is guessed."""


class TableError(ValueError):
    """A file that cannot be read as a table; `code` says why, in words of `imports.file.<code>`."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as it stands in the file; `number` is the one that Excel shows beside it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns, and the rows below them. `separator` is empty for Excel."""

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    separator: str = ""


def read_table(data: bytes) -> Table:
    """The table in a CSV or xlsx file. Raises a `TableError`."""
    if not data.strip():
        raise TableError("empty")
    if len(data) > MOST_BYTES:
        raise TableError("too_large", most=MOST_BYTES // 1_000_000)
    if data.startswith(_OLD_EXCEL):
        raise TableError("old_excel")
    if data.startswith(_ZIP):
        from harimi.service.meters.sheets import sheet_rows

        return tabled(sheet_rows(data))
    return _of_text(_decoded(data))


def tabled(rows: Iterable[tuple[int, Iterable[str]]], separator: str = "") -> Table:
    """The first row that says anything names the columns; empty rows are left out. Raises a `TableError`."""
    found = _said(rows)
    header = next(found, None)
    if header is None:
        raise TableError("empty")
    below: list[TableRow] = []
    for row in found:
        if len(below) == MOST_ROWS:
            raise TableError("too_many_rows", most=MOST_ROWS)
        below.append(row)
    if not below:
        raise TableError("no_rows")
    return Table(header.cells, tuple(below), separator)


def plain_text(typed: str) -> str:
    """As numbers, days and names of columns are compared: full width as half width, and without spaces around."""
    return normalize("NFKC", typed).strip()


def _said(rows: Iterable[tuple[int, Iterable[str]]]) -> Iterator[TableRow]:
    for number, cells in rows:
        stripped = [cell.strip() for cell in cells]
        while stripped and not stripped[-1]:
            stripped.pop()
        if len(stripped) > MOST_COLUMNS:
            raise TableError("too_many_columns", most=MOST_COLUMNS)
        if stripped:
            yield TableRow(number, tuple(stripped))


def _decoded(data: bytes) -> str:
    marked = [name for mark, name in _MARKS if data.startswith(mark)]
    for encoding in marked or _likely(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NO_TEXT.search(text):
            return text
    raise TableError("encoding")


def _likely(data: bytes) -> tuple[str, ...]:
    """Text has no zeros unless it is UTF-16; what is neither UTF-8 nor Excel's own Japanese is no table."""
    if b"\0" not in data[:_LOOKED_AT]:
        return ("utf-8", "cp932")
    even, odd = data[0:_LOOKED_AT:2].count(0), data[1:_LOOKED_AT:2].count(0)
    return ("utf-16-be",) if even > odd * 4 else ("utf-16-le",) if odd > even * 4 else ()


def _of_text(text: str) -> Table:
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="")
    separator = _separator(text)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        return tabled(_numbered(reader), separator)
    except csv.Error as error:
        raise TableError("broken", row=reader.line_num) from error


def _numbered(reader: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """By the rows of the table and not by lines of the file: a cell may hold several."""
    yield from enumerate(reader, 1)


def _separator(text: str) -> str:
    """The one that stands most often in the first line that says anything, outside of quotes."""
    line = next((one for one in text[:_LOOKED_AT].splitlines() if one.strip()), "")
    outside = "".join(line.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)
