"""All cameras at a glance, and what is told to many of them at once."""

from dataclasses import dataclass
from typing import Any
from unicodedata import normalize
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.devices.following import follow
from harimi.service.devices.models import Device, Order
from harimi.service.devices.orders import ask, set_settings
from harimi.service.devices.settings import chosen_for
from harimi.service.meters.listing import Place, places
from harimi.service.meters.queries import changeable_sites
from harimi.service.pages.access import changeable_cameras, person
from harimi.service.pages.forms_cameras import SettingsForm
from harimi.service.pages.texts import text
from harimi.service.readings.fleet import BAD, STATES, Camera, fleet

A_PAGE = 50
TOLD = (Order.Kind.SHOOT, Order.Kind.REPORT, Order.Kind.RESTART, Order.Kind.RENEW_TOKEN)
"""What can be told to many at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list shows: a search and a state of `STATES`, or `bad` for all that need somebody."""

    words: str
    state: str

    def query(self, state: str) -> str:
        """An address with another state."""
        return urlencode({key: value for key, value in (("q", self.words), ("state", state)) if value})


@require_safe
@login_required
def cameras(request: HttpRequest) -> HttpResponse:
    """The cameras of the organizations that the person may change, as far as the filters say."""
    user = person(request)
    if not allowed_in(user, Action.CHANGE_METERS):
        raise Http404
    sites, asked = places(changeable_sites(user)), _asked(request)
    everyone = fleet(changeable_cameras(user), timezone.now())
    found = [one for one in everyone if _fits(one, asked, sites)]
    counts = {state: sum(state in one.states for one in everyone) for state in STATES}
    counts |= {"": len(everyone), "bad": sum(_bad(one) for one in everyone)}
    context = {
        "asked": asked,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "found": found,
        "states": [(one, counts[one], asked.query(one)) for one in ("", "bad", *STATES) if not one or counts[one]],
        "total": len(everyone),
        "sites": sites,
        "told": TOLD,
        "query": asked.query(asked.state),
    }
    return render(request, "pages/cameras.html", context)


@require_POST
@login_required
def tell_cameras(request: HttpRequest) -> HttpResponse:
    """The same thing is told to those that were chosen, or to all that the filters leave."""
    kind = request.POST.get("kind", "")
    chosen = _chosen(request)
    if kind not in TOLD or not chosen:
        messages.error(request, text("cameras.none_chosen"))
        return redirect("cameras")
    with transaction.atomic():
        together = ask(chosen, Order.Kind(kind), person(request))
    return redirect("camera_orders", together)


@require_POST
@login_required
def set_cameras(request: HttpRequest) -> HttpResponse:
    """The same settings for all that were chosen: first the form, then what it says."""
    chosen = _chosen(request)
    if not chosen:
        messages.error(request, text("cameras.none_chosen"))
        return redirect("cameras")
    form = SettingsForm(request.POST if "set" in request.POST else None, begun=chosen_for(chosen[0]))
    if form.is_valid() and form.settings is not None:
        together = uuid4()
        for device in chosen:
            set_settings(device, form.settings, person(request), together)
        return redirect("camera_orders", together)
    context = {"form": form, "chosen": chosen}
    return render(request, "pages/camera_settings.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def camera_orders(request: HttpRequest, together: UUID) -> HttpResponse:
    """How far it is that many cameras were told something."""
    mine = Order.objects.filter(device__in=changeable_cameras(person(request)), together=together)
    followed = follow(mine)
    if followed is None:
        raise Http404
    page = Paginator(mine.select_related("device").order_by("device__name", "pk"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "pages/camera_orders.html", {"followed": followed, "page": page, "together": together})


def _asked(request: HttpRequest) -> Asked:
    given: Any = request.POST if request.method == "POST" else request.GET
    state = str(given.get("state", ""))
    words = normalize("NFKC", str(given.get("q", ""))).strip()[:80].casefold()
    return Asked(words, state if state in (*STATES, "bad") else "")


def _bad(camera: Camera) -> bool:
    return any(state in BAD for state in camera.states)


def _fits(camera: Camera, asked: Asked, sites: Any) -> bool:
    if asked.state and not (_bad(camera) if asked.state == "bad" else asked.state in camera.states):
        return False
    known: list[Place] = [sites[one.site] for one in camera.watched if one.site in sites]
    named = [camera.device.name, *(one.name for one in camera.watched), *(one.name for one in known)]
    told = normalize("NFKC", " ".join(named)).casefold()
    return all(word in told for word in asked.words.split())


def _chosen(request: HttpRequest) -> list[Device]:
    """Those with a tick, or all that the list shows where `all` was asked for."""
    mine = changeable_cameras(person(request))
    if request.POST.get("all"):
        sites, asked = places(changeable_sites(person(request))), _asked(request)
        return [one.device for one in fleet(mine, timezone.now()) if _fits(one, asked, sites)]
    ids = [pk for one in request.POST.getlist("camera") if (pk := _uuid(one))]
    return list(mine.filter(pk__in=ids).select_related("organization"))


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
