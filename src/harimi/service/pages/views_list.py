"""All meters at a glance, the list of them, and the way to a new one."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.access import Action, allowed_in, organizations_of
from harimi.service.captures.registration import register_with_photograph
from harimi.service.meters.listing import places_of
from harimi.service.meters.models import SavedView, Site
from harimi.service.meters.queries import meters_of
from harimi.service.meters.services import HomeError, found_home
from harimi.service.pages.access import person
from harimi.service.pages.beginning import beginnings
from harimi.service.pages.forms import MeterForm, WelcomeForm, sent_file
from harimi.service.pages.let import let_to
from harimi.service.pages.listing import ORDERS, STATES, chosen, filters_of
from harimi.service.pages.places import all_counts, glances
from harimi.service.pages.texts import text
from harimi.service.privacy.days import today
from harimi.service.readings.counting import NEEDS, counted, registers_of
from harimi.service.readings.overview import overview, rows_of

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
    now, mine = timezone.now(), meters_of(user)
    sites = glances(mine, now)
    counts = all_counts(site.counts for site in sites)
    total = counts.get("meters", 0)
    context = {"counts": counts, "needs": NEEDS, "total": total, "let": let_to(user, now)}
    context |= {"beginnings": beginnings(user), "today": today()}
    context["places"] = Paginator(sites, A_PAGE).get_page(request.GET.get("page"))
    few = overview(mine.filter(retired_at=None), now) if total <= FEW else []
    return render(request, "pages/home.html", context | {"few": few})


@require_safe
@login_required
def meters(request: HttpRequest) -> HttpResponse:
    """The list of meters, as far as its filters say."""
    user = person(request)
    if not organizations_of(user):
        return redirect("home")
    now, mine, asked = timezone.now(), meters_of(user), filters_of(request.GET)
    counts = all_counts(counted(registers_of(mine, now), now))
    sites = places_of(mine)
    page = Paginator(chosen(mine, sites, asked, now), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "page": page,
        "rows": rows_of([UUID(pk) for pk in page.object_list], now),
        "counts": counts,
        "states": [(state, asked.only(state=state)) for state in ("", "needs", *STATES)],
        "orders": ORDERS,
        "places": list(sites.values()),
        "views": SavedView.objects.filter(user=user).order_by("name"),
        "total": counts.get("meters", 0) + counts.get("retired", 0),
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
        return redirect("sites" if allowed_in(user, Action.CHANGE_METERS) else "welcome")
    form = MeterForm(request.POST or None, request.FILES or None, sites=sites.select_related("organization"))
    if form.is_valid():
        try:
            wanted, photo = form.wanted(), sent_file(request, "photo")
            capture = register_with_photograph(form.cleaned_data["site"], wanted, photo, actor=user)
            return redirect("face", capture.cuts.get().installation.meter_id)
        except ValueError:
            form.add_error("photo", text("new.bad_photo"))
    return render(request, "pages/new_meter.html", {"form": form}, status=422 if form.is_bound else 200)
