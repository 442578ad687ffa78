"""Parts of the archive that were read once more on trial, and how another one is asked for."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.staff import StaffRole
from harimi.service.meters.days import midnight
from harimi.service.meters.models import Meter, Site
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.customers import typed
from harimi.service.office.forms_rereads import DaysForm
from harimi.service.office.reasons import Reason
from harimi.service.office.scopes import Choice, chosen, parts_of
from harimi.service.office.views import SHOWN
from harimi.service.pages.ids import known_id
from harimi.service.pages.texts import text
from harimi.service.privacy.manifest import current
from harimi.service.readings.models import Reread
from harimi.service.readings.trials.asking import RereadError, ask

MOST = 100
"""Rereads that are started at once."""


@require_safe
@for_staff(StaffRole.SUPPORT)
def rereads(request: StaffRequest) -> HttpResponse:
    """The list, newest first. It names no customer."""
    page = Paginator(Reread.objects.order_by("-asked_at", "pk"), SHOWN).get_page(request.GET.get("page"))
    return render(request, "office/rereads.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.SUPPORT)
def new_reread(request: StaffRequest) -> HttpResponse:
    """Customers that `?q=` finds, or with `?customer=` the places and meters of one; each that is chosen is read by itself."""
    staff, customer = request.user, _customer(request.GET.get("customer", ""))
    form = DaysForm(request.POST if request.method == "POST" else None)
    wanted = chosen(request.POST.getlist("of")[:MOST])
    if form.is_valid() and wanted:
        return _started(request, wanted, form)
    words = request.GET.get("q", "")
    choices = _found(words, staff) if customer is None else parts_of(customer, staff)
    context = {"form": form, "words": words, "choices": choices, "customer": customer, "none": form.is_bound and not wanted}
    return render(request, "office/reread_new.html", context, status=422 if form.is_bound else 200)


def _found(words: str, staff: User) -> list[Choice]:
    lines = typed(words, Reason(staff.subject_id, "provision"))
    return [Choice(f"organization:{one.organization.pk}", one.name) for one in lines]


def _started(request: StaffRequest, wanted: Sequence[Organization | Site | Meter], form: DaysForm) -> HttpResponse:
    zone, days = ZoneInfo(current().deadlines.time_zone), form.cleaned_data
    since, until = midnight(days["since"], zone), midnight(days["until"] + timedelta(days=1), zone)
    made, empty = [], 0
    for of in wanted:
        try:
            made.append(ask(of, since, until))
        except RereadError:
            empty += 1
    if empty:
        messages.warning(request, text("rereads.empty", count=empty))
    if len(made) == 1:
        return redirect("office_reread", made[0].pk)
    return redirect("office_rereads" if made else "office_reread_new")


def _customer(typed: str) -> Organization | None:
    return get_object_or_404(Organization, pk=known_id(typed)) if typed else None
