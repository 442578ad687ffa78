"""Yen of a card payment are given back by staff, with a reason: all or part of them."""

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.billing.ledger.balances import advance_of, open_of
from harimi.service.egress.cards import provider
from harimi.service.payments.cards import posting
from harimi.service.payments.cards.errors import CardError
from harimi.service.payments.cards.following import follow
from harimi.service.payments.cards.later import AWAY, CLOSED, later
from harimi.service.payments.models import CardPayment, CardRefund
from harimi.service.platform.leases import finish
from harimi.service.platform.working import put_off, work_on
from harimi.service.privacy.audit import record

State = CardRefund.State


def left(payment: CardPayment) -> int:
    """Yen of a payment that can still be given back."""
    if payment.state != CardPayment.State.SUCCEEDED:
        return 0
    gone = payment.refunds.exclude(state=State.FAILED).aggregate(yen=Sum("yen"))["yen"] or 0
    lost = sum(one.yen for one in payment.disputes.exclude(state__in=("won", "warning_closed")))
    return max(payment.yen - gone - lost, 0)


def proposed(payment: CardPayment) -> int:
    """What of it the customer has with us, as after a credit note."""
    over = max(-open_of(payment.invoice.number), 0)
    return min(left(payment), over + max(advance_of(payment.organization_id), 0))


@transaction.atomic
def refund(payment: CardPayment, yen: int, reason: str, *, actor: User) -> CardRefund:
    """A worker has the provider do it. Raises `CardError`."""
    posting.lock(payment.organization_id)
    if not reason.strip():
        raise CardError("reason")
    if not 0 < yen <= left(payment):
        raise CardError("yen")
    made = CardRefund.objects.create(payment=payment, yen=yen, reason=reason.strip(), due_at=timezone.now(), made_by=actor)
    about = payment.organization.subject_id
    record("card_refunded", actor=actor.subject_id, subject=about, clause="2-2(1)", purpose="payment_check", case=str(made.pk))
    return made


def waiting() -> QuerySet[CardRefund]:
    """Those that the provider has not done, as far as is known."""
    return CardRefund.objects.filter(state=State.WAITING)


def refund_one() -> bool:
    """Whether there was one."""
    return work_on(waiting(), _refund, _failed, joined=("payment__organization",))


def _refund(row: CardRefund) -> None:
    payment = row.payment
    try:
        if not _given_before(row):
            provider.give_back(row.pk, payment.intent, row.yen, subject=payment.organization.subject_id)
        follow(payment.intent)
    except provider.AwayError:
        later(row, AWAY)
    except provider.ClosedError:
        later(row, CLOSED)
    except provider.NotTakenError as error:
        finish(row, state=State.FAILED, fault=error.code[:60])
    else:
        finish(row)


def _given_before(row: CardRefund) -> bool:
    """By a worker that was killed, or by this service before a backup of it came back: keys are remembered for a day only."""
    return any(one.reference == str(row.pk) for one in provider.given_back(row.payment.intent))


def _failed(row: CardRefund, error: Exception) -> None:
    put_off(row, state=State.FAILED, fault=type(error).__name__[:60])
