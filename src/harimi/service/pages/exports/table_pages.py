"""A table of an export as people read it: pages without a script, each of some hundreds of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from harimi.service.pages.exports.cells import on_page
from harimi.service.pages.exports.fields import Field
from harimi.service.pages.exports.labels import table_label
from harimi.service.pages.texts import spoken

MOST = 20
"""Pages of a table; nobody turns more of them, and the files have all rows."""
FOLDER = "pages/"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value on a page; `picture` where it leads to one."""

    words: str
    picture: bool = False


def page_name(table: str, number: int) -> str:
    """Where a table's page lies."""
    return f"{FOLDER}{table}.html" if number == 1 else f"{FOLDER}{table}-{number}.html"


def table_page(table: str, shown: Sequence[Field], rows: list[list[Any]], number: int, *, last: bool) -> str:
    """Columns in which nothing stands, and those that are for programs only, are left out."""
    seen = [n for n, one in enumerate(shown) if not one.plain and any(on_page(row[n]) for row in rows)]
    cut = not last and number == MOST
    context = {
        "language": spoken(),
        "title": table_label(table),
        "table": table,
        "heads": [shown[n].label for n in seen],
        "rows": [[_cell(shown[n], row[n]) for n in seen] for row in rows],
        "number": number,
        "before": "" if number == 1 else page_name(table, number - 1).removeprefix(FOLDER),
        "after": "" if last or cut else page_name(table, number + 1).removeprefix(FOLDER),
        "cut": cut,
        "most": f"{MOST * len(rows):,}",
    }
    return render_to_string("pages/exports/table.html", context)


def _cell(field: Field, value: Any) -> Cell:
    picture = field.key == "file" and isinstance(value, str) and value.endswith(".jpg")
    return Cell(on_page(value), picture)
