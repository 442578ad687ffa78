"""Rows of an Excel file: what its cells show, never what computes them."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from harimi.service.meters.tables import TableError

UNZIPPED, MEMBERS = 60_000_000, 500
"""Bytes and parts of an unzipped file: a sheet of 20,000 rows has far fewer, one made to fill a machine's memory has more."""
_LOWEST_ROW = 100_000
"""Empty rows above this one are passed over; nobody's table begins further down."""
_HALF_A_SECOND = timedelta(milliseconds=500)


def sheet_rows(data: bytes) -> Iterator[tuple[int, Iterable[str]]]:
    """The rows of the first visible sheet that says anything. Raises a `TableError`."""
    _checked(data)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible" and (rows := _rows(sheet.iter_rows(values_only=True))):
                yield from rows
                return
    except TableError:
        raise
    except Exception as error:  # whatever is wrong inside such a file, openpyxl has an exception of its own for it
        raise TableError("broken_excel") from error


def _checked(data: bytes) -> None:
    """By what the file says of itself: `zipfile` gives out no more than that."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise TableError("broken_excel") from error
    if len(parts) > MEMBERS or sum(part.file_size for part in parts) > UNZIPPED:
        raise TableError("too_large_inside")
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise TableError("no_table")


def _rows(cells: Iterable[tuple[object, ...]]) -> list[tuple[int, list[str]]]:
    found = []
    for number, row in enumerate(cells, 1):
        if number > _LOWEST_ROW:
            raise TableError("too_many_rows", most=_LOWEST_ROW)
        if any(cell is not None for cell in row):
            found.append((number, [_text(cell) for cell in row]))
    return found


def _text(cell: object) -> str:
    """As somebody would type it into a CSV file."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell + _HALF_A_SECOND:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M:%S}"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}".removesuffix(".0")
    return str(cell)
