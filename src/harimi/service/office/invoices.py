"""Invoices as staff find them: by day, by yen and by the partner's whole name or number, among all that must be kept."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from harimi.service.billing.keeping import INDEX, content
from harimi.service.billing.models import Invoice, InvoiceCopy
from harimi.service.pages.exports.cells import in_csv
from harimi.service.pages.texts import text
from harimi.service.privacy.sealed import index_of


@dataclass(frozen=True, slots=True)
class Found:
    """A line of the list; `pk` is None where only the copy is left. It names nobody."""

    number: str
    issued_on: date
    total: int
    pk: UUID | None
    contract: str
    taken_back: bool


_RANGES = {"first": "issued_on__gte", "last": "issued_on__lte", "least": "total__gte", "most": "total__lte"}


def found(told: Mapping[str, Any]) -> QuerySet[InvoiceCopy]:
    """Copies that fit everything that was typed, newest first."""
    rows = InvoiceCopy.objects.all()
    for name, path in _RANGES.items():
        if told.get(name) is not None:
            rows = rows.filter(**{path: told[name]})
    partner = (told.get("partner") or "").strip()
    if partner:
        numbers = Invoice.objects.filter(Q(contract_number=partner) | Q(number=partner)).values("number")
        rows = rows.filter(Q(recipient_index=index_of(partner, INDEX)) | Q(number__in=numbers))
    return rows.defer("content", "recipient")


def table(told: Mapping[str, Any]) -> str:
    """All that fit, with their partners. Opens them: call it while invoicing."""
    file, rows = io.StringIO(), found(told).defer(None).select_related("subject")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([text(f"money.column.{name}") for name in ("number", "issued_on", "partner", "total", "digest")])
    for one in rows.iterator(chunk_size=500):
        writer.writerow([one.number, one.issued_on, in_csv(one.recipient), one.total, content(one)["digest"]])
    return "\ufeff" + file.getvalue()


def lines(copies: list[InvoiceCopy]) -> list[Found]:
    """With what is known of the invoices themselves."""
    rows = Invoice.objects.filter(number__in=[one.number for one in copies]).select_related("taken_back_by")
    known = {one.number: one for one in rows.defer("issuer", "taxes")}
    return [_line(one, known.get(one.number)) for one in copies]


def _line(copy: InvoiceCopy, invoice: Invoice | None) -> Found:
    if invoice is None:
        return Found(copy.number, copy.issued_on, copy.total, None, "", taken_back=False)
    back = getattr(invoice, "taken_back_by", None) is not None
    return Found(copy.number, copy.issued_on, copy.total, invoice.pk, invoice.contract_number, taken_back=back)
