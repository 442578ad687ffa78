"""The operator's cameras: registered, in stock, shipped, claimed, returned, wiped, retired."""

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.staff import StaffRole
from harimi.service.logistics import keying, life, parcels
from harimi.service.logistics.keying import Secrets
from harimi.service.logistics.models import Parcel, StockPlace, Unit
from harimi.service.logistics.unit_errors import SerialKnownError, UnitError
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.customers import typed
from harimi.service.office.forms_units import UnitsForm
from harimi.service.office.reasons import Reason
from harimi.service.office.scopes import names
from harimi.service.office.views import SHOWN
from harimi.service.pages.codes import code
from harimi.service.pages.ids import known_id, number_in
from harimi.service.pages.texts import text

_SECRET: Mapping[str, Callable[[Unit, User], Secrets]] = {"wipe": keying.wipe, "renew_code": keying.renew_code}
_STEPS: Mapping[str, Callable[[Unit, User], None]] = {"retire": life.retire, "ask_back": life.ask_back}
NEXT = {
    Unit.State.STOCK: ("renew_code", "retire"),
    Unit.State.RESERVED: (),
    Unit.State.SHIPPED: ("renew_code", "ask_back", "take_back"),
    Unit.State.CLAIMED: ("ask_back", "take_back"),
    Unit.State.RETURNED: ("wipe", "retire"),
    Unit.State.RETIRED: (),
}
"""What may be done to a unit beside shipping it."""


@require_safe
@for_staff(StaffRole.LOGISTICS)
def units(request: StaffRequest) -> HttpResponse:
    """The list, by state and by what stands in serial number, model or batch. It names no customer."""
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()[:80]
    found = Unit.objects.filter(**({"state": state} if state in Unit.State.values else {})).order_by("serial")
    for word in words.split():
        found = found.filter(Q(serial__icontains=word) | Q(model__icontains=word) | Q(batch__icontains=word))
    counts = dict(Unit.objects.order_by().values_list("state").annotate(n=Count("pk")))
    context = {
        "page": Paginator(found, SHOWN).get_page(request.GET.get("page")),
        "counts": [(one, counts.get(one, 0)) for one in Unit.State.values],
        "state": state,
        "words": words,
        "total": sum(counts.values()),
        "query": urlencode({"q": words, "state": state}),
    }
    return render(request, "office/units.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.LOGISTICS)
def new_units(request: StaffRequest) -> HttpResponse:
    """Units are registered; what is written into them and printed on their boxes is on the answer and nowhere else."""
    staff = request.user
    form = UnitsForm(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            return _labels(request, keying.register(told["serials"], told["model"], told["batch"], staff, told["place"]))
        except SerialKnownError as error:
            form.add_error("serials", text("unit.serial_known", serial=error))
    return render(request, "office/units_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@for_staff(StaffRole.LOGISTICS)
def unit(request: StaffRequest, unit_id: UUID) -> HttpResponse:
    """One unit: whose it is now, and each step with who and when; one in stock is for whom `?q=` finds. Each name is a look."""
    staff, found = request.user, _unit(unit_id)
    events = list(found.events.select_related("actor").order_by("-at", "-pk"))
    shipping = found.state == Unit.State.STOCK
    words = request.GET.get("q", "") if shipping else ""
    theirs = [] if found.organization is None else [found.organization]
    steps = [one for one in NEXT[Unit.State(found.state)] if one != "ask_back" or found.wanted_back_at is None]
    context = {"unit": found, "events": events, "shipping": shipping, "words": words, "steps": steps}
    context["lines"] = typed(words, Reason(staff.subject_id, "shipping"))
    context["named"] = names(theirs, staff, _purpose(found))
    context["places"] = StockPlace.objects.all()
    context["parcel"] = Parcel.objects.filter(boxes__unit=found).order_by("-made_at").first()
    return render(request, "office/unit.html", context)


@require_POST
@for_staff(StaffRole.LOGISTICS)
def change_unit(request: StaffRequest, unit_id: UUID) -> HttpResponse:
    """A step of its life."""
    staff, found, step = request.user, _unit(unit_id), request.POST.get("step", "")
    try:
        if step in _SECRET:
            return _labels(request, [_SECRET[step](found, staff)])
        if step == "ship":
            parcels.send_one(found, _organization(request.POST.get("organization", "")), staff)
        elif step == "take_back":
            life.take_back(found, staff, _place(request.POST.get("place", "")))
        elif step in _STEPS:
            _STEPS[step](found, staff)
        else:
            raise Http404
    except UnitError:
        messages.error(request, text("unit.not_possible"))
    return redirect("office_unit", found.pk)


def _labels(request: StaffRequest, told: Iterable[Secrets]) -> HttpResponse:
    """What is printed on boxes, with the address that a telephone opens, and the keys for the cameras."""
    claim = settings.HARIMI.url + reverse("claim_camera")
    labels = [(one, code(f"{claim}?code={one.code}")) for one in told]
    answer = render(request, "office/labels.html", {"labels": labels, "service": settings.HARIMI.url})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _unit(unit_id: UUID) -> Unit:
    return get_object_or_404(Unit.objects.select_related("organization", "device", "place"), pk=unit_id)


def _purpose(unit: Unit) -> str:
    """What somebody looks for whose unit it is: to send it, or to get it back."""
    return "shipping" if unit.state in (Unit.State.RESERVED, Unit.State.SHIPPED) else "receipt"


def _place(typed: str) -> StockPlace | None:
    return StockPlace.objects.filter(pk=number_in(typed)).first() if typed else None


def _organization(typed: str) -> Organization:
    return get_object_or_404(Organization, pk=known_id(typed), ended_at=None)
