"""What people tell cameras: something to do, or other settings; one camera, or thousands at once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.devices.activity import note_devices
from harimi.service.devices.models import Device, Order
from harimi.service.devices.models.order import OPEN
from harimi.service.devices.settings import Settings, differing

Kind, State = Order.Kind, Order.State
LASTS = {
    Kind.SETTINGS: timedelta(days=365),
    Kind.SHOOT: timedelta(days=1),
    Kind.REPORT: timedelta(days=1),
    Kind.RESTART: timedelta(days=1),
    Kind.RENEW_TOKEN: timedelta(days=30),
    Kind.WIPE: timedelta(days=365),
}
"""How long an order waits for its camera."""
AT_A_TIME = 500
"""Cameras told in one transaction."""


def ask(devices: Iterable[Device], kind: Order.Kind, actor: User | None) -> UUID:
    """Tells cameras to do something; under which id that can be followed. What one was told already is not told twice."""
    together = uuid4()
    for part in _parts(devices):
        with transaction.atomic():
            busy = Order.objects.filter(device__in=part, kind=kind, state__in=OPEN).values_list("device_id", flat=True)
            known = set(busy)
            fresh = [one for one in part if one.pk not in known]
            _order(fresh, kind, actor, together)
            note_devices(fresh, f"told_{kind}", actor)
    return together


def set_settings(devices: Iterable[Device], settings: Settings, actor: User | None) -> UUID:
    """Other settings for cameras; they are orders until each says that it goes by them. Open ones of before are replaced."""
    together, kept = uuid4(), differing(settings)
    for part in _parts(devices):
        with transaction.atomic():
            open_ones = Order.objects.filter(device__in=part, kind=Kind.SETTINGS, state__in=OPEN)
            open_ones.update(state=State.REPLACED, changed_at=timezone.now())
            what = _what(part, asleep=settings.asleep)
            Device.objects.filter(pk__in=[one.pk for one in part]).update(settings=kept)
            _order(part, Kind.SETTINGS, actor, together)
            note_devices(part, what, actor)
    return together


def _parts(devices: Iterable[Device]) -> Iterator[list[Device]]:
    """The working cameras among them, some at a time."""
    working = iter([one for one in devices if one.kind == Device.Kind.CAMERA and one.stopped_at is None])
    while part := list(islice(working, AT_A_TIME)):
        yield part


def _order(devices: Sequence[Device], kind: Order.Kind, actor: User | None, together: UUID) -> None:
    now = timezone.now()
    common = {"kind": kind, "together": together, "asked_by": actor, "changed_at": now, "expires_at": now + LASTS[kind]}
    Order.objects.bulk_create(Order(device=one, **common) for one in devices)


def _what(devices: Sequence[Device], *, asleep: bool) -> str:
    """Whether they were put to sleep or woken, where all of them were."""
    if all(bool(one.settings.get("asleep")) == asleep for one in devices):
        return "settings"
    return "asleep" if asleep else "awake"
