"""A report as CSV: one line for each meter and tenant, as spreadsheets of this country open it without asking."""

import csv
from datetime import datetime
from decimal import Decimal
from io import StringIO

from django.utils.translation import override

from harimi.service.pages.reports.document import Document
from harimi.service.pages.reports.sheets import FORMULA, Filled, meter_head, meter_rows

MARK = "\ufeff"
"""By which a spreadsheet knows UTF-8."""
MEDIA = "text/csv; charset=utf-8"


def table(document: Document) -> bytes:
    """The bytes of a CSV with a byte order mark and Windows' ends of lines (RFC 4180)."""
    made = StringIO()
    lines = csv.writer(made, lineterminator="\r\n")
    with override(document.asked.language):
        lines.writerow(meter_head())
        lines.writerows([_cell(one) for one in row] for row in meter_rows(document))
    return (MARK + made.getvalue()).encode()


def _cell(filled: Filled) -> str:
    """Exact numbers, times of the site's clocks, and texts that stay texts."""
    value, _ = filled
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text
