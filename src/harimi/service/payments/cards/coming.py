"""Whether an invoice is about to be paid by card: then no bank is asked to collect it, and nobody is reminded of it."""

from harimi.service.billing.models import Invoice
from harimi.service.egress.cards import provider
from harimi.service.payments.cards.keeping import card_of
from harimi.service.payments.models import CardPayment, KeptCard

State = CardPayment.State


def card_for(invoice: Invoice) -> KeptCard | None:
    """The card to which an invoice will be charged by itself: what is not tried yet, and what will be tried again."""
    card, tried = card_of(invoice.organization), invoice.card_payments.filter(kind=CardPayment.Kind.KEPT)
    if card is None or card.kept_at is None or invoice.made_at < card.kept_at:
        return None
    return None if tried.exists() and not tried.filter(state=State.WAITING).exists() else card


def comes(invoice: Invoice) -> bool:
    """Whether a payment by card runs, or a try from the kept card is still to come."""
    if invoice.card_payments.filter(state__in=(State.OPEN, State.PROCESSING)).exists():
        return True
    return provider.is_open() and card_for(invoice) is not None
