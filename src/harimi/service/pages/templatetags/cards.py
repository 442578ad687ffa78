"""Tags of card payments, for pages that belong to others."""

from django import template

from harimi.service.billing.models import Invoice
from harimi.service.egress.cards import provider
from harimi.service.payments.cards.coming import card_for
from harimi.service.payments.models import KeptCard

register = template.Library()


@register.simple_tag
def cards_taken() -> bool:
    """Whether somebody can pay by card now."""
    return provider.is_open()


@register.simple_tag
def will_pay(invoice: Invoice) -> KeptCard | None:
    """The card to which an invoice will be charged by itself."""
    return card_for(invoice)
