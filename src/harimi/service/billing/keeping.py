"""What the law wants kept of invoices once their customer is erased, and its end.

Source: Ordinance for Enforcement of the Consumption Tax Act, article 70-13: seven years from two months after the tax period.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from harimi.service.billing.invoicing.saying import RECIPIENT, said
from harimi.service.billing.models import Charge, Invoice, KeptInvoice
from harimi.service.billing.months import last_of, next_of
from harimi.service.privacy import keys
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.privacy.models import Subject
from harimi.service.privacy.publication import operator
from harimi.service.privacy.sealed import index_of

YEARS, MONTHS = 7, 2
INDEX = "invoices"
_DROPPED = ("department", "postal_code", "address")
"""Of the recipient only the name is wanted."""


def kept_until(issued_on: date, fiscal_month: int) -> date:
    """The last day on which it must be kept, where a tax period ends with that month."""
    year = issued_on.year + (issued_on.month > fiscal_month)
    return last_of(next_of(date(year, fiscal_month, 1), 12 * YEARS + MONTHS))


def keep(rows: QuerySet[Invoice]) -> None:
    """An erasure moves invoices here: as much as the law wants, under a key of its own. Done again it does what is left."""
    found = list(rows.select_related("organization", "of").order_by("number"))
    if not found:
        return
    subject = _subject(found)
    for one in found:
        with transaction.atomic(), using("invoicing"):
            _keep(one, subject)
    with transaction.atomic():
        Charge.objects.filter(invoice__in=found).delete()
        rows.model.objects.filter(pk__in=[one.pk for one in found]).delete()


def _subject(found: Iterable[Invoice]) -> Subject:
    """Nobody's but these rows'; the one that was made before, where an erasure goes on."""
    before = KeptInvoice.objects.filter(number__in=[one.number for one in found]).select_related("subject").first()
    return before.subject if before else keys.new_subject(Subject.Kind.KEPT)


def _keep(invoice: Invoice, subject: Subject) -> None:
    if KeptInvoice.objects.filter(number=invoice.number).exists():
        return
    told = said(invoice, invoice.charges.all())
    named = told["recipient"]["corporate_name"] or told["recipient"]["name"]
    told["recipient"] = {name: "" if name in _DROPPED else told["recipient"][name] for name in RECIPIENT}
    KeptInvoice.objects.create(
        subject=subject,
        number=invoice.number,
        issued_on=invoice.issued_on,
        total=invoice.total,
        recipient=named,
        recipient_index=index_of(named, INDEX),
        content=json.dumps({**told, "digest": invoice.digest}, ensure_ascii=False),
        until=kept_until(invoice.issued_on, operator().billing.fiscal_month),
    )
    record("invoice_kept", actor=None, clause="8-1(2)", purpose="invoicing", case=invoice.number)


def content(kept: KeptInvoice) -> dict[str, Any]:
    """What it said. Opens it: call it while invoicing."""
    found: dict[str, Any] = json.loads(kept.content)
    return found


def forget_old() -> int:
    """Those that were kept long enough go, with their key once all of it is gone; how many."""
    old = KeptInvoice.objects.filter(until__lt=today())
    subjects = set(old.values_list("subject", flat=True))
    gone, _ = old.delete()
    for one in Subject.objects.filter(pk__in=subjects).exclude(pk__in=KeptInvoice.objects.values("subject")):
        keys.destroy(one.pk)
        one.delete()
    return gone
