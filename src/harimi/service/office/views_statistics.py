"""Statistics: what was released of each month, with what was left out, as a page and as a file."""

from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.statistics import file_of, latest, months_shown
from harimi.service.pages.texts import text
from harimi.service.statistics.counted import TABLES
from harimi.service.statistics.models import Release
from harimi.service.statistics.releasing import make, min_cell, months


@require_safe
@for_staff(StaffRole.PRIVACY)
def statistics(request: StaffRequest) -> HttpResponse:
    """A month's tables. They name nobody."""
    released = _released()
    month = months_shown(released, request.GET.get("month", ""))
    context = {
        "month": month,
        "released": released,
        "tables": latest(month) if month else [],
        "to_make": months(),
        "min_cell": min_cell(),
    }
    return render(request, "office/statistics.html", context)


@require_safe
@for_staff(StaffRole.PRIVACY)
def statistics_file(request: StaffRequest, month: str) -> HttpResponse:  # noqa: ARG001
    """The same as CSV."""
    known = {f"{one:%Y-%m}": one for one in _released()}
    if month not in known:
        raise Http404
    answer = HttpResponse(file_of(known[month]), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="statistics-{month}.csv"'
    return answer


@require_POST
@for_staff(StaffRole.PRIVACY)
def make_statistics(request: StaffRequest) -> HttpResponse:
    """Counts a month that ended, once more where it was counted before."""
    asked = request.POST.get("month", "")
    month = next((one for one in months() if f"{one:%Y-%m}" == asked), None)
    if month is None:
        raise Http404
    made = make(TABLES.values(), month, actor=request.user)
    if made:
        messages.success(request, text("statistics.made", count=made))
    if made < len(TABLES):
        messages.info(request, text("statistics.near", count=len(TABLES) - made))
    return redirect(f"{reverse('office_statistics')}?month={asked}")


def _released() -> "QuerySet[Release, date]":
    """The months of which there is something, the newest first."""
    return Release.objects.order_by("-month").values_list("month", flat=True).distinct()
