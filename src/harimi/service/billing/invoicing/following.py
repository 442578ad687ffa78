"""What follows when something was issued: layers above say it when Django starts, such as that money in advance pays it."""

from collections.abc import Callable

from harimi.service.billing.models import Invoice

_FOLLOWING: list[Callable[[Invoice], None]] = []


def on_issued(do: Callable[[Invoice], None]) -> None:
    """Has it done with every invoice and credit note, in the transaction that issues it."""
    _FOLLOWING.append(do)


def follow(invoice: Invoice) -> None:
    """Does what follows."""
    for do in _FOLLOWING:
        do(invoice)
