"""Tags of card payments, for pages that belong to others."""

from django import template

from harimi.service.billing.models import Invoice
from harimi.service.egress.cards import provider
from harimi.service.payments.cards.keeping import card_of
from harimi.service.payments.models import CardPayment, KeptCard

register = template.Library()


@register.simple_tag
def cards_taken() -> bool:
    """Whether somebody can pay by card now."""
    return provider.is_open()


@register.simple_tag
def will_pay(invoice: Invoice) -> KeptCard | None:
    """The card to which an invoice will be charged by itself."""
    card = card_of(invoice.organization)
    if card is None or card.kept_at is None or invoice.made_at < card.kept_at:
        return None
    tried = invoice.card_payments.filter(kind=CardPayment.Kind.KEPT)
    return None if tried.exists() and not tried.filter(state=CardPayment.State.WAITING).exists() else card
