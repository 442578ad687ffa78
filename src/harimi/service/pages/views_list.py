"""All meters at a glance, the list of them, and the way to a new one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.access import Action, allowed_in, organizations_of
from harimi.service.captures.registration import register_with_photograph
from harimi.service.meters.models import SavedView, Site
from harimi.service.meters.queries import meters_of
from harimi.service.meters.services import HomeError, found_home
from harimi.service.pages.access import person
from harimi.service.pages.forms import MeterForm, WelcomeForm, sent_file
from harimi.service.pages.let import let_to
from harimi.service.pages.listing import NEEDS, ORDERS, STATES, chosen, counts, filters_of
from harimi.service.pages.places import glances
from harimi.service.pages.texts import text
from harimi.service.readings.overview import Row, overview

FEW = 24
"""Meters that the first page shows themselves, instead of their sites."""
A_PAGE = 50


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What needs somebody now, and every site with what it used; with few meters also these. For a tenant, their meters."""
    user = person(request)
    if not organizations_of(user):
        let = let_to(user, timezone.now())
        return render(request, "pages/let.html", {"let": let}) if let else redirect("welcome")
    rows = overview(meters_of(user), timezone.now())
    places = Paginator(_asked_first(rows), A_PAGE).get_page(request.GET.get("page"))
    context = {"counts": counts(rows), "needs": NEEDS, "places": places, "total": len({row.meter.id for row in rows})}
    return render(request, "pages/home.html", context | {"few": rows if len(rows) <= FEW else []})


def _asked_first(rows: list[Row]) -> list[Any]:
    """Sites that need somebody before the others, else by name."""
    return sorted(glances(rows), key=lambda glance: not glance.needs)


@require_safe
@login_required
def meters(request: HttpRequest) -> HttpResponse:
    """The list of meters, as far as its filters say."""
    user = person(request)
    if not organizations_of(user):
        return redirect("home")
    asked, rows = filters_of(request.GET), overview(meters_of(user), timezone.now())
    found = chosen(rows, asked)
    context = {
        "asked": asked,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "counts": counts(rows),
        "states": [(state, asked.only(state=state)) for state in ("", "needs", *STATES)],
        "orders": ORDERS,
        "places": list({row.meter.place.id: row.meter.place for row in rows}.values()),
        "views": SavedView.objects.filter(user=user).order_by("name"),
        "total": len({row.meter.id for row in rows}),
    }
    return render(request, "pages/meters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Somebody who belongs nowhere yet: whoever runs this service may found a household, others are told whom to ask."""
    user = person(request)
    if organizations_of(user):
        return redirect("home")
    form = WelcomeForm(request.POST or None)
    if user.is_staff and form.is_valid():
        try:
            found_home(form.cleaned_data["name"], user, time_zone=form.cleaned_data["time_zone"])
            return redirect("home")
        except HomeError as error:
            form.add_error("time_zone", str(error))
    return render(request, "pages/welcome.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_meter(request: HttpRequest) -> HttpResponse:
    """A meter from a first photograph."""
    user = person(request)
    sites = Site.objects.filter(organization__in=allowed_in(user, Action.CHANGE_METERS))
    if not sites.exists():
        return redirect("welcome")
    form = MeterForm(request.POST or None, request.FILES or None, sites=sites.select_related("organization"))
    if form.is_valid():
        try:
            wanted, photo = form.wanted(), sent_file(request, "photo")
            capture = register_with_photograph(form.cleaned_data["site"], wanted, photo, actor=user)
            return redirect("face", capture.cuts.get().installation.meter_id)
        except ValueError:
            form.add_error("photo", text("new.bad_photo"))
    return render(request, "pages/new_meter.html", {"form": form}, status=422 if form.is_bound else 200)
