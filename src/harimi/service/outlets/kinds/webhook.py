"""Events to an address of the customer's, one request each, in order, signed as Standard Webhooks 1.0 says.

Source: https://www.standardwebhooks.com, "Specification": webhook-id, webhook-timestamp and webhook-signature, which is `v1,`
and the base64 of HMAC-SHA256 over `id.timestamp.body`, with the secret behind `whsec_` as the key.
"""

import json
import secrets
import time
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone
from pydantic import Field

from harimi.service.egress.web.destination import WEB
from harimi.service.egress.web.sending import line
from harimi.service.outlets.kinds.answers import heard
from harimi.service.outlets.kinds.kind import OutletSettings, Parcel
from harimi.service.outlets.models import Event

NAME = "webhook"
ITEMS = ("contract_data", "display_content")
SCHEMES = WEB
AT_ONCE = 100
FILLS = False
TEST = "test"
LASTS, EACH = 20.0, 10.0
"""Seconds after which no further request begins, and of one request."""


class Settings(OutletSettings):
    """`url` takes the events; `types` narrows them, all where it is empty."""

    url: str = Field(min_length=1, max_length=2000)
    secret: str = Field(default_factory=lambda: new_secret(), pattern=r"^whsec_[A-Za-z0-9+/=]{32,100}$")
    types: tuple[str, ...] = ()


def new_secret() -> str:
    """By which the other side knows that it was us."""
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


def address(settings: Settings) -> str:
    """Where it is reached."""
    return settings.url


def wants(settings: Settings, event: Event) -> bool:
    """Those that somebody chose."""
    return not settings.types or event.type in settings.types


def send(parcel: Parcel) -> None:
    """One after the other by one connection; the first that is not taken ends it, and so does its time."""
    settings: Settings = parcel.settings
    until = time.monotonic() + LASTS
    with line(parcel.departure, settings.url, lasts=EACH) as opened:
        for event in parcel.events:
            if time.monotonic() > until:
                return
            body = body_of(event)
            heard(opened.post(body, headers(settings.secret, str(event.pk), timezone.now(), body)))
            parcel.taken(event)


def test(parcel: Parcel) -> None:
    """An event of a type of its own, without a number, signed like any."""
    settings: Settings = parcel.settings
    now = timezone.now()
    body = _json({"type": TEST, "timestamp": now.isoformat(), "data": {}})
    with line(parcel.departure, settings.url, lasts=EACH) as opened:
        heard(opened.post(body, headers(settings.secret, str(uuid4()), now, body)))


def body_of(event: Event) -> bytes:
    """What is sent: the same bytes each time."""
    told: dict[str, Any] = {
        "type": event.type,
        "timestamp": event.made_at.isoformat(),
        "number": event.number,
        "data": event.data,
    }
    return _json(told)


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def headers(secret: str, name: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """The signature is made by the library of those who wrote the standard."""
    from standardwebhooks import Webhook

    signature = Webhook(secret).sign(name, at, body.decode())
    told = {"webhook-id": name, "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
    return told | {"Content-Type": "application/json"}
