"""Sites: their names and time zones."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from harimi.service.accounts.models import User
from harimi.service.meters.models import Site
from harimi.service.meters.places import NoZoneError, change_site, new_site
from harimi.service.meters.queries import changeable_organizations, changeable_sites, sites_by_name
from harimi.service.pages.access import person
from harimi.service.pages.forms_places import SiteForm
from harimi.service.pages.texts import text
from harimi.service.readings.recounting import count_all


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sites(request: HttpRequest) -> HttpResponse:
    """All sites of the organizations that the person may change, and a new one."""
    user = person(request)
    organizations = changeable_organizations(user)
    if not organizations:
        raise Http404
    form = SiteForm(request.POST or None, organizations=organizations)
    if form.is_valid():
        try:
            new_site(form.organization(), form.cleaned_data["name"], form.cleaned_data["time_zone"], actor=user)
            messages.success(request, text("sites.made"))
            return redirect("sites")
        except NoZoneError:
            form.add_error("time_zone", text("sites.no_zone"))
    found = changeable_sites(user).annotate(hanging=Count("meters"))
    context = {"sites": sites_by_name(found), "form": form, "several": len(organizations) > 1}
    return render(request, "pages/sites.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def site(request: HttpRequest, site_id: UUID) -> HttpResponse:
    """One site is named otherwise, or its time zone set right."""
    found = changeable_sites(person(request)).filter(pk=site_id).first()
    if found is None:
        raise Http404
    begun = {"name": found.name, "time_zone": found.time_zone}
    form = SiteForm(request.POST or None, organizations=[found.organization], initial=begun)
    if form.is_valid() and _changed(found, form, person(request)):
        messages.success(request, text("life.saved"))
        return redirect("sites")
    return render(request, "pages/site.html", {"site": found, "form": form}, status=422 if form.is_bound else 200)


def _changed(found: Site, form: SiteForm, actor: User) -> bool:
    try:
        moved = change_site(found, form.cleaned_data["name"], form.cleaned_data["time_zone"], actor=actor)
    except NoZoneError:
        form.add_error("time_zone", text("sites.no_zone"))
        return False
    for meter in found.meters.all() if moved else ():
        count_all(meter)
    return True
