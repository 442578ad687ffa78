"""Invoices are paid from kept cards when their day has come.

1. `plan` makes a row for each invoice whose day it is. 2. A worker fixes the yen that are open, and that it asks. 3. The
provider is asked, under the row's id: whoever asks again after a crash gets the same payment. 4. The row follows what it says.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from harimi.service.billing.ledger.balances import open_of
from harimi.service.billing.models import Invoice
from harimi.service.egress.cards import provider
from harimi.service.payments.cards import posting
from harimi.service.payments.cards.declining import declined
from harimi.service.payments.cards.following import follow
from harimi.service.payments.cards.keeping import When, card_of
from harimi.service.payments.cards.later import AWAY, CLOSED, DEBIT, later
from harimi.service.payments.cards.paying import close_pages, running
from harimi.service.payments.models import CardPayment, Debit, KeptCard
from harimi.service.platform.leases import finish, hold
from harimi.service.platform.working import put_off, work_on
from harimi.service.privacy.days import today

State, Kind = CardPayment.State, CardPayment.Kind


def plan() -> int:
    """Of invoices that were issued since a card was kept; how many are new. What is open of them is seen at its turn."""
    if not provider.is_open():
        return 0
    rows = [CardPayment.of_kept(one, 1, timezone.now()) for one in _come().select_related("organization")]
    return len(CardPayment.objects.bulk_create(rows, ignore_conflicts=True))


def _come() -> QuerySet[Invoice]:
    day, when = today(), "organization__kept_card__when"
    come = (
        Q(**{when: When.AT_ONCE})
        | Q(**{when: When.THREE_DAYS}, issued_on__lte=day - timedelta(days=3))
        | Q(**{when: When.DUE}, due_on__lte=day)
    )
    kept = Q(made_at__gte=F("organization__kept_card__kept_at"), kind=Invoice.Kind.INVOICE, total__gt=0, taken_back_by=None)
    tried = CardPayment.objects.filter(kind=Kind.KEPT).values("invoice")
    return Invoice.objects.filter(kept & come).exclude(pk__in=tried)


def waiting() -> QuerySet[CardPayment]:
    """Those that are not asked, or of which nobody knows whether they were."""
    return CardPayment.objects.filter(kind=Kind.KEPT, state=State.WAITING)


def charge_one() -> bool:
    """Whether there was one."""
    return work_on(waiting(), _charge, _failed, joined=("organization", "invoice"))


def _charge(payment: CardPayment) -> None:
    try:
        _ask(payment)
    except provider.AwayError:
        later(payment, AWAY)
    except provider.ClosedError:
        later(payment, CLOSED)


def _ask(payment: CardPayment) -> None:
    kept = card_of(payment.organization)
    asked = _asked_before(payment)
    if asked is None and (kept is None or not _fixed(payment)):
        if kept is None:
            finish(payment, state=State.DROPPED, done_at=timezone.now())
        return
    try:
        follow(asked or _charged(payment, kept))
    except provider.DeclinedError as error:
        _declined(payment, error.fault, error.intent)
    except provider.NotTakenError as error:
        _declined(payment, error.code)
    else:
        finish(payment)


def _asked_before(payment: CardPayment) -> str | None:
    """The payment, where somebody asked for it already: a worker that was killed before its row said so, or this service
    before a backup of it came back. The provider remembers keys for a day only.
    """
    kept = KeptCard.objects.select_related("organization").filter(organization=payment.organization).first()
    if kept is None or not kept.customer:
        return None
    found = provider.intent_of(payment.pk, kept.customer, payment.invoice.made_at)
    return found.id if found else None


def _fixed(payment: CardPayment) -> bool:
    """Whether there is something to ask for; it stays the same then, whoever asks."""
    if not close_pages(payment.invoice) or running(payment.invoice):
        later(payment, AWAY)
        return False
    with transaction.atomic():
        posting.lock(payment.organization_id)
        if Debit.objects.filter(invoice=payment.invoice.number, result="").exists():
            later(payment, DEBIT)
            return False
        yen = open_of(payment.invoice.number)
        if yen <= 0:
            finish(payment, state=State.DROPPED, done_at=timezone.now())
            return False
        hold(payment, yen=yen)
    return True


def _charged(payment: CardPayment, kept: KeptCard | None) -> str:
    assert kept is not None  # noqa: S101 - only what was never asked comes here, and that was looked at
    customer, method, number = kept.customer, kept.method, payment.invoice.number
    return provider.charge(payment.pk, payment.yen, number, customer, method, subject=kept.subject_id).id


def _declined(payment: CardPayment, fault: str, intent: str = "") -> None:
    """In the transaction that ends the lease: an event that told the same first has written its letter already."""
    with transaction.atomic():
        posting.lock(payment.organization_id)
        payment.refresh_from_db(fields=["state"])
        if payment.state != State.WAITING:
            return
        declined(payment, fault)
        told = {name: getattr(payment, name) for name in ("state", "fault", "done_at")}
        finish(payment, intent=intent, **told)


def _failed(payment: CardPayment, error: Exception) -> None:
    put_off(payment, state=State.DECLINED, fault=type(error).__name__[:60], done_at=timezone.now())
