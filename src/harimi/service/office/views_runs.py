"""Monthly runs: begun, looked at, issued."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.billing.models import Run, RunPart
from harimi.service.billing.runs import steps
from harimi.service.billing.runs.steps import RunError
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_money import MonthForm, month_before
from harimi.service.office.views import SHOWN
from harimi.service.pages.texts import text
from harimi.service.privacy.days import today

STRANGE = 1.5
"""From so many times the month before on, or so many times less, a customer's sum is strange."""
_STEPS = {"issue": steps.issue, "drop": steps.drop, "retry": steps.retry}


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.BILLING)
def runs(request: StaffRequest) -> HttpResponse:
    """The list, and a form for another one."""
    form = MonthForm(request.POST or None, initial={"month": month_before(today())})
    if form.is_valid():
        try:
            made = steps.begin(form.cleaned_data["month"], actor=request.user)
        except RunError as error:
            form.add_error("month", text(f"money.error.{error.code}"))
        else:
            return redirect("office_run", made.pk)
    issued = Q(parts__state=RunPart.State.ISSUED)
    rows = Run.objects.annotate(customers=Count("parts", filter=issued), yen=Sum("parts__yen", filter=issued)).order_by(
        "-made_at"
    )
    context = {"form": form, "page": Paginator(rows, SHOWN).get_page(request.GET.get("page")), "query": ""}
    return render(request, "office/runs.html", context, status=422 if form.is_bound else 200)


@require_safe
@for_staff(StaffRole.BILLING)
def run(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """One: how far it is, the sums, and its customers, the strange ones first. It names nobody."""
    row = get_object_or_404(Run, pk=run_id)
    parts = row.parts.select_related("organization__contract")
    shown = request.GET.get("show", "")
    if shown == "strange":
        parts = parts.filter(_strange())
    elif shown == "failed":
        parts = parts.filter(state=RunPart.State.FAILED)
    elif shown:
        raise Http404
    page = Paginator(parts.order_by("-yen", "pk"), SHOWN).get_page(request.GET.get("page"))
    context = {"run": row, "page": page, "query": f"show={shown}", "shown": shown, **_sums(row)}
    return render(request, "office/run.html", context)


@require_POST
@for_staff(StaffRole.BILLING)
def run_step(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Issued, dropped, or tried once more for those that failed."""
    row, step = get_object_or_404(Run, pk=run_id), request.POST.get("step", "")
    if step not in _STEPS:
        raise Http404
    try:
        _STEPS[step](row, actor=request.user)
    except RunError as error:
        messages.error(request, text(f"money.error.{error.code}"))
    else:
        messages.success(request, text(f"money.done.{step}"))
    return redirect("office_run", row.pk)


def _strange() -> Q:
    """More or less by half than the month before, or nothing to be paid; and what is set right."""
    much = Q(before__gt=0) & (Q(yen__gt=F("before") * STRANGE) | Q(yen__lt=F("before") / STRANGE))
    return much | Q(yen__lt=0) | Q(corrections__gt=0)


def _sums(row: Run) -> dict[str, Any]:
    told = row.parts.aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=Q(state=RunPart.State.WAITING)),
        failed=Count("pk", filter=Q(state=RunPart.State.FAILED)),
        strange=Count("pk", filter=_strange()),
        yen=Sum("yen"),
        before=Sum("before"),
        lines=Sum("lines"),
        corrections=Sum("corrections"),
    )
    return {"sums": told, "done": told["all"] - told["waiting"], "working": row.state in (Run.State.TRIAL, Run.State.ISSUING)}
