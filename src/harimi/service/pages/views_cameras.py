"""All cameras at a glance, and what is told to many of them at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.devices.asking import ask, set_settings
from harimi.service.devices.following import follow
from harimi.service.devices.models import Device, Order
from harimi.service.devices.settings import chosen_for
from harimi.service.meters.listing import Place, places
from harimi.service.meters.queries import changeable_sites
from harimi.service.pages.access import changeable_cameras, person
from harimi.service.pages.forms_cameras import SettingsForm
from harimi.service.pages.ids import id_of
from harimi.service.pages.texts import text
from harimi.service.readings.fleet import BAD, STATES, Camera, fleet, place

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
    found = _fitting(everyone, asked, sites)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    if not asked.words:
        place(page.object_list)
    counts = {state: sum(state in one.states for one in everyone) for state in STATES}
    counts |= {"": len(everyone), "bad": sum(_bad(one) for one in everyone)}
    context = {
        "asked": asked,
        "page": page,
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
    together = ask(chosen, Order.Kind(kind), person(request))
    if not Order.objects.filter(together=together).exists():
        messages.info(request, text("cameras.told_already"))
        return redirect("cameras")
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
        return redirect("camera_orders", set_settings(chosen, form.settings, person(request)))
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


def _fitting(everyone: list[Camera], asked: Asked, sites: Mapping[UUID, Place]) -> list[Camera]:
    """Those that the filters leave; their meters are looked up only where a search may name them."""
    found = [one for one in everyone if not asked.state or (_bad(one) if asked.state == "bad" else asked.state in one.states)]
    if not asked.words:
        return found
    place(found)
    return [one for one in found if _tells(one, asked.words, sites)]


def _tells(camera: Camera, words: str, sites: Mapping[UUID, Place]) -> bool:
    """Whether each word stands in the name of the camera, a meter or a place."""
    places = (sites[one.site].name for one in camera.watched if one.site in sites)
    told = normalize("NFKC", " ".join((camera.name, *(one.name for one in camera.watched), *places))).casefold()
    return all(word in told for word in words.split())


def _chosen(request: HttpRequest) -> list[Device]:
    """Those with a tick, or all that the list shows where `all` was asked for."""
    mine = changeable_cameras(person(request))
    if request.POST.get("all"):
        sites, asked = places(changeable_sites(person(request))), _asked(request)
        ids = [one.id for one in _fitting(fleet(mine, timezone.now()), asked, sites)]
    else:
        ids = [pk for one in request.POST.getlist("camera") if (pk := id_of(one))]
    wanted = set(ids)
    return [one for one in mine if one.pk in wanted]
