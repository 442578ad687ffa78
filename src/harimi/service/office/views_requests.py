"""Requests under clauses 6 to 8: the list, which names nobody, and one that came on paper or by mail."""

from datetime import datetime, time
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_requests import ArrivedForm
from harimi.service.office.views import SHOWN
from harimi.service.pages.texts import text
from harimi.service.pages.unstored import unstored
from harimi.service.privacy.days import today
from harimi.service.privacy.manifest import current
from harimi.service.requests import from_mail
from harimi.service.requests.errors import RequestError
from harimi.service.requests.models import Request
from harimi.service.requests.opening import by_stranger
from harimi.service.requests.states import RUNNING
from harimi.service.support.asking import CaseError
from harimi.service.support.models import Case


@require_safe
@for_staff(StaffRole.PRIVACY)
def requests(request: StaffRequest) -> HttpResponse:
    """Those whose clock runs, the first to be due at the top; or those of a state or kind, or with a number."""
    state, kind = request.GET.get("state", "running"), request.GET.get("kind", "")
    number = request.GET.get("q", "").strip()[:11]
    page = Paginator(_found(state, kind, number), SHOWN).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "state": state,
        "kind": kind,
        "number": number,
        "states": Request.State.values,
        "kinds": Request.Kind.values,
        "running": RUNNING,
        "today": today(),
        "query": urlencode({"state": state, "kind": kind, "q": number}),
    }
    return render(request, "office/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.PRIVACY)
def new_request(request: StaffRequest) -> HttpResponse:
    """Takes one in that came on paper or by mail; its clock runs from the day on which it came."""
    form = ArrivedForm(request.POST or None, initial={"arrived_on": today(), "form": Request.Form.PAPER, "channel": "paper"})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = by_stranger(
                form.asker(),
                form.demand(),
                language=typed["language"],
                channel=typed["channel"],
                now=_moment(typed["arrived_on"]),
            )
        except RequestError as error:
            form.add_error(None, text(f"request.error.{error.code}"))
        else:
            messages.success(request, text("request.done.asked", number=made.number))
            return redirect("office_request", made.pk)
    return unstored(render(request, "office/request_new.html", {"form": form}, status=422 if form.is_bound else 200))


@require_POST
@for_staff(StaffRole.SUPPORT)
def take_over(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Hands an inquiry over to the privacy officer as a request; whoever answers inquiries sees no more of it."""
    case = get_object_or_404(Case, pk=case_id)
    try:
        made = from_mail.take_over(case, request.POST.get("kind", ""), request.POST.get("claim", ""), by=request.user)
    except (RequestError, CaseError) as error:
        kind = "request" if isinstance(error, RequestError) else "case"
        messages.error(request, text(f"{kind}.error.{error.code}"))
        return redirect("office_case", case.pk)
    messages.success(request, text("request.done.asked", number=made.number))
    return redirect("office_cases")


def _moment(day: datetime) -> datetime:
    """A day's, as far as it is known: what came today came now, else at noon."""
    if day == today():
        return timezone.now()
    return datetime.combine(day, time(12), tzinfo=ZoneInfo(current().deadlines.time_zone))


def _found(state: str, kind: str, number: str) -> "QuerySet[Request]":
    rows = Request.objects.order_by("due_on", "pk")
    if number:
        return rows.filter(number=number.upper())
    if state in Request.State.values:
        rows = rows.filter(state=state)
    elif state != "all":
        rows = rows.filter(state__in=RUNNING)
    return rows.filter(kind=kind) if kind in Request.Kind.values else rows
