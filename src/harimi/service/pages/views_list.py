"""The first page: all meters, and the way to a new one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.access import Action, allowed_in, organizations_of
from harimi.service.captures.registration import register_with_photograph
from harimi.service.meters.models import Site
from harimi.service.meters.queries import by_place, meters_of
from harimi.service.meters.services import HomeError, found_home
from harimi.service.pages.access import person
from harimi.service.pages.forms import MeterForm, WelcomeForm, sent_file
from harimi.service.pages.texts import text
from harimi.service.readings.queries import last


@require_safe
@login_required
def meters(request: HttpRequest) -> HttpResponse:
    """All meters with their last value, state and picture."""
    user = person(request)
    if not organizations_of(user):
        return redirect("welcome")
    rows = [
        {"meter": meter, "register": register, "last": last(register), "zone": meter.site.zone}
        for meter in by_place(meters_of(user))
        for register in meter.registers.all()
    ]
    return render(request, "pages/meters.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Somebody who belongs nowhere yet: whoever runs this service may found a household, others are told whom to ask."""
    user = person(request)
    if organizations_of(user):
        return redirect("meters")
    form = WelcomeForm(request.POST or None)
    if user.is_staff and form.is_valid():
        try:
            found_home(form.cleaned_data["name"], user, time_zone=form.cleaned_data["time_zone"])
            return redirect("meters")
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
            capture = register_with_photograph(form.cleaned_data["site"], wanted, photo)
            return redirect("face", capture.cuts.get().installation.meter_id)
        except ValueError:
            form.add_error("photo", text("new.bad_photo"))
    return render(request, "pages/new_meter.html", {"form": form}, status=422 if form.is_bound else 200)
