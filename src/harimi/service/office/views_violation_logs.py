"""The logs of whom a case is about: only while the case goes on, for some days, and each time a look under its number."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_violations import DaysForm
from harimi.service.office.views_violation import row_of
from harimi.service.privacy.days import today
from harimi.service.privacy.keys import unlock
from harimi.service.privacy.looks import Look, looking
from harimi.service.support.models import Violation
from harimi.service.support.violations.logs import LONGEST, Days, camera_lines_of, item_of, pages_of
from harimi.service.support.violations.telling import PURPOSE

SHOWN = 200


@require_safe
@for_staff(StaffRole.PRIVACY)
def logs(request: StaffRequest, violation_id: UUID) -> HttpResponse:
    """Without days nothing is looked at, and nothing is shown."""
    row = row_of(violation_id)
    if row.state == Violation.State.ENDED or row.subject_id not in unlock([row.subject_id]):
        raise Http404
    form = DaysForm(request.GET if "first" in request.GET else None)
    told = {"violation": row, "form": form, "longest": LONGEST, "today": today(), "item": item_of(row)}
    if not form.is_valid():
        return render(request, "office/violation_logs.html", told, status=422 if form.is_bound else 200)
    answer = _looked(request, row, form.cleaned_data["days"], told)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _looked(request: StaffRequest, row: Violation, days: Days, told: dict[str, Any]) -> HttpResponse:
    """Where they stopped the item, nothing of it is shown."""
    items = (item_of(row),) if row.user_id else (item_of(row), "contract_data")
    with looking(Look(request.user.subject_id, PURPOSE, items, row.number), [row]) as seen:
        rows: QuerySet[Any] = pages_of(row, days) if row.user_id else camera_lines_of(row, days)
        page = Paginator(rows if seen else rows.none(), SHOWN).get_page(request.GET.get("page"))
        shown = {"page": page, "looked": True, "stopped": not seen, "days": days}
        return render(request, "office/violation_logs.html", {**told, **shown})
