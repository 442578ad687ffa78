"""What tables and columns of an export are called."""

from collections.abc import Collection

from harimi.service.pages.texts import TEXTS, spoken, text
from harimi.service.privacy.manifest import current


def table_label(table: str) -> str:
    """As the privacy page calls it, too."""
    return text(f"kept.{table}")


def column_label(table: str, column: str) -> str:
    """A column's own words in its table, else those that it has everywhere. A `KeyError` where nobody wrote any."""
    return text(column_key(table, column))


def column_key(table: str, column: str) -> str:
    """Under which key the words stand."""
    own = f"column.{table}.{column}"
    return own if own in TEXTS else f"column.{column}"


def items_in_words(items: Collection[str]) -> list[str]:
    """As the policy calls them."""
    told = [current().items[name] for name in sorted(items)]
    return [one.ja if spoken() == "ja" else one.en for one in told]


def left_out_reason(table: str) -> str:
    """Why a table is not in an export, or all its items are withheld from what is disclosed."""
    own = f"left_out.{table}"
    return text(own if own in TEXTS else "disclosed.withheld")
