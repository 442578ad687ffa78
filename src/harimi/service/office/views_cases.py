"""Inquiries: those that are due first, by state and kind, naming nobody."""

from django.core.paginator import Paginator
from django.db.models import Case as Ranked
from django.db.models import IntegerField, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.views import SHOWN
from harimi.service.support.answering import RUNNING
from harimi.service.support.models import Case


@require_safe
@for_staff(StaffRole.SUPPORT)
def cases(request: StaffRequest) -> HttpResponse:
    """The list; without a filter those for which the clock runs come first."""
    state, kind = request.GET.get("state", "running"), request.GET.get("kind", "")
    page = Paginator(_found(state, kind), SHOWN).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "state": state,
        "kind": kind,
        "states": Case.State.values,
        "kinds": Case.Kind.values,
        "running": RUNNING,
        "now": timezone.now(),
    }
    return render(request, "office/cases.html", context)


def _found(state: str, kind: str) -> "QuerySet[Case]":
    first = Ranked(When(state__in=RUNNING, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Case.objects.select_related("assigned").annotate(first=first).order_by("first", "due_at", "pk")
    if state in Case.State.values:
        rows = rows.filter(state=state)
    elif state != "all":
        rows = rows.filter(state__in=RUNNING)
    return rows.filter(kind=kind) if kind in Case.Kind.values else rows
