"""Invoices of the organization, and what was paid."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Query
from pydantic import BaseModel

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found, missing
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.words import Listed, one_of
from harimi.service.billing.ledger.balances import advance_of, open_of
from harimi.service.billing.models import Charge
from harimi.service.billing.models import Invoice as InvoiceRow
from harimi.service.billing.papers import paper
from harimi.service.contracts.models import Contract
from harimi.service.payments.booking.open_items import owed
from harimi.service.payments.received import received

invoice_calls = Subject("invoices", "What the operator bills the organization for, and what was paid. Whole yen.")


class Tax(BaseModel):
    """The sum of a rate in percent, without tax, and the tax on it."""

    rate: int
    net: int
    tax: int


class InvoiceLine(BaseModel):
    """An invoice, or a `credit` note that takes another one back (`of`) or gives back more than is charged."""

    id: UUID
    number: str
    kind: Annotated[InvoiceRow.Kind, one_of(InvoiceRow.Kind)]
    month: date
    issued_on: date
    due_on: date | None
    total: int
    taxes: list[Tax]
    of: UUID | None


class ChargeLine(BaseModel):
    """One line: `yen` for `quantity` times `unit_yen` in the days `first` to `last`; `rate` is the tax in percent."""

    kind: Annotated[Charge.Kind, one_of(Charge.Kind)]
    first: date
    last: date
    quantity: int
    unit_yen: int
    yen: int
    rate: int
    with_tax: bool


class Invoice(InvoiceLine):
    """The same with its lines, and how much of it is open."""

    open: int
    lines: list[ChargeLine]


class Invoices(Listed):
    """A page of invoices, newest first."""

    data: list[InvoiceLine]


class OpenItem(BaseModel):
    """What of an invoice is not paid; `days` since it was due, negative before."""

    number: str
    yen: int
    due_on: date | None
    days: int


class Payment(BaseModel):
    """What was paid, and how: transfer, debit or card."""

    day: date
    yen: int
    how: str


class Account(BaseModel):
    """How the organization stands: its `number` is the reference for transfers, `advance` what it paid too much."""

    number: str | None
    advance: int
    open: list[OpenItem]
    received: list[Payment]


@invoice_calls.get("/invoices", Scope.INVOICES_READ, Invoices)
def list_invoices(request: HttpRequest, paging: Query[Paging]) -> Invoices:
    """All invoices, newest first."""
    part = part_of(request, _invoices(allowed(request, Action.MANAGE_CONTRACT)), ("-issued_on", "-number"), paging)
    return Invoices(data=[InvoiceLine(**_line(one)) for one in part.rows], next=part.next)


@invoice_calls.get("/invoices/{invoice_id}", Scope.INVOICES_READ, Invoice, missing=True)
def get_invoice(request: HttpRequest, invoice_id: UUID) -> Invoice:
    """One invoice with its lines."""
    row = found(_invoices(allowed(request, Action.MANAGE_CONTRACT)), pk=invoice_id)
    return Invoice(**_line(row), open=open_of(row.number), lines=[_charge(one) for one in row.charges.all()])


@invoice_calls.file("/invoices/{invoice_id}/file.pdf", Scope.INVOICES_READ, "application/pdf")
def get_invoice_file(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """An invoice on paper, in the language of `Accept-Language`."""
    row = found(_invoices(allowed(request, Action.MANAGE_CONTRACT)), pk=invoice_id)
    made = paper(row, "ja" if (get_language() or "ja").startswith("ja") else "en")
    if made is None:
        raise missing()
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.number}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@invoice_calls.get("/payments", Scope.INVOICES_READ, Account)
def get_payments(request: HttpRequest) -> Account:
    """What is open, and the latest payments."""
    whose = allowed(request, Action.MANAGE_CONTRACT).organization
    number = Contract.objects.filter(organization=whose).values_list("number", flat=True).first()
    return Account(
        number=number,
        advance=advance_of(whose.pk),
        open=[OpenItem(number=one.number, yen=one.yen, due_on=one.due_on, days=one.days) for one in owed(whose)],
        received=[Payment(day=one.day, yen=one.yen, how=one.how) for one in received(whose)],
    )


def _invoices(who: Caller) -> QuerySet[InvoiceRow]:
    return InvoiceRow.objects.filter(organization=who.organization).select_related("organization")


def _line(row: InvoiceRow) -> dict[str, Any]:
    names = ("id", "number", "kind", "month", "issued_on", "due_on", "total")
    taxes = [{name: one[name] for name in ("rate", "net", "tax")} for one in row.taxes]
    return {name: getattr(row, name) for name in names} | {"taxes": taxes, "of": row.of_id}


def _charge(row: Charge) -> ChargeLine:
    return ChargeLine(**{name: getattr(row, name) for name in ChargeLine.model_fields})
