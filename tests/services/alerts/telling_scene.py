"""A household with a meter, alerts of it, and a server to which its channel leads."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.alerts.channels.services import Wanted, make_channel
from harimi.service.alerts.models import Alert, AlertEvent, Channel, Rule, Telling
from harimi.service.alerts.telling.sending import tell_one
from harimi.service.captures.registration import register_meter
from harimi.service.meters.models import Register, Site
from harimi.service.platform import outbox
from harimi.service.platform.outbox import deliver_one
from tests.services.third_parties.scene import Server, asked
from tests.services.world import WANTED, home, person

SINCE = datetime(2026, 6, 1, tzinfo=UTC)
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass(frozen=True)
class House:
    """Whose alerts they are, of what, and by which rule."""

    owner: User
    site: Site
    register: Register
    rule: Rule


def house(email: str = "owner@example.jp") -> House:
    """A household with a pressure gauge that is watched for a limit."""
    owner = person(email)
    site = home(owner)
    register = register_meter(site, WANTED["pressure"])
    rule = Rule.objects.create(organization=site.organization, kind="limit", on=True, name="")
    return House(owner, site, register, rule)


@contextmanager
def answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on this machine, which the operator lets customers send to."""
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"inside": "127.0.0.1"}))
    made = Server()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def webhook(where: House, server: http.server.HTTPServer, **changed: Any) -> Channel:
    """A webhook that leads to the server."""
    told: dict[str, Any] = {
        "kind": "webhook",
        "name": "Hook",
        "settings": {"url": f"http://127.0.0.1:{server.server_address[1]}/in", "secret": KEY},
        "recipient": "Mine",
        "country": "JP",
        "language": "en",
    }
    wanted = Wanted(**{**told, **changed})
    return make_channel(where.site.organization, wanted, asked(), actor=where.owner, now=SINCE)


def opened(where: House, register: Register | None = None, **changed: Any) -> Alert:
    """An alert, and what everybody is told of it."""
    told: dict[str, Any] = {
        "organization": where.site.organization,
        "rule": where.rule,
        "kind": "limit",
        "register": register or where.register,
        "meter": (register or where.register).meter,
        "level": "alarm",
        "since": SINCE,
        "opened_at": timezone.now(),
        "told_at": timezone.now(),
        "at": SINCE,
        "figures": {"value": "1.62", "limit": "1.60", "upper": True},
    }
    alert = Alert.objects.create(**{**told, **changed})
    happened(alert, "opened")
    return alert


def happened(alert: Alert, what: str, **changed: Any) -> AlertEvent:
    """Something happens to an alert: the engine's part, in one transaction."""
    with transaction.atomic():
        for name, value in changed.items():
            setattr(alert, name, value)
        alert.save()
        event = AlertEvent.objects.create(alert=alert, what=what, at=timezone.now(), level=alert.level, step=alert.step)
        outbox.tell("alert.changed", {"alert": str(alert.pk), "event": event.pk, "what": what})
    return event


def ended(alert: Alert, what: str = "ended") -> AlertEvent:
    """It is over."""
    return happened(alert, what, state="ended", ended_at=timezone.now(), until=timezone.now(), ended_because="over")


def planned() -> None:
    """Everything that happened is planned."""
    while deliver_one():
        pass


def later() -> None:
    """The workers' time is over which channels wait: all that is to be told is due, and told."""
    planned()
    past = timezone.now() - timedelta(seconds=1)
    Telling.objects.filter(state="waiting").update(due_at=past)
    Channel.objects.exclude(due_at=None).update(due_at=past)
    while tell_one():
        pass
