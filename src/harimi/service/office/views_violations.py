"""Breaches of the terms: the list, which names nobody, and a new case."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_violations import NewForm
from harimi.service.office.views import SHOWN
from harimi.service.pages.texts import text
from harimi.service.support.models import Violation
from harimi.service.support.violations.opening import open_case, open_cases
from harimi.service.support.violations.telling import ViolationError


@require_safe
@for_staff(StaffRole.PRIVACY)
def violations(request: StaffRequest) -> HttpResponse:
    """Those that go on, an objection that waits first; or those of a state, or with a number."""
    state, number = request.GET.get("state", "running"), request.GET.get("q", "").strip()[:40]
    page = Paginator(_found(state, number), SHOWN).get_page(request.GET.get("page"))
    query = urlencode({"state": state, "q": number})
    states = Violation.State.values
    context = {"page": page, "state": state, "number": number, "states": states, "query": query, "now": timezone.now()}
    return render(request, "office/violations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.PRIVACY)
def new_violation(request: StaffRequest) -> HttpResponse:
    """Opens a case; nothing of whom it is about is shown before."""
    form = NewForm(request.POST or None, initial={"who": request.GET.get("who", "")[:200]})
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = open_case(told["who"], told["clause"], told["words"], actor=request.user)
        except ViolationError as error:
            form.add_error(None, text(f"violation.error.{error.code}"))
        else:
            messages.success(request, text("violation.done.open", number=made.number))
            return redirect("office_violation", made.pk)
    return render(request, "office/violation_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _found(state: str, number: str) -> "QuerySet[Violation]":
    rows = Violation.objects.order_by(F("objection_due_at").asc(nulls_last=True), "-opened_at", "pk")
    if number:
        return rows.filter(number=number.upper())
    if state in Violation.State.values:
        return rows.filter(state=state)
    return rows if state == "all" else rows.filter(pk__in=open_cases().values("pk"))
