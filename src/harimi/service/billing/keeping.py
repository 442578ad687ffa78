"""Copies of invoices that the law wants kept, from the day of issue to the end of their term, whatever becomes of the customer.

Source: Ordinance for Enforcement of the Consumption Tax Act, article 70-13: seven years from two months after the tax period.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from harimi.service.billing.invoicing.saying import RECIPIENT
from harimi.service.billing.models import Invoice, InvoiceCopy
from harimi.service.billing.months import last_of, next_of
from harimi.service.privacy import keys
from harimi.service.privacy.days import today
from harimi.service.privacy.models import Subject
from harimi.service.privacy.sealed import index_of

YEARS, MONTHS = 7, 2
INDEX = "invoices"
_DROPPED = ("department", "postal_code", "address")
"""Of the recipient only the name is wanted."""


def kept_until(issued_on: date, fiscal_month: int) -> date:
    """The last day on which it must be kept, where a tax period ends with that month."""
    year = issued_on.year + (issued_on.month > fiscal_month)
    return last_of(next_of(date(year, fiscal_month, 1), 12 * YEARS + MONTHS))


def copy(invoice: Invoice, told: Mapping[str, Any], fiscal_month: int) -> InvoiceCopy:
    """Files a copy of what an invoice says (`saying.said`) under a key that all copies of the same term share."""
    until, recipient = kept_until(invoice.issued_on, fiscal_month), told["recipient"]
    named = recipient["corporate_name"] or recipient["name"]
    least = {**told, "recipient": {name: "" if name in _DROPPED else recipient[name] for name in RECIPIENT}}
    return InvoiceCopy.objects.create(
        subject=_subject(until),
        number=invoice.number,
        issued_on=invoice.issued_on,
        total=invoice.total,
        recipient=named,
        recipient_index=index_of(named, INDEX),
        content=json.dumps({**least, "digest": invoice.digest}, ensure_ascii=False),
        until=until,
    )


def content(kept: InvoiceCopy) -> dict[str, Any]:
    """What it said. Opens it: call it while invoicing."""
    found: dict[str, Any] = json.loads(kept.content)
    return found


def copies_of(subject: UUID) -> QuerySet[InvoiceCopy]:
    """Those of an organization's invoices."""
    return InvoiceCopy.objects.filter(number__in=Invoice.objects.filter(organization__subject=subject).values("number"))


def leave_alone(rows: QuerySet[InvoiceCopy]) -> None:
    """Their invoices may go from now on, and nothing leads from them to a customer."""
    rows.update(alone=True)


def forget_old() -> int:
    """Those that were kept long enough go, and the key that they shared; how many."""
    old = InvoiceCopy.objects.filter(until__lt=today())
    subjects = set(old.values_list("subject", flat=True))
    gone, _ = old.delete()
    for one in Subject.objects.filter(pk__in=subjects).exclude(pk__in=InvoiceCopy.objects.values("subject")):
        keys.destroy(one.pk)
        one.delete()
    return gone


def _subject(until: date) -> Subject:
    """Nobody's but the copies' of that term."""
    before = InvoiceCopy.objects.filter(until=until).select_related("subject").first()
    return before.subject if before else keys.new_subject(Subject.Kind.KEPT)
