"""Money that came to the bank account: files are taken in, and what could not be matched waits here for a person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts.models import Contract
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_payments import FileForm, LayoutForm
from harimi.service.office.receipts import PURPOSE
from harimi.service.office.views import SHOWN
from harimi.service.pages.ids import number_in
from harimi.service.pages.texts import text
from harimi.service.payments.models import Layout, Receipt, Statement
from harimi.service.payments.statements.lines import StatementError
from harimi.service.payments.statements.reading import LARGEST
from harimi.service.payments.taking import take
from harimi.service.privacy.looks import Look, looking

FILES = 5
"""Files of the last time that are told of."""


@require_safe
@for_staff(StaffRole.BILLING)
def receipts(request: StaffRequest) -> HttpResponse:
    """The list, at first of what waits; each payer shown is a look that the customer sees once it is theirs."""
    return _page(request)


@require_POST
@for_staff(StaffRole.BILLING)
def take_statement(request: StaffRequest) -> HttpResponse:
    """A bank's file: all of it, or nothing and what is wrong with it."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, file=form)
    try:
        made = take(form.cleaned_data["file"].read(LARGEST + 1), actor=request.user)
    except StatementError as error:
        form.add_error("file", wrong(error))
        return _page(request, file=form)
    messages.success(request, text("receipts.taken", new=made.new, matched=made.matched, known=made.known, debits=made.debits))
    if made.cancelled:
        messages.warning(request, text("receipts.cancelled", count=made.cancelled))
    return redirect("office_receipts")


@require_POST
@for_staff(StaffRole.BILLING)
def change_layouts(request: StaffRequest) -> HttpResponse:
    """A layout of CSV is kept, or forgotten."""
    if "forget" in request.POST:
        get_object_or_404(Layout, pk=number_in(request.POST["forget"])).delete()
        messages.success(request, text("layout.forgotten"))
        return redirect("office_receipts")
    form = LayoutForm(request.POST)
    if not form.is_valid():
        return _page(request, layout=form)
    form.save()
    messages.success(request, text("layout.kept"))
    return redirect("office_receipts")


def wrong(error: StatementError) -> str:
    """What is wrong with a file, and where."""
    said = text(f"statement.error.{error.code}", what=error.what)
    return text("statement.at_line", line=error.line, said=said) if error.line else said


def _page(request: StaffRequest, **forms: Any) -> HttpResponse:
    state = request.GET.get("state", Receipt.State.OPEN)
    state = state if state in Receipt.State.values else ""
    rows = Receipt.objects.filter(**({"state": state} if state else {}))
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "state": state,
        "states": Receipt.State.values,
        "query": f"state={state}",
        "files": Statement.objects.select_related("by")[:FILES],
        "layouts": Layout.objects.all(),
        "file": FileForm(),
        "layout": LayoutForm(),
        **forms,
    }
    look = Look(request.user.subject_id, PURPOSE, ("payment", "contract_data"))
    with looking(look, list(page.object_list)) as seen:
        numbers = Contract.objects.filter(organization__in=[one.organization_id for one in seen if one.organization_id])
        known: dict[UUID | None, str] = dict(numbers.values_list("organization", "number"))
        lines = [(one, known.get(one.organization_id, "")) for one in seen]
        answer = render(request, "office/receipts.html", {**context, "lines": lines}, status=422 if forms else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer
