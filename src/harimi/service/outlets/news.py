"""What layers beside and below have to tell outlets: alerts and cameras. Each thing that happened becomes one event."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.signals import post_save

from harimi.service.accounts.models import Activity
from harimi.service.outlets import journal
from harimi.service.outlets.models import Event
from harimi.service.platform.outbox import on

ALERT_OPENED, ALERT_CHANGED, ALERT_ENDED, DEVICE = "alert.opened", "alert.changed", "alert.ended", "device.changed"
TYPES = (ALERT_OPENED, ALERT_CHANGED, ALERT_ENDED, DEVICE)
_CAMERAS = "device."
_NAMES = uuid.UUID("6f6a1f0e-5f2c-4a8e-9a53-6a1a1d2f0c11")
"""Of what happened to alerts, from whose numbers those of events are made: the same twice is one event."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened in an organization; `key` is its own and makes it be told once."""

    organization: UUID
    type: str
    data: Mapping[str, Any]
    key: str
    register: UUID | None = None
    at: datetime | None = None


def hear(topic: str, say: Callable[[dict[str, Any]], News | None]) -> None:
    """A layer above knows how what the outbox tells is said outside; for some of it nobody needs to hear."""

    def handle(payload: dict[str, Any]) -> None:
        news = say(payload)
        if news is not None:
            _write(news)

    on(topic, handle)


def watch_cameras() -> None:
    """What people do to cameras is told, too. Called once Django has started."""
    post_save.connect(_camera, sender=Activity, weak=False, dispatch_uid="outlets: cameras")


def _write(news: News) -> None:
    pk = uuid.uuid5(_NAMES, news.key)
    with transaction.atomic():
        if journal.hold(news.organization) is None or Event.objects.filter(pk=pk).exists():
            return
        journal.write(news.organization, news.type, news.data, register=news.register, at=news.at, pk=pk)


def _camera(instance: Activity, *, created: bool, **_: object) -> None:
    """In the transaction of what was done."""
    if created and instance.action.startswith(_CAMERAS) and instance.about:
        told = {"device_id": instance.about, "what": instance.action.removeprefix(_CAMERAS)}
        with transaction.atomic():
            journal.write(instance.organization_id, DEVICE, told | {"at": instance.at.astimezone(UTC).isoformat()})
