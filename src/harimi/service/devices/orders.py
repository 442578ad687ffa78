"""What cameras are told: asked for by people, carried by each answer, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.devices.activity import note_device
from harimi.service.devices.models import Device, Order
from harimi.service.devices.models.order import OPEN
from harimi.service.devices.reported import may_log
from harimi.service.devices.services import stop
from harimi.service.devices.settings import Settings, differing, told_to

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
NOTED = timedelta(minutes=1)
MOST = 20
"""Commands in one answer."""
CODES = ("camera_failed", "no_space", "not_possible", "expired", "fault")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a camera says of an order: `received`, `done` or `failed`, and then by which of `CODES`."""

    id: UUID
    state: str
    code: str = ""


@transaction.atomic
def ask(devices: Iterable[Device], kind: Order.Kind, actor: User | None, together: UUID | None = None) -> UUID:
    """Tells cameras to do something; under which id that can be followed. What one was told already is not told twice."""
    told, now = together or uuid4(), timezone.now()
    wanted = [one for one in devices if one.kind == Device.Kind.CAMERA and one.stopped_at is None]
    busy = set(Order.objects.filter(device__in=wanted, kind=kind, state__in=OPEN).values_list("device_id", flat=True))
    fresh = [one for one in wanted if one.pk not in busy]
    common = {"kind": kind, "together": told, "asked_by": actor, "changed_at": now, "expires_at": now + LASTS[kind]}
    Order.objects.bulk_create(Order(device=one, **common) for one in fresh)
    for one in fresh:
        note_device(one, f"told_{kind}", actor)
    return told


@transaction.atomic
def set_settings(device: Device, settings: Settings, actor: User | None, together: UUID | None = None) -> UUID:
    """Other settings for a camera; they are an order until it says that it goes by them."""
    told, now = together or uuid4(), timezone.now()
    before, device.settings = device.settings, differing(settings)
    Device.objects.filter(pk=device.pk).update(settings=device.settings)
    _open(device, Kind.SETTINGS).update(state=State.REPLACED, changed_at=now)
    order = Order(device=device, kind=Kind.SETTINGS, version=told_to(device)["version"], together=told)
    order.asked_by, order.changed_at, order.expires_at = actor, now, now + LASTS[Kind.SETTINGS]
    order.save()
    was, slept = settings.asleep, bool(before.get("asleep"))
    note_device(device, "settings" if was == slept else "asleep" if was else "awake", actor)
    return told


@transaction.atomic
def orders_for(device: Device, known: int | None) -> dict[str, Any]:
    """What an answer carries: our clock, the settings where `known` is another version, and what the camera is to do."""
    now, settings = timezone.now(), told_to(device)
    _heard(device, known, now)
    pending = list(device.orders.filter(state__in=OPEN, expires_at__gt=now).order_by("asked_at", "pk"))
    commands = [one for one in pending if one.kind != Kind.SETTINGS][:MOST]
    _settle_settings([one for one in pending if one.kind == Kind.SETTINGS], settings["version"], known, now)
    fresh = [one.pk for one in commands if one.state == State.QUEUED]
    if fresh:
        Order.objects.filter(pk__in=fresh, state=State.QUEUED).update(state=State.SENT, changed_at=now)
    return {
        "now": now.isoformat(),
        "settings": None if known == settings["version"] else settings,
        "commands": [{"id": str(one.pk), "kind": one.kind, "expires_at": one.expires_at.isoformat()} for one in commands],
    }


def _settle_settings(orders: list[Order], version: int, known: int | None, now: datetime) -> None:
    """Settings are sent with this answer, or the camera goes by them already."""
    state = State.DONE if known == version else State.SENT
    changed = [one.pk for one in orders if one.state != state]
    if changed:
        Order.objects.filter(pk__in=changed).update(state=state, changed_at=now)


def note_outcomes(device: Device, outcomes: Iterable[Outcome]) -> None:
    """What became of orders, told once or twice and in any order: what has ended stays so. A wiped camera is heard no more."""
    now = timezone.now()
    for told in outcomes:
        ends = {"state": told.state, "code": told.code if told.code in CODES else "", "changed_at": now}
        same = _open(device).exclude(kind=Kind.SETTINGS).exclude(state=told.state).filter(pk=told.id)
        wiped = told.state == State.DONE and same.filter(kind=Kind.WIPE).exists()
        if same.update(**ends) and wiped:
            stop(device)


def expire(now: datetime | None = None) -> int:
    """Ends what its camera did not do in time; how many."""
    at = now or timezone.now()
    return Order.objects.filter(state__in=OPEN, expires_at__lte=at).update(state=State.EXPIRED, changed_at=at)


def _open(device: Device, kind: Order.Kind | None = None) -> QuerySet[Order]:
    found = device.orders.filter(state__in=OPEN)
    return found if kind is None else found.filter(kind=kind)


def _heard(device: Device, known: int | None, now: datetime) -> None:
    """Notes that the camera spoke, once a minute at most, and by which settings it goes."""
    changes: dict[str, object] = {}
    if known is not None and known != device.settings_known:
        changes["settings_known"] = known
    if (device.heard_at is None or device.heard_at < now - NOTED) and may_log(device):
        changes["heard_at"] = now
    if changes:
        Device.objects.filter(pk=device.pk).update(**changes)
