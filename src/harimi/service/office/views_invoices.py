"""Invoices in the office: found, looked at, taken back; and the copies of customers who were erased."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.models import Organization
from harimi.service.accounts.staff import StaffRole
from harimi.service.billing.invoicing.taking_back import TakenBackError, take_back
from harimi.service.billing.keeping import content
from harimi.service.billing.models import Invoice, InvoiceCopy
from harimi.service.office import invoices as finding
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_money import SearchForm
from harimi.service.office.views import SHOWN
from harimi.service.pages.invoices.document import context
from harimi.service.pages.invoices.views import as_pdf
from harimi.service.pages.reports.pdf import has_pdf
from harimi.service.pages.texts import text
from harimi.service.pages.unstored import unstored
from harimi.service.privacy.audit import record
from harimi.service.privacy.gate import using
from harimi.service.privacy.keys import unlock
from harimi.service.privacy.looks import Look, looking

FOUND = 500
"""What was searched for stands on one page, so that it never stands in an address; the file has all of it."""
PURPOSE, SEES = "invoicing", ("name", "address", "corporate_name", "contract_data")


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.BILLING)
def invoices(request: StaffRequest) -> HttpResponse:
    """The list, which names nobody. What is searched for is sent and never stands in an address."""
    form = SearchForm(request.POST or None)
    told = form.cleaned_data if form.is_valid() else {}
    page = Paginator(finding.found(told), FOUND if told else SHOWN).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "lines": finding.lines(list(page.object_list)), "query": "", "asked": bool(told)}
    return unstored(render(request, "office/invoices.html", context, status=422 if form.is_bound and form.errors else 200))


@require_POST
@for_staff(StaffRole.BILLING)
def invoices_file(request: StaffRequest) -> HttpResponse:
    """What was found as a table, as an inspector may ask for it: partners too, so that taking it along stands in the audit."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        return redirect("office_invoices")
    record(
        "invoices_exported", actor=request.user.subject_id, clause="2-2(1)", purpose=PURPOSE, items=("name", "contract_data")
    )
    with using(PURPOSE):
        answer = HttpResponse(finding.table(form.cleaned_data), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="invoices.csv"'
    return unstored(answer)


@require_safe
@for_staff(StaffRole.BILLING)
def invoice(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """One of them; looking at it stands in the audit."""
    row = _row(invoice_id)
    with looking(_look(request), [row.organization]) as seen:
        _must_be_seen(seen, row)
        return unstored(render(request, "office/invoice.html", {**context(row), "has_pdf": has_pdf()}))


@require_safe
@for_staff(StaffRole.BILLING)
def invoice_pdf(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """Its PDF."""
    row = _row(invoice_id)
    with looking(_look(request), [row.organization]) as seen:
        _must_be_seen(seen, row)
        return as_pdf(request, row)


@require_POST
@for_staff(StaffRole.BILLING)
def invoice_back(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """Takes it back by a credit note."""
    row = _row(invoice_id)
    try:
        again = request.POST.get("again") == "yes"
        made = take_back(row, request.POST.get("reason", "")[:200], actor=request.user, again=again)
    except TakenBackError as error:
        messages.error(request, text(f"money.error.{error.code}"))
        return redirect("office_invoice", row.pk)
    messages.success(request, text("money.taken_back", number=made.number))
    return redirect("office_invoice", made.pk)


@require_safe
@for_staff(StaffRole.BILLING)
def invoice_copy(request: StaffRequest, number: str) -> HttpResponse:
    """What the law wants kept of an invoice whose customer was erased."""
    copy = get_object_or_404(InvoiceCopy, number=number, alone=True)
    record("copy_looked", actor=request.user.subject_id, clause="2-2(1)", purpose=PURPOSE, case=copy.number)
    with using(PURPOSE):
        told: dict[str, Any] = {"copy": copy, "told": content(copy), "recipient": copy.recipient}
        return unstored(render(request, "office/invoice_copy.html", told))


def _row(invoice_id: UUID) -> Invoice:
    rows = Invoice.objects.select_related("organization", "of", "taken_back_by")
    return get_object_or_404(rows, pk=invoice_id)


def _look(request: StaffRequest) -> Look:
    return Look(request.user.subject_id, PURPOSE, SEES)


def _must_be_seen(seen: list[Organization], row: Invoice) -> None:
    if not seen or not unlock([row.subject_id]):
        raise Http404
