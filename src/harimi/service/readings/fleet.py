"""How all cameras of some organizations do, in a few queries: which are silent, late, moved, dark, or soon without power."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, QuerySet

from harimi.service.accounts.models import Organization
from harimi.service.devices.models import Device, DeviceHealth, Installation
from harimi.service.devices.models.order import OPEN
from harimi.service.devices.pauses import longest_pause
from harimi.service.devices.reported import PURPOSE
from harimi.service.devices.settings import chosen_for
from harimi.service.meters.queries import natural
from harimi.service.privacy.gate import Use, decide
from harimi.service.readings.models import Attempt
from harimi.service.readings.standing import MISSED, PATIENCE

STATES = ("silent", "late", "moved", "dark", "battery", "unplaced", "asleep")
BAD = STATES[:-1]
"""Those that need somebody."""
ASLEEP = timedelta(hours=1)
"""How often a camera that is asleep asks for orders."""
SOON, LOW = timedelta(days=14), 15
"""A battery needs somebody when it will be empty so soon, or stands so low, in percent."""
_VIEW = {"camera_moved": "moved", "lost_alignment": "moved", "dark": "dark"}


@dataclass(slots=True)
class Watched:
    """A meter that a camera watches now."""

    id: UUID
    name: str
    site: UUID


@dataclass(slots=True)
class Camera:
    """A camera: its last photograph that was read, when it was last heard, how it does, and how many orders wait for it."""

    device: Device
    last: datetime | None
    orders: int
    watched: list[Watched] = field(default_factory=list)
    battery: int | None = None
    empty_on: date | None = None
    states: list[str] = field(default_factory=list)

    @property
    def heard(self) -> datetime | None:
        """When anything came from it."""
        return max((one for one in (self.last, self.device.heard_at) if one is not None), default=None)


def fleet(devices: QuerySet[Device], now: datetime) -> list[Camera]:
    """The working cameras among `devices`, as people sort names."""
    rows = devices.filter(kind=Device.Kind.CAMERA, stopped_at=None).order_by().select_related("organization")
    standing = "installations__meter__registers__standing"
    open_ones = Q(installations__until=None)
    found = rows.annotate(
        last=Max(f"{standing}__picture_at", filter=open_ones), usual=Min(f"{standing}__every", filter=open_ones)
    )
    waiting = dict(rows.filter(orders__state__in=OPEN).annotate(n=Count("orders")).values_list("pk", "n"))
    cameras = {one.pk: Camera(one, one.last, waiting.get(one.pk, 0)) for one in found}
    pauses = {one.pk: _pause(one, one.usual) for one in found}
    _place(cameras)
    _charge(cameras)
    views = _views(cameras)
    for pk, camera in cameras.items():
        camera.states = _states(camera, pauses[pk], views.get(pk, frozenset()), now)
    return sorted(cameras.values(), key=lambda one: (natural(one.device.name), one.device.pk.int))


def _pause(device: Device, usual: int | None) -> timedelta | None:
    """The longest pause between its photographs: by its schedule where it goes by one, else by what is usual."""
    if device.settings_known is not None:
        return longest_pause(chosen_for(device))
    return timedelta(seconds=usual) if usual else None


def _place(cameras: Mapping[UUID, Camera]) -> None:
    rows = Installation.objects.filter(until=None, device__in=cameras.keys(), meter__retired_at=None)
    for device, meter, name, site in rows.values_list("device_id", "meter_id", "meter__name", "meter__site_id"):
        cameras[device].watched.append(Watched(meter, name, site))


def _charge(cameras: Mapping[UUID, Camera]) -> None:
    """Batteries, of those who let their cameras tell."""
    may = _telling({one.device.organization_id: one.device.organization for one in cameras.values()}.values())
    for health in DeviceHealth.objects.filter(device__in=cameras.keys(), device__organization__in=may):
        camera = cameras[health.device_id]
        camera.battery, camera.empty_on = health.battery_percent, health.battery_empty_on


def _telling(organizations: Iterable[Organization]) -> list[UUID]:
    return [one.pk for one in organizations if decide(Use(PURPOSE, ("camera_device",), one.subject_id)).allowed]


def _views(cameras: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """What the latest picture of each meter says of the camera that took it."""
    newest = Attempt.objects.filter(cut=F("register__standing__picture"), cut__installation__until=None)
    rows = newest.filter(cut__installation__device__in=cameras).values_list("cut__installation__device_id", "reasons")
    found: dict[UUID, frozenset[str]] = {}
    for device, reasons in rows:
        said = frozenset(_VIEW[one["code"]] for one in reasons if one["code"] in _VIEW)
        found[device] = found.get(device, frozenset()) | said
    return found


def _states(camera: Camera, pause: timedelta | None, view: frozenset[str], now: datetime) -> list[str]:
    asleep = chosen_for(camera.device).asleep
    quiet = ASLEEP if asleep and camera.device.settings_known is not None else pause
    late = None if pause is None else max(PATIENCE, MISSED * pause)
    found = {
        "silent": quiet is not None and _before(camera.heard, now - max(PATIENCE, MISSED * quiet)),
        "late": not asleep and late is not None and bool(camera.watched) and _before(camera.last, now - late),
        "battery": _empties(camera, now),
        "unplaced": not camera.watched,
        "asleep": asleep,
        **{name: name in view and not asleep for name in ("moved", "dark")},
    }
    if found["silent"]:
        found["late"] = False
    return [state for state in STATES if found[state]]


def _before(at: datetime | None, moment: datetime) -> bool:
    return at is not None and at < moment


def _empties(camera: Camera, now: datetime) -> bool:
    low = camera.battery is not None and camera.battery <= LOW
    return low or (camera.empty_on is not None and camera.empty_on <= now.date() + SOON)
