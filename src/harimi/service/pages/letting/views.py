"""A month: on trial, what waits, what was issued; and what is open."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.models import Organization
from harimi.service.billing.months import first_of, next_of
from harimi.service.letting.due.facts import landlord_of
from harimi.service.letting.due.outstanding import statements_of
from harimi.service.letting.due.stretches import Stretch
from harimi.service.letting.issuing.drafts import on_trial
from harimi.service.letting.issuing.issue import IssueError, issue
from harimi.service.letting.paying import open_items
from harimi.service.meters.models import Tenant
from harimi.service.meters.values import shown, unit_shown
from harimi.service.pages.access import person
from harimi.service.pages.letting import words
from harimi.service.pages.letting.access import landlord, landlords
from harimi.service.pages.letting.sheet import sheet
from harimi.service.pages.reports.views import as_file, private
from harimi.service.pages.texts import text
from harimi.service.privacy.days import today

MONTHS = 13


@require_safe
@login_required
def letting(request: HttpRequest) -> HttpResponse:
    """Leads to the first landlord's month."""
    mine = landlords(request)
    if not mine:
        raise Http404
    return redirect("letting_month", mine[0].pk)


@require_safe
@login_required
def month(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """What would be issued for a month, what cannot be yet and why, and what was issued."""
    organization = landlord(request, organization_id)
    of = _month(request.GET.get("month", ""))
    trial = on_trial(organization, of)
    tenants = Tenant.objects.filter(organization=organization).select_related("organization")
    names: dict[UUID | None, str] = {one.pk: one.name for one in tenants}
    context = {
        **frame(request, organization),
        "month": of,
        "months": [next_of(first_of(today()), -n) for n in range(MONTHS)],
        "drafts": [(one, _used(one.used), None if one.before is None else one.total - one.before) for one in trial.drafts],
        "total": sum(one.total for one in trial.drafts),
        "blocked": [(words.named(one), names.get(one.tenant), one, words.waiting(one)) for one in trial.found.blocked],
        "own": [(words.named(one), _amount(one), one, words.waiting(one)) for one in trial.found.own],
        "issued": statements_of(organization, of),
        "ready": bool(landlord_of(organization).name),
    }
    return private(render(request, "pages/letting/month.html", context))


@require_POST
@login_required
def issue_month(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """Issues all that can be; sent twice, the second finds nothing."""
    organization = landlord(request, organization_id)
    of = _month(request.POST.get("month", ""))
    try:
        made = issue(organization, of, actor=person(request))
        messages.success(request, text("letting.issued_n", count=len(made)))
    except IssueError as error:
        messages.error(request, text(f"letting.error.{error.code}"))
    return redirect(f"{reverse('letting_month', args=[organization.pk])}?month={of:%Y-%m}")


@require_safe
@login_required
def open_list(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """What is not paid."""
    organization = landlord(request, organization_id)
    items = open_items(organization)
    context = {**frame(request, organization), "items": items, "total": sum(one.yen for one in items)}
    return private(render(request, "pages/letting/open.html", context))


@require_safe
@login_required
def month_csv(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """All statements of a month, one a row, for a spreadsheet."""
    organization = landlord(request, organization_id)
    of = _month(request.GET.get("month", ""))
    return as_file(sheet(organization, of), "text/csv; charset=utf-8", f"{of:%Y-%m}_{text('letting.csv.file')}.csv")


def frame(request: HttpRequest, organization: Organization) -> dict[str, Any]:
    """What every page of a landlord's has around it."""
    mine = landlords(request)
    return {"organization": organization, "others": [one for one in mine if one != organization]}


def _month(typed: str) -> date:
    """The month that an address asks for, else the last one that is over."""
    try:
        found = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return next_of(first_of(today()), -1)
    return found if found.year >= 2000 and found <= today() else next_of(first_of(today()), -1)


def _used(used: dict[tuple[str, int], int]) -> list[str]:
    return [f"{shown(amount, decimals)} {unit_shown(unit)}" for (unit, decimals), amount in used.items()]


def _amount(one: Stretch) -> str:
    return f"{shown(one.part, one.register.usage_decimals)} {unit_shown(one.register.unit)}"
