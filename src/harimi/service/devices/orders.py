"""What a camera is told with each answer, and what became of it; `asking` is how people ask for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.devices.models import Device, Order
from harimi.service.devices.models.order import OPEN
from harimi.service.devices.reported import may_log
from harimi.service.devices.services import stop
from harimi.service.devices.settings import told_to

Kind, State = Order.Kind, Order.State
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
