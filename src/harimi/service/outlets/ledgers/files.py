"""The file of a month. What lays it out is above this layer, and says so when Django starts."""

from collections.abc import Callable
from dataclasses import dataclass

from harimi.service.outlets.models import LedgerMonth
from harimi.service.privacy.manifest import current

MEDIA = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Written:
    """A file's bytes, and what of them stays the same for as long as no figure changes."""

    data: bytes
    figures: bytes


Write = Callable[[LedgerMonth], Written]
_WRITE: list[Write] = []


def written_by(write: Write) -> None:
    """A layer above writes the files."""
    _WRITE[:] = [write]


def written(row: LedgerMonth) -> Written:
    """The file, as the figures are now."""
    return _WRITE[0](row)


def file_name(row: LedgerMonth) -> str:
    """harimi-2026-11.xlsx, and harimi-2026-11-v2.xlsx where it was corrected; `row` is not sent yet."""
    version = f"-v{row.version + 1}" if row.version else ""
    return f"harimi-{row.month:%Y-%m}{version}.{row.ledger.form}"


def time_zone() -> str:
    """By which a ledger's day begins."""
    return current().deadlines.time_zone
