"""Paying one invoice by card on the provider's page."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.billing.ledger.balances import open_of
from harimi.service.billing.models import Invoice
from harimi.service.egress.cards import provider
from harimi.service.payments.cards.errors import CardError
from harimi.service.payments.cards.following import drop, follow_page
from harimi.service.payments.models import CardPayment

OPEN_FOR = timedelta(hours=1)
"""A page is open for so long; the provider wants half an hour at least."""
State, Kind = CardPayment.State, CardPayment.Kind


def payable(invoice: Invoice) -> int:
    """Yen that can be paid by card now: what is open of it."""
    return max(open_of(invoice.number), 0) if invoice.kind == Invoice.Kind.INVOICE else 0


def pay(invoice: Invoice, back: Mapping[str, str], *, actor: User) -> str:
    """Where it is paid. `back` may hold `{payment}`, which becomes the payment's id. Raises `CardError`.

    Pressed twice, it leads to the same page while that is open.
    """
    try:
        return _pay(invoice, back, actor)
    except (provider.AwayError, provider.NotTakenError) as error:
        raise CardError("away") from error
    except provider.ClosedError as error:
        raise CardError("closed") from error


def close_pages(invoice: Invoice) -> bool:
    """Nobody pays it by a page any more; False where somebody just did."""
    closed = True
    for one in _open(invoice):
        try:
            provider.close_page(one.session)
        except provider.NotTakenError:
            follow_page(one.session)
        else:
            drop(one)
        one.refresh_from_db()
        closed = closed and one.state == State.DROPPED
    return closed


def running(invoice: Invoice) -> bool:
    """Whether the provider works on a payment of it."""
    return invoice.card_payments.filter(state=State.PROCESSING).exists()


def _pay(invoice: Invoice, back: Mapping[str, str], actor: User) -> str:
    yen = payable(invoice)
    if yen <= 0:
        raise CardError("nothing")
    if running(invoice):
        raise CardError("running")
    for one in _open(invoice):
        told = provider.page(one.session)
        if told.state == "open" and one.yen == yen:
            return told.url
    if not close_pages(invoice):
        raise CardError("running")
    return _new_page(invoice, yen, back, actor)


def _new_page(invoice: Invoice, yen: int, back: Mapping[str, str], actor: User) -> str:
    told: dict[str, Any] = {"organization": invoice.organization, "invoice": invoice, "kind": Kind.PAGE, "yen": yen}
    row = CardPayment.objects.create(**told, made_by=actor)
    where = {name: value.replace("{payment}", str(row.pk)) for name, value in back.items()}
    until = int((timezone.now() + OPEN_FOR).timestamp())
    try:
        page = provider.pay_page(row.pk, yen, invoice.number, where, until, subject=invoice.subject_id)
    except Exception:
        drop(row)
        raise
    CardPayment.objects.filter(pk=row.pk, state=State.WAITING).update(state=State.OPEN, session=page.id)
    return page.url


def _open(invoice: Invoice) -> list[CardPayment]:
    return list(invoice.card_payments.filter(kind=Kind.PAGE, state=State.OPEN))
