"""Invoices on paper: a layer above lays them out, and others ask for them here."""

from collections.abc import Callable

from harimi.service.billing.models import Invoice
from harimi.service.privacy.documents import Language

Maker = Callable[[Invoice, Language], bytes]
_MAKERS: list[tuple[Callable[[], bool], Maker]] = []


def made_by(there: Callable[[], bool], make: Maker) -> None:
    """A layer above makes them, where what that takes is `there`."""
    _MAKERS[:] = [(there, make)]


def paper(invoice: Invoice, language: Language) -> bytes | None:
    """The invoice as a PDF; None where none can be made here."""
    return next((make(invoice, language) for there, make in _MAKERS if there()), None)
