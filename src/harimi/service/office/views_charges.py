"""A customer's money: what is open for the next invoice, discounts, the plan and the plans before."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from harimi.service.accounts.staff import StaffRole
from harimi.service.billing.due.outstanding import outstanding
from harimi.service.billing.invoicing.charging import ChargeError, charge, open_charges, take_off
from harimi.service.billing.models import Invoice
from harimi.service.billing.months import first_of
from harimi.service.contracts.models import Contract
from harimi.service.contracts.plans import PlanError, change_plan
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_money import ChargeForm, DiscountForm, PlanChangeForm
from harimi.service.pages.ids import number_in
from harimi.service.pages.texts import text
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today
from harimi.service.privacy.looks import Look, looking

_FORMS: dict[str, type[forms.BaseForm]] = {"charge": ChargeForm, "discount": DiscountForm, "plan": PlanChangeForm}


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.BILLING)
def money(request: StaffRequest, organization_id: UUID) -> HttpResponse:
    """All of it, without a name; a form for each thing that can be changed."""
    contract = _contract(organization_id)
    what = request.POST.get("what", "")
    if what and what not in _FORMS:
        raise Http404
    shown = {name: kind(request.POST if name == what else None) for name, kind in _FORMS.items()}
    with looking(Look(request.user.subject_id, "fees", ("contract_data",)), [contract.organization]) as seen:
        if not seen:
            raise Http404
        if what and shown[what].is_valid() and _change(request, contract, what, shown[what]):
            return redirect("office_customer_money", contract.organization_id)
        context = {"contract": contract, "forms": shown, **_told(contract)}
        return render(request, "office/money.html", context, status=422 if what else 200)


@require_POST
@for_staff(StaffRole.BILLING)
def money_step(request: StaffRequest, organization_id: UUID) -> HttpResponse:
    """An open charge is dropped, or a discount ends today."""
    contract = _contract(organization_id)
    which = number_in(request.POST.get("which", ""))
    if request.POST.get("step") == "drop":
        try:
            take_off(get_object_or_404(open_charges(contract.organization), pk=which), actor=request.user)
        except ChargeError as error:
            messages.error(request, text(f"money.error.{error.code}"))
    elif request.POST.get("step") == "end":
        _end(request, contract, which)
    else:
        raise Http404
    return redirect("office_customer_money", contract.organization_id)


def _end(request: StaffRequest, contract: Contract, which: int) -> None:
    """What was taken off so far stays so."""
    row = get_object_or_404(contract.discounts, pk=which)
    if row.since > today():
        row.delete()
    elif row.until is None or row.until > today():
        row.until = today()
        row.save(update_fields=["until"])
    record("discount_ended", actor=request.user.subject_id, subject=contract.subject_id, clause="2-2(1)", purpose="fees")


@transaction.atomic
def _change(request: StaffRequest, contract: Contract, what: str, form: Any) -> bool:
    """Whether it could be done; what is wrong stands in the form."""
    try:
        if what == "charge":
            charge(contract, form.told(), actor=request.user)
        elif what == "plan":
            change_plan(contract, form.cleaned_data["plan"], form.cleaned_data["since"], actor=request.user)
        else:
            form.instance.contract = contract
            form.save()
            about = contract.subject_id
            record("discount_given", actor=request.user.subject_id, subject=about, clause="2-2(1)", purpose="fees")
    except PlanError as error:
        form.add_error("since", text(f"plans.error.{error.code}"))
        return False
    messages.success(request, text(f"money.done.{what}"))
    return True


def _told(contract: Contract) -> dict[str, Any]:
    whose = contract.organization
    return {
        "spells": list(contract.spells.select_related("plan")),
        "discounts": list(contract.discounts.all()),
        "open": list(open_charges(whose).order_by("month", "id")),
        "coming": outstanding(contract, first_of(today())),
        "invoices": Invoice.objects.filter(organization=whose).select_related("taken_back_by")[:12],
    }


def _contract(organization_id: UUID) -> Contract:
    rows = Contract.objects.select_related("organization", "plan")
    return get_object_or_404(rows, organization=organization_id)
