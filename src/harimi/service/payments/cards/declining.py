"""A kept card that was declined: its owner hears of it, and it is tried again some days later, three times in all."""

from datetime import timedelta

from django.utils import timezone

from harimi.service.billing.months import day_of
from harimi.service.payments.cards import letters
from harimi.service.payments.models import CardPayment

AGAIN = (timedelta(days=3), timedelta(days=7))
"""From a try to the next; after the last one the invoice is reminded of like any other."""
CONFIRM = "authentication_required"
State = CardPayment.State


def declined(payment: CardPayment, fault: str) -> None:
    """Writes the outcome of a try into the row, which the caller saves, with all that follows from it."""
    payment.state = State.CONFIRM if fault == CONFIRM else State.DECLINED
    payment.fault, payment.done_at = fault[:60], timezone.now()
    following = None if payment.state == State.CONFIRM else _again(payment)
    letters.tell_declined(payment, day_of(following.due_at) if following and following.due_at else None)


def _again(payment: CardPayment) -> CardPayment | None:
    if payment.attempt > len(AGAIN):
        return None
    made = CardPayment.of_kept(payment.invoice, payment.attempt + 1, timezone.now() + AGAIN[payment.attempt - 1])
    CardPayment.objects.bulk_create([made], ignore_conflicts=True)
    return made
