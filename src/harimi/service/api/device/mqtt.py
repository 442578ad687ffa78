"""What cameras say by an MQTT broker is answered by the views that answer it by HTTP.

Who speaks stands in the topic: the broker lets a camera publish under its own id alone.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from io import BytesIO
from typing import Any
from uuid import UUID

import structlog
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.http import HttpRequest
from ninja import Status
from pydantic import BaseModel

from harimi.service.api.device.common import refuse_suspended
from harimi.service.api.device.contact import contact
from harimi.service.api.device.handlers import fault
from harimi.service.api.device.measurements import device_measurements
from harimi.service.api.device.reported import device_log, device_report
from harimi.service.api.device.v1 import capture
from harimi.service.api.problems import ProblemError, body
from harimi.service.captures.mqtt import AwayError, Incoming
from harimi.service.devices.models import Device
from harimi.service.privacy.gate import using

log = structlog.stdlib.get_logger("harimi.mqtt")
View = Callable[[HttpRequest], Status[Any]]
VIEWS: Mapping[str, View] = {
    "capture": capture,
    "measurements": device_measurements,
    "contact": contact,
    "report": device_report,
    "log": device_log,
}
_HEADERS = {
    "taken-at": "HTTP_HARIMI_TAKEN_AT",
    "idempotency-key": "HTTP_IDEMPOTENCY_KEY",
    "part": "HTTP_HARIMI_PART",
    "value": "HTTP_HARIMI_VALUE",
    "settings": "HTTP_HARIMI_SETTINGS",
}
MOST = 5
"""Tries after which a message is refused that always fails though the database is there: it would hold up all others."""


@dataclass
class Intake:
    """Answers messages, one after the other."""

    _tries: Counter[bytes] = field(default_factory=Counter)

    def answer(self, incoming: Incoming) -> dict[str, Any]:
        """What became of a message; what it brought is durable then. Raises an `AwayError` where it must come again."""
        close_old_connections()
        try:
            with using("provision"):
                return _answered(incoming)
        except ProblemError as problem:
            return dict(body(problem))
        except Exception as error:  # database, store or limits may be away, each in words of its own
            self._again(incoming, error)
        return dict(body(fault()))

    def _again(self, incoming: Incoming, error: Exception) -> None:
        """Asks for the message once more, without end while the database is away, else `MOST` times."""
        if not _there():
            raise AwayError(str(error)) from error
        known = sha256(incoming.device.encode() + incoming.what.encode() + incoming.data).digest()
        self._tries[known] += 1
        log.exception("a message could not be kept", count=self._tries[known])
        if self._tries[known] < MOST:
            raise AwayError(str(error)) from error
        del self._tries[known]


def _answered(incoming: Incoming) -> dict[str, Any]:
    view = VIEWS.get(incoming.what)
    if view is None:
        why = f"nothing is known by that topic; publish to harimi/<id>/in/ with {', '.join(VIEWS)}"
        raise ProblemError(HTTPStatus.NOT_FOUND, "unknown_topic", why)
    request = _request(incoming)
    request.auth = _device(incoming.device)  # type: ignore[attr-defined]
    answer = view(request)
    told = answer.value.model_dump(mode="json") if isinstance(answer.value, BaseModel) else answer.value or {}
    return {**told, "status": answer.status_code}


def _device(name: str) -> Device:
    try:
        working = Device.objects.filter(kind=Device.Kind.CAMERA, stopped_at=None, organization__ended_at=None)
        found = working.filter(pk=UUID(name)).select_related("organization").first()
    except ValueError:
        found = None
    if found is None:
        why = "no camera that works has this id; write the broker's accounts anew with: harimi mqtt accounts FOLDER"
        raise ProblemError(HTTPStatus.UNAUTHORIZED, "unknown_device", why)
    refuse_suspended(found)
    return found


def _request(incoming: Incoming) -> HttpRequest:
    """The message as a request, so that its limits and its form are looked at in the same way."""
    told = {header: incoming.said[name] for name, header in _HEADERS.items() if name in incoming.said}
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "CONTENT_TYPE": "application/octet-stream",
            "CONTENT_LENGTH": str(len(incoming.data)),
            "wsgi.input": BytesIO(incoming.data),
            **told,
        }
    )


def _there() -> bool:
    """Whether the database answers."""
    try:
        connection.close_if_unusable_or_obsolete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True
