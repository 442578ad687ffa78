"""Plans: what people can apply for."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts.models import Plan
from harimi.service.contracts.plans import PlanError, set_price
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_plans import PlanForm, PriceForm
from harimi.service.pages.ids import number_in
from harimi.service.pages.texts import text
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.BILLING)
def plans(request: StaffRequest) -> HttpResponse:
    """The list with how many contracts each has, and a form for another one."""
    form, price = PlanForm(request.POST or None), PriceForm(request.POST or None)
    if form.is_valid() & price.is_valid():
        with transaction.atomic():
            made = form.save()
            set_price(made, told=price.cleaned_data, actor=request.user)
        record("plan_offered", actor=request.user.subject_id, case=made.code)
        messages.success(request, text("plans.added"))
        return redirect("office_plans")
    every = list(Plan.objects.annotate(count=Count("contracts")).prefetch_related("prices"))
    priced = [{"plan": one, "price": one.price_on(today())} for one in every]
    context = {"form": form, "price": price, "plans": priced}
    return render(request, "office/plans.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.BILLING)
def plan(request: StaffRequest, plan_id: int) -> HttpResponse:
    """What it cost, costs and will cost, and a form for another price."""
    row = get_object_or_404(Plan.objects.prefetch_related("prices"), pk=plan_id)
    form = PriceForm(request.POST or None, initial=_now(row))
    if form.is_valid():
        try:
            set_price(row, form.cleaned_data, actor=request.user)
        except PlanError as error:
            form.add_error("since", text(f"plans.error.{error.code}"))
        else:
            messages.success(request, text("plans.priced"))
            return redirect("office_plan", row.pk)
    context = {"plan": row, "now": row.price_on(today()), "form": form}
    return render(request, "office/plan.html", context, status=422 if form.is_bound else 200)


def _now(row: Plan) -> dict[str, Any]:
    """The newest price, from tomorrow on, to be changed."""
    newest = row.prices.last()
    return {**(model_to_dict(newest) if newest else {}), "since": today() + timedelta(days=1)}


@require_POST
@for_staff(StaffRole.BILLING)
def offer(request: StaffRequest) -> HttpResponse:
    """Offers a plan no more, or again."""
    plan = get_object_or_404(Plan, pk=number_in(request.POST.get("which", "")))
    plan.offered = not plan.offered
    plan.save(update_fields=["offered"])
    record("plan_offered" if plan.offered else "plan_stopped", actor=request.user.subject_id, case=plan.code)
    return redirect("office_plans")
