"""The file of a month. What lays it out is above this layer, and says so when Django starts."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from harimi.service.outlets.models import LedgerMonth
from harimi.service.platform.leases import Holding
from harimi.service.platform.models import Leased
from harimi.service.privacy.manifest import current

MEDIA = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Written:
    """A file's bytes, and what of them stays the same for as long as no figure changes."""

    data: bytes
    figures: bytes

    @property
    def digest(self) -> str:
        """By which the same figures are known again."""
        return hashlib.sha256(self.figures).hexdigest()


Write = Callable[[LedgerMonth], Written]
_WRITE: list[Write] = []


def written_by(write: Write) -> None:
    """A layer above writes the files."""
    _WRITE[:] = [write]


def written(row: LedgerMonth, *, under: Leased) -> Written:
    """The file, as the figures are now. The lease of the work `under` which it is written goes on, however long that takes."""
    with _held(under):
        return _WRITE[0](row)


def file_name(row: LedgerMonth, version: int) -> str:
    """harimi-2026-11-1a2b3c4d.xlsx, and harimi-2026-11-1a2b3c4d-v2.xlsx where it was corrected.

    Two ledgers may lie in one folder: the beginning of the ledger's own id tells them apart.
    """
    later = f"-v{version}" if version > 1 else ""
    return f"harimi-{row.month:%Y-%m}-{str(row.ledger_id)[:8]}{later}.{row.ledger.form}"


def time_zone() -> str:
    """By which a ledger's day begins."""
    return current().deadlines.time_zone


@contextmanager
def _held(row: Leased) -> Iterator[None]:
    """A file is mostly questions to the database: at each of them the lease goes on where a third of it is over."""
    holding, renewing = Holding([row]), False

    def each(execute: Callable[..., Any], *asked: Any) -> Any:
        nonlocal renewing
        if not renewing:  # the renewal is such a question itself
            renewing = True
            try:
                holding.go_on()
            finally:
                renewing = False
        return execute(*asked)

    with connection.execute_wrapper(each):
        yield
