"""How all cameras of some organizations do, in a few queries: which are silent, late, moved, dark, or soon without power."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, QuerySet

from harimi.service.accounts.models import Organization
from harimi.service.devices.models import Device, Installation
from harimi.service.devices.models.order import OPEN
from harimi.service.devices.pauses import longest_pause
from harimi.service.devices.reported import PURPOSE
from harimi.service.devices.settings import Settings
from harimi.service.meters.queries import natural
from harimi.service.privacy.gate import Use, permitted
from harimi.service.readings.models import Attempt
from harimi.service.readings.standing import MISSED, PATIENCE

STATES = ("silent", "unheard", "late", "moved", "dark", "unclear", "battery", "unplaced", "asleep")
BAD = STATES[:-1]
"""Those that need somebody."""
ASLEEP = timedelta(hours=1)
"""How often a camera that is asleep asks for orders."""
SOON, LOW = timedelta(days=14), 15
"""A battery needs somebody when it will be empty so soon, or stands so low, in percent."""
UNHEARD = timedelta(days=1)
"""A camera that was never heard is being put up; after so long somebody should look."""
_SEEN = ("moved", "dark", "unclear")
_VIEW = {
    **dict.fromkeys(("camera_moved", "camera_jumped", "other_view", "lost_alignment"), "moved"),
    **dict.fromkeys(("blurred", "fogged", "covered", "overexposed"), "unclear"),
    "dark": "dark",
}


@dataclass(frozen=True, slots=True)
class Watched:
    """A meter that a camera watches now."""

    id: UUID
    name: str
    site: UUID


@dataclass(slots=True)
class Camera:
    """A camera: its last photograph that was read, when it was last heard, how it does, and how many orders wait for it.

    `watched` is empty before `place`; `battery` is known where its organization lets it tell.
    """

    id: UUID
    name: str
    since: datetime
    settings: Settings
    obeys: bool
    last: datetime | None
    heard: datetime | None
    meters: int
    battery: int | None
    empty_on: date | None
    orders: int = 0
    watched: list[Watched] = field(default_factory=list)
    states: list[str] = field(default_factory=list)


def fleet(devices: QuerySet[Device], now: datetime) -> list[Camera]:
    """The working cameras among `devices`, as people sort names."""
    rows = devices.filter(kind=Device.Kind.CAMERA, stopped_at=None).order_by()
    telling, views = _telling(rows), _views(rows)
    waiting = dict(rows.filter(orders__state__in=OPEN).annotate(n=Count("orders")).values_list("pk", "n"))
    found = []
    for pk, organization, usual, *told in _rows(rows):
        camera = _camera(pk, told, telling=organization in telling)
        camera.orders = waiting.get(pk, 0)
        camera.states = _states(camera, _pause(camera, usual), views.get(pk, frozenset()), now)
        found.append(camera)
    return sorted(found, key=lambda one: (natural(one.name), one.id.int))


def place(cameras: Iterable[Camera]) -> None:
    """Notes which meters they watch."""
    known = {one.id: one for one in cameras}
    rows = Installation.objects.filter(until=None, device__in=known.keys(), meter__retired_at=None).order_by("meter__name")
    for device, meter, name, site in rows.values_list("device_id", "meter_id", "meter__name", "meter__site_id"):
        known[device].watched.append(Watched(meter, name, site))


def _rows(devices: QuerySet[Device]) -> Iterable[tuple[Any, ...]]:
    """One query for all of them: values, since thousands of objects take longer than all else."""
    standing, open_ones = "installations__meter__registers__standing", Q(installations__until=None)
    counted = devices.annotate(
        usual=Min(f"{standing}__every", filter=open_ones),
        last=Max(f"{standing}__picture_at", filter=open_ones),
        meters=Count("installations", filter=open_ones & Q(installations__meter__retired_at=None), distinct=True),
    )
    battery = ("health__battery_percent", "health__battery_empty_on")
    own = ("name", "created_at", "settings", "settings_known", "heard_at")
    return counted.values_list("pk", "organization_id", "usual", *own, "last", "meters", *battery)


def _camera(pk: UUID, told: list[Any], *, telling: bool) -> Camera:
    name, since, settings, known, heard, last, meters, battery, empty_on = told
    heard = max((one for one in (heard, last) if one is not None), default=None)
    power = (battery, empty_on) if telling else (None, None)
    return Camera(
        pk, name, since, _settings(json.dumps(settings, sort_keys=True)), known is not None, last, heard, meters, *power
    )


@lru_cache(maxsize=256)
def _settings(kept: str) -> Settings:
    """Most cameras have the same."""
    return Settings.model_validate_json(kept)


_longest_pause = lru_cache(maxsize=256)(longest_pause)


def _pause(camera: Camera, usual: int | None) -> timedelta | None:
    """The longest pause between its photographs: by its schedule where it goes by one, else by what is usual."""
    if camera.obeys:
        return _longest_pause(camera.settings)
    return timedelta(seconds=usual) if usual else None


def _telling(devices: QuerySet[Device]) -> set[UUID]:
    """The organizations that let their cameras tell of themselves."""
    organizations = Organization.objects.filter(pk__in=devices.values("organization"))
    pairs = list(organizations.values_list("pk", "subject_id"))
    allowed = permitted(Use(PURPOSE, ("camera_device",)), {subject for _, subject in pairs})
    return {pk for pk, subject in pairs if subject in allowed}


def _views(devices: QuerySet[Device]) -> dict[UUID, frozenset[str]]:
    """What the latest picture of each meter says of the camera that took it, where it says anything."""
    newest = Attempt.objects.filter(cut=F("register__standing__picture"), cut__installation__until=None).exclude(reasons=[])
    rows = newest.filter(cut__installation__device__in=devices.values("pk"))
    found: dict[UUID, frozenset[str]] = {}
    for device, reasons in rows.values_list("cut__installation__device_id", "reasons"):
        said = frozenset(_VIEW[one["code"]] for one in reasons if one["code"] in _VIEW)
        found[device] = found.get(device, frozenset()) | said
    return found


def _states(camera: Camera, pause: timedelta | None, view: frozenset[str], now: datetime) -> list[str]:
    asleep = camera.settings.asleep
    quiet = ASLEEP if asleep and camera.obeys else pause
    late = None if pause is None else max(PATIENCE, MISSED * pause)
    found = {
        "silent": quiet is not None and _before(camera.heard, now - max(PATIENCE, MISSED * quiet)),
        "unheard": camera.heard is None and camera.since < now - UNHEARD,
        "late": not asleep and late is not None and camera.meters > 0 and _before(camera.last, now - late),
        "battery": _empties(camera, now),
        "unplaced": not camera.meters,
        "asleep": asleep,
        **{name: name in view and not asleep for name in _SEEN},
    }
    if found["silent"]:
        found["late"] = False
    return [state for state in STATES if found[state]]


def _before(at: datetime | None, moment: datetime) -> bool:
    return at is not None and at < moment


def _empties(camera: Camera, now: datetime) -> bool:
    low = camera.battery is not None and camera.battery <= LOW
    return low or (camera.empty_on is not None and camera.empty_on <= now.date() + SOON)
