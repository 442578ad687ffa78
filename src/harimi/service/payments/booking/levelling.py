"""Credits become money in advance, and money in advance pays what is open: the oldest first.

Called whenever an invoice or a credit note is issued, and after every step that changes what a customer paid.
"""

from harimi.service.accounts.models import Organization
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import advance_of
from harimi.service.billing.ledger.posting import Happened, Side, post
from harimi.service.billing.models import Entry, Invoice
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.booking.open_items import lock, owed, standing
from harimi.service.payments.booking.reversing import counted, last_standing, reverse
from harimi.service.privacy.days import today

USE, LOSS = "use:", "write_off:"


def on_issued(invoice: Invoice) -> None:
    """Billing's door: it issued something."""
    level(invoice.organization)


def level(organization: Organization) -> None:
    """1. what is open on credit notes and on invoices that were taken back moves to the advance, either way;
    2. while the advance is less than nothing, its latest use is taken back; 3. what is left of it pays the oldest invoices.

    Raises `PaymentError` where money in advance was refunded meanwhile: then the step that led here cannot be.
    """
    lock(organization)
    _clear(organization)
    while advance_of(organization.pk) < 0:
        use = last_standing(USE, organization)
        if use is None:
            raise PaymentError("refunded")
        reverse(use, actor=None)
        _clear(organization)
    _use(organization)


def _clear(organization: Organization) -> None:
    gone = _taken_back(organization)
    for number in gone:
        loss = last_standing(f"{LOSS}{number}:")
        if loss is not None:
            reverse(loss, actor=None)
    for one in standing(organization):
        if one.yen < 0 or one.number in gone:
            sides = [Side(Account.RECEIVABLE, -one.yen, organization, one.number), Side(Account.ADVANCE, one.yen, organization)]
            post(Happened(Entry.Kind.MATCH, today(), counted(f"credit:{one.number}:"), one.number), sides)


def _taken_back(organization: Organization) -> set[str]:
    """Those of the invoices of which something is open."""
    numbers = [one.number for one in standing(organization)]
    rows = Invoice.objects.filter(number__in=numbers, taken_back_by__isnull=False)
    return set(rows.values_list("number", flat=True))


def _use(organization: Organization) -> None:
    left = advance_of(organization.pk)
    for one in owed(organization) if left else ():
        yen = min(left, one.yen)
        sides = [Side(Account.ADVANCE, yen, organization), Side(Account.RECEIVABLE, -yen, organization, one.number)]
        post(Happened(Entry.Kind.MATCH, today(), counted(f"{USE}{one.number}:"), one.number), sides)
        left -= yen
        if not left:
            return
