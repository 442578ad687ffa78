"""Who the landlord is, and with which day months close."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from harimi.service.letting import tariffs
from harimi.service.letting.due.facts import landlord_of
from harimi.service.meters.models import Site
from harimi.service.meters.queries import sites_by_name
from harimi.service.pages.access import person
from harimi.service.pages.letting.access import landlord
from harimi.service.pages.letting.forms import ClosingForm, LandlordForm, initial_of
from harimi.service.pages.letting.views import frame
from harimi.service.pages.texts import text
from harimi.service.privacy.days import today


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """What stands on each statement."""
    organization = landlord(request, organization_id)
    now = landlord_of(organization)
    saved = bool(now.name)
    form = LandlordForm(request.POST or None, instance=now, initial={} if saved else initial_of(organization))
    if form.is_valid():
        tariffs.say_who(organization, form.cleaned_data, actor=person(request))
        messages.success(request, text("letting.saved"))
        return redirect("letting_settings", organization.pk)
    sites = sites_by_name(
        Site.objects.filter(organization=organization).select_related("organization").prefetch_related("closings")
    )
    context = {**frame(request, organization), "form": form, "saved": saved, "sites": sites}
    context |= {"month": today(), "days": range(1, 29)}
    return render(request, "pages/letting/settings.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def closing(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """From a month on a site's months close with another day."""
    organization = landlord(request, organization_id)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        messages.error(request, text("letting.error.wrong"))
        return redirect("letting_settings", organization.pk)
    site = Site.objects.filter(organization=organization, pk=form.cleaned_data["site"]).first()
    if site is None:
        raise Http404
    month = date.fromisoformat(f"{form.cleaned_data['month']}-01")
    try:
        tariffs.close_with(site, form.cleaned_data["day"], month, actor=person(request))
        messages.success(request, text("letting.saved"))
    except tariffs.TariffError as error:
        messages.error(request, text(f"letting.error.{error.code}"))
    return redirect("letting_settings", organization.pk)
