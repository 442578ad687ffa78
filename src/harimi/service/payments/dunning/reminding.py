"""Letters about what is due: each step once for an invoice, from nine in the morning, and none while it may be paid already."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import Open, open_items
from harimi.service.billing.models import Invoice, Posting
from harimi.service.billing.months import zone
from harimi.service.payments import letters
from harimi.service.payments.booking.open_items import lock, owed
from harimi.service.payments.cards.coming import comes
from harimi.service.payments.models import Debit, DunningHold, Receipt, Reminder
from harimi.service.privacy.audit import record
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import known_operator

MORNING = time(9, 0)


def remind(now: datetime | None = None) -> int:
    """Writes what is due now; about how many invoices."""
    at, steps = now or timezone.now(), known_operator().billing.payments.reminders
    local = at.astimezone(zone())
    if not steps or local.time() < MORNING:
        return 0
    late = [one for one in open_items(local.date()) if one.yen > 0 and one.organization and one.days >= steps[0]]
    return sum(_remind(one, steps, at) for one in late)


def unpaid(day: datetime | None = None) -> list[Open]:
    """Invoices that are due, the longest first; then those of customers who were erased, whenever those were due."""
    today = (day or timezone.now()).astimezone(zone()).date()
    return [one for one in open_items(today) if one.yen > 0 and (one.days > 0 or one.organization is None)]


def after_the_last() -> QuerySet[Reminder]:
    """Last notices of invoices of which something is open still: a person decides what comes next."""
    sums = Posting.objects.filter(account=Account.RECEIVABLE).values("invoice").annotate(total=Sum("yen")).order_by()
    return Reminder.objects.filter(last=True, invoice__in=sums.filter(total__gt=0).values("invoice"))


def rests(organization: Organization, items: Sequence[Open]) -> str:
    """Why nobody is reminded now, as a code of `dunning.rests.<code>`; empty where they are.

    A receipt that waits may be theirs: of just what they owe, or by a payer who paid for them before. By card: where all that
    is due is about to be paid so.
    """
    if DunningHold.objects.filter(organization=organization, lifted_at=None).exists():
        return "hold"
    if Debit.objects.filter(organization=organization, result="").exists():
        return "debit"
    due = [one.number for one in items if one.days > 0]
    if due and all(map(comes, Invoice.objects.select_related("organization").filter(number__in=due))):
        return "card"
    amounts = {*(one.yen for one in items), sum(one.yen for one in items)}
    names = Receipt.objects.filter(organization=organization).exclude(payer_index="").values("payer_index")
    waiting = Receipt.objects.filter(state=Receipt.State.OPEN).filter(Q(yen__in=amounts) | Q(payer_index__in=names))
    return "receipt" if waiting.exists() else ""


@transaction.atomic
def _remind(item: Open, steps: Sequence[int], at: datetime) -> bool:
    invoice = Invoice.objects.select_related("organization__subject").filter(number=item.number).first()
    if invoice is None or not _due(item, steps, at):
        return False
    lock(invoice.organization)
    items = owed(invoice.organization)
    now = next((one for one in items if one.number == item.number), None)
    if now is None or not _due(item, steps, at) or comes(invoice) or rests(invoice.organization, items):
        return False
    written = Reminder.objects.filter(invoice=item.number).count()
    last = written + 1 == len(steps)
    with using("payment_check", subject=invoice.subject_id):
        if not letters.tell_reminder(invoice, now.yen, last=last):
            return False
    told = {"invoice": item.number, "step": written + 1, "last": last, "at": at}
    Reminder.objects.create(organization=invoice.organization, **told)
    record("reminded", actor=None, subject=invoice.subject_id, clause="2-2(1)", purpose="payment_check", case=item.number)
    return True


def _due(item: Open, steps: Sequence[int], at: datetime) -> bool:
    """Whether the next step's day has come; two letters are never nearer to each other than their steps."""
    written = list(Reminder.objects.filter(invoice=item.number))
    if len(written) >= len(steps) or item.days < steps[len(written)]:
        return False
    if not written:
        return True
    between = steps[len(written)] - steps[len(written) - 1]
    return at >= written[-1].at + timedelta(days=between) - timedelta(hours=12)
