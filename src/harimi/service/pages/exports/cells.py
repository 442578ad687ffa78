"""Values as the files of an export hold them: in a CSV, in JSON, and on a page."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from harimi.service.pages.texts import text

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A text that begins so is a formula to some spreadsheets, Japanese ones take the wide signs too."""
LONGEST = 300
"""Characters of a value that a page shows; the files have all of it."""


def in_csv(value: Any) -> str:
    """Numbers stay numbers; a text that a spreadsheet would compute is marked as text."""
    if isinstance(value, bool):
        return _yes_or_no(value)
    if value is None or isinstance(value, int | float | Decimal | date | UUID):
        return _written(value)
    found = _written(value)
    return f"'{found}" if found.startswith(_FORMULA) else found


def in_json(value: Any) -> Any:
    """As JSON has it; exact decimals are texts, since many programs would round them."""
    return _written(value) if isinstance(value, Decimal | date | UUID) else value


def on_page(value: Any) -> str:
    """As people read it, cut where it is very long; nothing for what is empty."""
    if isinstance(value, dict | list) and not value:
        return ""
    found = _yes_or_no(value) if isinstance(value, bool) else _grouped(value)
    return found if len(found) <= LONGEST else f"{found[:LONGEST]}…"


def _grouped(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, float):
        return f"{value:.4g}"
    return value.isoformat(sep=" ", timespec="seconds") if isinstance(value, datetime) else _written(value)


def _written(value: Any) -> str:
    """One way to write each kind of value."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _yes_or_no(value: bool) -> str:
    return text("export.yes" if value else "export.no")
