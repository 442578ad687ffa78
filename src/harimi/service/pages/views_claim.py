"""A camera comes into a house: out of a box with a code, or one of the customer's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from harimi.service.devices import caring
from harimi.service.logistics.life import UnitError, claim
from harimi.service.meters.queries import changeable_organizations
from harimi.service.pages.access import person
from harimi.service.pages.forms_cameras import ClaimForm
from harimi.service.pages.forms_places import OfOrganization
from harimi.service.pages.texts import text
from harimi.service.pages.views_camera import token_page

TRIES, WAIT = 20, 3600
"""Wrong codes that one person may type, until so many seconds after the last of them."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claim_camera(request: HttpRequest) -> HttpResponse:
    """The code on the box makes it theirs. A telephone that scans the box lands here with the code typed."""
    user = person(request)
    organizations = changeable_organizations(user)
    if not organizations:
        raise Http404
    begun = {"code": request.GET.get("code", "")[:60]}
    form = ClaimForm(request.POST or None, organizations=organizations, initial=begun)
    if form.is_valid():
        counted = f"claim:{user.pk}"
        if cache.get(counted, 0) >= TRIES:
            form.add_error("code", text("cameras.too_many"))
        else:
            try:
                data = form.cleaned_data
                device = claim(data["code"], form.organization(), data["name"], user)
                messages.success(request, text("cameras.claimed"))
                return redirect("camera", device.pk)
            except UnitError:  # there is none, or somebody else claimed it at the same moment
                cache.set(counted, cache.get(counted, 0) + 1, WAIT)
                form.add_error("code", text("cameras.no_such_code"))
    context = {"form": form, "several": len(organizations) > 1}
    return render(request, "pages/camera_claim.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_camera(request: HttpRequest) -> HttpResponse:
    """A camera of the customer's own: its token is on the answer and nowhere else."""
    user = person(request)
    organizations = changeable_organizations(user)
    if not organizations:
        raise Http404
    form = OfOrganization(request.POST or None, organizations=organizations)
    if form.is_valid():
        device, token = caring.connect_own(form.organization(), form.cleaned_data["name"], user)
        return token_page(request, device, token)
    context = {"form": form, "several": len(organizations) > 1}
    return render(request, "pages/camera_own.html", context, status=422 if form.is_bound else 200)
