"""Tenants: who they are, which meters count for them, and since when."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from harimi.service.accounts.access import Action, allowed_in, by_name, may
from harimi.service.accounts.models import Organization
from harimi.service.meters.days import midnight
from harimi.service.meters.models import Meter, Tenant
from harimi.service.meters.places import TenancyError, let, new_tenant, rename_tenant
from harimi.service.meters.queries import changeable_tenants, natural
from harimi.service.pages.access import changeable_meter, person
from harimi.service.pages.forms_places import LetForm, TenantForm
from harimi.service.pages.texts import text


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tenants(request: HttpRequest) -> HttpResponse:
    """All tenants with their meters, and a new one."""
    user = person(request)
    organizations = by_name(Organization.objects.filter(pk__in=allowed_in(user, Action.CHANGE_TENANTS)))
    if not organizations:
        raise Http404
    form = TenantForm(request.POST or None, organizations=organizations)
    if form.is_valid():
        new_tenant(form.organization(), form.cleaned_data["name"], actor=user)
        messages.success(request, text("tenants.made"))
        return redirect("tenants")
    found = changeable_tenants(user).prefetch_related("tenancies__meter__site__organization")
    context = {"tenants": sorted(found, key=lambda one: natural(one.name)), "form": form, "several": len(organizations) > 1}
    return render(request, "pages/tenants.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tenant(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    """One tenant is named otherwise; their meters and times."""
    found = _tenant(request, tenant_id)
    form = TenantForm(request.POST or None, organizations=[found.organization], initial={"name": found.name})
    if form.is_valid():
        rename_tenant(found, form.cleaned_data["name"], actor=person(request))
        messages.success(request, text("tenants.saved"))
        return redirect("tenant", found.pk)
    times = found.tenancies.select_related("meter__site__organization").order_by("-since")
    return render(request, "pages/tenant.html", {"tenant": found, "form": form, "times": times})


@require_POST
@login_required
def let_meter(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """From a day on the meter counts for a tenant, or for nobody."""
    meter = changeable_meter(request, meter_id)
    if not may(request.user, meter.site.organization, Action.CHANGE_TENANTS):
        raise Http404
    form = LetForm(request.POST)
    if not form.is_valid():
        messages.error(request, text("tenants.wrong"))
        return redirect("edit_meter", meter.pk)
    chosen = form.cleaned_data["tenant"]
    who = None if chosen is None else _tenant(request, chosen)
    try:
        let(meter, who, _since(meter, form), actor=person(request))
        messages.success(request, text("tenants.let"))
    except TenancyError:
        messages.error(request, text("tenants.taken"))
    return redirect("edit_meter", meter.pk)


def _since(meter: Meter, form: LetForm) -> datetime:
    day = form.cleaned_data["since"]
    return timezone.now() if day is None else midnight(day, meter.site.zone)


def _tenant(request: HttpRequest, tenant_id: UUID) -> Tenant:
    found = changeable_tenants(person(request)).filter(pk=tenant_id).first()
    if found is None:
        raise Http404
    return found
