"""Brings a payment to what the provider says of it now.

1. The provider is asked for the payment, what was given back of it, and what is disputed. 2. In one transaction, under the
customer's lock, the rows and the ledger follow. Called for every event of a payment: done twice or late, it changes nothing.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from harimi.service.egress.cards import provider
from harimi.service.egress.cards.values import Dispute, Given, Intent
from harimi.service.payments.cards import keeping, posting
from harimi.service.payments.cards.declining import declined
from harimi.service.payments.cards.posting import Kind, Whose
from harimi.service.payments.models import CardDispute, CardPayment, CardRefund

State = CardPayment.State
RUNNING = (State.WAITING, State.OPEN, State.PROCESSING)


def follow(intent: str) -> bool:
    """Whether the payment is ours."""
    told = provider.intent(intent)
    paid = told.state == "succeeded"
    given = provider.given_back(intent) if paid else []
    disputed = provider.disputes(intent) if paid else []
    with transaction.atomic():
        payment = _locked(told.reference)
        if payment is None:
            return False
        _note(payment, told)
        if paid:
            _paid(payment, told)
            _given_back(payment, given)
            _disputed(payment, disputed)
    return True


def follow_page(session: str) -> bool:
    """Of a hosted page; whether it is ours."""
    told = provider.page(session)
    if told.keeps:
        return keeping.keep(told)
    if told.intent and follow(told.intent):
        return True
    payment = payment_of(told.reference)
    if payment is not None and told.state == "expired":
        drop(payment)
    return payment is not None


def drop(payment: CardPayment) -> None:
    """Nothing comes of it any more."""
    CardPayment.objects.filter(pk=payment.pk, state__in=RUNNING).update(
        state=State.DROPPED, done_at=timezone.now(), due_at=None, lease=None, lease_until=None
    )


def payment_of(reference: str) -> CardPayment | None:
    """Ours of that id; the provider's dashboard lets people write anything there."""
    try:
        return CardPayment.objects.select_related("organization", "invoice").filter(pk=UUID(reference)).first()
    except ValueError:
        return None


def _locked(reference: str) -> CardPayment | None:
    found = payment_of(reference)
    if found is not None:
        posting.lock(found.organization_id)
        found.refresh_from_db()
    return found


def _note(payment: CardPayment, told: Intent) -> None:
    """Late news of what is over changes nothing; that it was paid after all does."""
    payment.intent = told.id
    if told.state == "succeeded" and payment.state != State.SUCCEEDED:
        payment.state, payment.yen, payment.fault, payment.done_at = State.SUCCEEDED, told.yen, "", told.paid_at
    elif payment.state in RUNNING and told.state == "processing":
        payment.state = State.PROCESSING
    elif payment.state in RUNNING and told.state == "canceled":
        payment.state, payment.done_at = State.DROPPED, timezone.now()
    elif payment.state in RUNNING and told.state == "requires_payment_method" and payment.kind == CardPayment.Kind.KEPT:
        declined(payment, told.fault)
    if payment.state != State.WAITING:
        payment.due_at = None
    payment.save(update_fields=["intent", "state", "yen", "fault", "done_at", "due_at"])


def _paid(payment: CardPayment, told: Intent) -> None:
    posting.came(Kind.PAYMENT, f"card:{told.id}", _whose(payment), told.yen, told.paid_at or timezone.now())


def _given_back(payment: CardPayment, given: Iterable[Given]) -> None:
    """Also what was given back at the provider's, without us."""
    for one in given:
        row = _refund_of(payment, one)
        state, source = CardRefund.State, f"card-refund:{one.id}"
        if row.refund and row.state == state.FAILED:
            continue  # for good: what says otherwise was asked before
        if one.state == "succeeded":
            row.state = state.DONE
            posting.went(Kind.REFUND, source, _whose(payment), one.yen, one.made_at, row.reason)
        elif one.state in ("failed", "canceled"):
            row.state = state.FAILED
            posting.undo(source, _whose(payment), timezone.now())
        elif row.state != state.DONE:
            row.state = state.ASKED
        row.refund = one.id
        row.save()


def _refund_of(payment: CardPayment, one: Given) -> CardRefund:
    mine = payment.refunds.filter(refund=one.id).first()
    if mine is None and one.reference:
        mine = next((row for row in payment.refunds.all() if str(row.pk) == one.reference), None)
    return mine or CardRefund(payment=payment, yen=one.yen, made_at=one.made_at)


def _disputed(payment: CardPayment, disputed: Iterable[Dispute]) -> None:
    """The provider takes the yen at once, and gives them back where the dispute is won."""
    for one in disputed:
        told = {"payment": payment, "yen": one.yen, "state": one.state, "reason": one.reason, "due_at": one.due_at}
        CardDispute.objects.update_or_create(pk=one.id, defaults=told)
        for moved in one.moved:
            source, whose = f"card-dispute:{moved.id}", _whose(payment)
            if moved.yen < 0:
                posting.went(Kind.REVERSAL, source, whose, -moved.yen, moved.made_at)
            elif moved.yen > 0:
                posting.came(Kind.PAYMENT, source, whose, moved.yen, moved.made_at)


def _whose(payment: CardPayment) -> Whose:
    return Whose(payment.organization, payment.invoice.number)
