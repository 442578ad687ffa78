"""What happened in one app and concerns another: a row in the same transaction, delivered at least once.

A handler may see the same event twice and must not mind. Handlers are registered by their apps when Django starts.
"""

from collections.abc import Callable
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from harimi.service.platform.leases import claim, finish
from harimi.service.platform.models import OutboxEvent
from harimi.service.platform.working import MOST, retry_in

Handler = Callable[[dict[str, Any]], None]
_HANDLERS: dict[str, list[Handler]] = {}
_GUARDS: list[Callable[[str, dict[str, Any]], None]] = []
log = structlog.stdlib.get_logger(__name__)


def on(topic: str, handler: Handler) -> None:
    """Calls `handler` with the payload of every event of `topic`."""
    known = _HANDLERS.setdefault(topic, [])
    if handler not in known:
        known.append(handler)


def guard(check: Callable[[str, dict[str, Any]], None]) -> None:
    """Has `check` look at every event before it is written; what it raises stops the event."""
    if check not in _GUARDS:
        _GUARDS.append(check)


def tell(topic: str, payload: dict[str, Any]) -> None:
    """Writes an event, where anybody listens to such; call it inside the transaction in which the thing happened."""
    for check in _GUARDS:
        check(topic, payload)
    if topic in _HANDLERS:
        OutboxEvent.objects.create(topic=topic, payload=payload, due_at=timezone.now())


def deliver_one() -> bool:
    """Delivers the oldest due event and forgets it; whether there was one."""
    event = claim(OutboxEvent.objects.all())
    if event is None:
        return False
    try:
        for handler in _HANDLERS.get(event.topic, ()):
            handler(event.payload)
    except Exception as error:  # whatever a handler raises, the event is not lost
        log.exception("an event was not delivered", row=str(event.id), topic=event.topic)
        _later(event, type(error).__name__)
        return True
    OutboxEvent.objects.filter(pk=event.pk, lease=event.lease).delete()
    return True


def _later(event: OutboxEvent, fault: str) -> None:
    again = None if event.tries >= MOST else timezone.now() + retry_in(event.tries)
    with transaction.atomic():
        finish(event, again_at=again, fault=fault)
