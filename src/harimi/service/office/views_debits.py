"""Direct debit: what the bank is asked to collect, and what it answered."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_payments import DayForm, FileForm
from harimi.service.office.views import SHOWN
from harimi.service.office.views_receipts import wrong
from harimi.service.pages.texts import text
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.debits.answering import answer
from harimi.service.payments.debits.asking import ask, content
from harimi.service.payments.models import Debit, DebitFile, Mandate
from harimi.service.payments.statements.lines import StatementError
from harimi.service.payments.statements.reading import LARGEST
from harimi.service.privacy.publication import operator


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.BILLING)
def debits(request: StaffRequest) -> HttpResponse:
    """The requests, newest first, and a new one. It names nobody."""
    form = DayForm(request.POST or None)
    if form.is_valid():
        try:
            made = ask(form.cleaned_data["day"], actor=request.user)
        except PaymentError as error:
            form.add_error("day", text(f"payment.error.{error.code}"))
        else:
            messages.success(request, text("debits.made", count=made.count, yen=f"{made.yen:,}"))
            return redirect("office_debits")
    return _page(request, day=form)


@require_safe
@for_staff(StaffRole.BILLING)
def debit_file(request: StaffRequest, file_id: int) -> HttpResponse:
    """The file for the bank; taking it out is a look at everybody in it."""
    row = get_object_or_404(DebitFile, pk=file_id)
    sent = HttpResponse(content(row, actor=request.user), content_type="text/plain; charset=shift_jis")
    sent.headers["Content-Disposition"] = f'attachment; filename="debits-{row.day:%Y%m%d}-{row.pk}.txt"'
    sent.headers["Cache-Control"] = "no-store"
    return sent


@require_POST
@for_staff(StaffRole.BILLING)
def debit_result(request: StaffRequest) -> HttpResponse:
    """What the bank answered: all of it, or nothing and what is wrong with it."""
    form = FileForm(request.POST, request.FILES, about="debits")
    if not form.is_valid():
        return _page(request, file=form)
    try:
        found = answer(form.cleaned_data["file"].read(LARGEST + 1), actor=request.user)
    except StatementError as error:
        form.add_error("file", wrong(error))
        return _page(request, file=form)
    messages.success(request, text("debits.answered", paid=found.paid, failed=found.failed))
    return redirect("office_debits")


def _page(request: StaffRequest, **forms: Any) -> HttpResponse:
    page = Paginator(DebitFile.objects.select_related("made_by"), SHOWN).get_page(request.GET.get("page"))
    failed = Debit.objects.filter(file__in=[one.pk for one in page]).exclude(result__in=("", "0"))
    context = {
        "page": page,
        "failed": failed.order_by("-day", "pk")[:SHOWN],
        "mandates": Mandate.objects.count(),
        "collects": bool(operator().billing.payments.debit),
        "day": DayForm(),
        "file": FileForm(about="debits"),
        **forms,
    }
    bound = any(form.is_bound for form in forms.values())
    return render(request, "office/debits.html", context, status=422 if bound else 200)
