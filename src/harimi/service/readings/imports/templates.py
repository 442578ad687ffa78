"""Tables to begin with: the columns in a language, and two rows as examples."""

import csv
import io
from collections.abc import Mapping

from harimi.service.privacy.documents import Language
from harimi.service.readings.imports.columns import MANY, METERS, NAMES, ONE, TAKEN

FORMATS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
BOM = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""
_ENGLISH = {
    "place": "Place",
    "time_zone": "Time zone",
    "name": "Meter",
    "serial": "Serial",
    "model": "Model",
    "kind": "Kind",
    "counts_up": "Counts up",
    "unit": "Unit",
    "digits": "Digits",
    "decimals": "Decimals",
    "low": "Lowest",
    "high": "Highest",
    "max_per_hour": "Max/h",
    "multiplier": "Multiplier",
    "expires_on": "Legal end",
    "tenant": "Tenant",
    "since": "Since",
    "at": "Time",
    "value": "Value",
    "note": "Note",
}
_JA, _EN = 0, 1
Row = Mapping[str, tuple[str, str]]
_WATER: Row = {
    "place": ("本社ビル", "Head office"),
    "time_zone": ("Asia/Tokyo", "Asia/Tokyo"),
    "name": ("3階 水道", "3rd floor water"),
    "serial": ("W-20481", "W-20481"),
    "model": ("SD20", "SD20"),
    "kind": ("ドラム", "drums"),
    "counts_up": ("はい", "yes"),
    "unit": ("m3", "m3"),
    "digits": ("8", "8"),
    "decimals": ("3", "3"),
    "max_per_hour": ("3", "3"),
    "multiplier": ("1", "1"),
    "expires_on": ("2031-03-31", "2031-03-31"),
    "tenant": ("佐藤商店", "Sato Store"),
    "since": ("2026-04-01", "2026-04-01"),
    "at": ("2026-01-31 09:00", "2026-01-31 09:00"),
    "value": ("1234.567", "1234.567"),
    "note": ("検針票より", "from a bill"),
}
_PRESSURE: Row = {
    "place": ("本社ビル", "Head office"),
    "time_zone": ("Asia/Tokyo", "Asia/Tokyo"),
    "name": ("ボイラー 圧力計", "Boiler pressure"),
    "kind": ("指針", "dial"),
    "unit": ("MPa", "MPa"),
    "low": ("0", "0"),
    "high": ("1.6", "1.6"),
}
_NEXT: Row = {**_WATER, "at": ("2026-02-28 09:00", "2026-02-28 09:00"), "value": ("1250.012", "1250.012"), "note": ("", "")}
_EXAMPLES = {METERS: (_WATER, _PRESSURE), ONE: (_WATER, _NEXT), MANY: (_WATER, _NEXT)}


def name_of(column: str, language: Language) -> str:
    """What a column is called."""
    return NAMES[column][0] if language == "ja" else _ENGLISH[column]


def template(kind: str, ending: str, language: Language) -> bytes:
    """The table as a file."""
    where = _JA if language == "ja" else _EN
    header = [name_of(column, language) for column in TAKEN[kind]]
    rows = [[row.get(column, ("", ""))[where] for column in TAKEN[kind]] for row in _EXAMPLES[kind]]
    return as_csv([header, *rows]) if ending == "csv" else _xlsx([header, *rows])


def as_csv(rows: list[list[str]]) -> bytes:
    """As Excel opens it with a double click."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return (BOM + out.getvalue()).encode()


def _xlsx(rows: list[list[str]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Harimi")
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
