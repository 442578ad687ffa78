"""What a customer paid, by whichever way, as they themselves see it."""

from dataclasses import dataclass
from datetime import date

from harimi.service.accounts.models import Organization
from harimi.service.billing.months import day_of
from harimi.service.payments.models import CardPayment, Debit, Receipt

RECENT = 24
"""Payments that are shown of each customer."""


@dataclass(frozen=True, slots=True)
class Received:
    """A payment; `how` is a code of `payments.how.<code>`."""

    day: date
    yen: int
    how: str
    payer: str = ""


def received(whose: Organization) -> list[Received]:
    """Transfers, direct debits and what was paid by card, the latest first."""
    transfers = [
        Received(one.day, one.yen, "transfer", one.payer) for one in Receipt.objects.filter(organization=whose)[:RECENT]
    ]
    collected = Debit.objects.filter(organization=whose, result="0").order_by("-day", "-pk")[:RECENT]
    debits = [Received(one.day, one.yen, "debit") for one in collected]
    taken = CardPayment.objects.filter(organization=whose, state=CardPayment.State.SUCCEEDED).order_by("-done_at")[:RECENT]
    cards = [Received(day_of(one.done_at), one.yen, "card") for one in taken if one.done_at]
    return sorted((*transfers, *debits, *cards), key=lambda one: one.day, reverse=True)[:RECENT]
