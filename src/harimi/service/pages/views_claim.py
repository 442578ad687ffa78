"""A camera comes into a house: out of a box with a code, or one of the customer's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from harimi.service.accounts.models import Organization, User
from harimi.service.devices import caring
from harimi.service.devices.models import Device
from harimi.service.logistics.claiming import claim
from harimi.service.logistics.codes import code_hash
from harimi.service.logistics.faults import faulty
from harimi.service.logistics.guessing import TooManyCodesError, counted
from harimi.service.logistics.models import Parcel
from harimi.service.logistics.unit_errors import UnitError
from harimi.service.meters.queries import changeable_organizations
from harimi.service.pages.access import changeable_cameras, person
from harimi.service.pages.forms_cameras import ClaimForm
from harimi.service.pages.forms_places import OfOrganization
from harimi.service.pages.texts import text
from harimi.service.pages.views_camera import token_page
from harimi.service.readings.replacing import claim_instead


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claim_camera(request: HttpRequest) -> HttpResponse:
    """The code on the box makes it theirs. A telephone that scans the box lands here with the code typed."""
    user = person(request)
    organizations = changeable_organizations(user)
    if not organizations:
        raise Http404
    code = request.GET.get("code", "")[:60]
    begun = {"code": code, "replaces": _replaces(code, organizations)}
    form = ClaimForm(request.POST or None, organizations=organizations, broken=_broken(user), initial=begun)
    if form.is_valid():
        try:
            with counted(user):
                return _claimed(request, form)
        except TooManyCodesError:
            form.add_error("code", text("cameras.too_many"))
        except UnitError:
            form.add_error("code", text("cameras.no_such_code"))
    context = {"form": form, "several": len(organizations) > 1}
    return render(request, "pages/camera_claim.html", context, status=422 if form.is_bound else 200)


def _claimed(request: HttpRequest, form: ClaimForm) -> HttpResponse:
    """Raises a `UnitError`."""
    data, user, old = form.cleaned_data, person(request), form.replaced
    if old is None:
        device = claim(data["code"], form.organization(), data["name"], user)
    else:
        device = claim_instead(data["code"], old, data["name"], user)
    messages.success(request, text("cameras.claimed" if old is None else "fault.replaced"))
    return redirect("camera_guide", device.pk)


def _broken(user: User) -> list[Device]:
    """The cameras whose place the new one may take."""
    return list(faulty(changeable_cameras(user)).order_by("name"))


def _replaces(code: str, organizations: list[Organization]) -> str:
    """The camera for whose fault the unit with this code was sent."""
    parcels = Parcel.objects.filter(organization__in=organizations, boxes__unit__code_hash=code_hash(code))
    found = parcels.exclude(fault=None).values_list("fault__device", flat=True).first() if code else None
    return str(found or "")


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
