"""A customer with a meter, what it shows, and outlets of theirs."""

import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.captures.registration import Wanted as Described
from harimi.service.captures.registration import register_meter
from harimi.service.meters.models import Register, Site
from harimi.service.outlets.models import Event, Outlet
from harimi.service.outlets.sending import send_one
from harimi.service.outlets.services import Wanted, make_outlet
from harimi.service.platform.outbox import deliver_one
from harimi.service.privacy.choices import Asked
from harimi.service.readings.models import Reading, State
from harimi.service.readings.writing import Said, Writer, follow, write
from tests.services.third_parties.scene import PUBLIC
from tests.services.world import home, person

START = datetime(2026, 4, 1, tzinfo=UTC)
EARLY = datetime(2026, 5, 1, tzinfo=UTC)
URL = "http://partner.example/take"
FAR = "93.184.216.35"


def customer(email: str = "owner@example.jp") -> tuple[User, Site]:
    """Somebody with a household."""
    owner = person(email)
    return owner, home(owner)


def water(site: Site, name: str = "Water") -> Register:
    """A counter of theirs."""
    return register_meter(site, Described(name, "drums", "m3", digits=5, decimals=1))


def say(register: Register, hour: float, value: int | None, state: State = State.ESTIMATED, carried: int = 0) -> None:
    """The register shows a value, and everybody hears of it."""
    write(register, START + timedelta(hours=hour), Said(value, carried, state, 0.99, None), why="test")
    heard()


def withdraw(register: Register, hour: float) -> None:
    """There is no such reading any more."""
    at, writer = START + timedelta(hours=hour), Writer()
    writer.take_back(register, Reading.objects.get(register=register, at=at), why="test")
    writer.write()
    follow(writer.changes)
    heard()


def heard() -> None:
    """What happened is told to everybody inside."""
    while deliver_one():
        pass


def asked(who: User) -> Asked:
    """They were asked."""
    return Asked("Send it there?", "en", "my_account", who.subject_id)


def outlet(owner: User, organization: Organization, kind: str = "webhook", **changed: Any) -> Outlet:
    """An outlet of theirs, made a while ago."""
    told: dict[str, Any] = {"kind": kind, "name": "Mine", "settings": {"url": URL}, "recipient": "Partner", "country": "JP"}
    return make_outlet(organization, Wanted(**{**told, **changed}), asked(owner), actor=owner, now=EARLY)


def sent() -> None:
    """All that is due is sent."""
    while send_one():
        pass


def later() -> None:
    """The time that an outlet waits for is over."""
    Outlet.objects.exclude(due_at=None).update(due_at=timezone.now())


def types() -> list[str]:
    """What was written into the journal, in order."""
    return list(Event.objects.order_by("number").values_list("type", flat=True))


def known(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Names of `.example` lead outside; to `partner` and `other` the operator lets customers send without encryption."""
    asked = socket.getaddrinfo

    def look_up(host: str, port: int, *args: Any, **options: Any) -> Any:
        near = host.startswith(("partner", "other"))
        told = (PUBLIC if near else FAR) if host.endswith(".example") else host
        return asked(told, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    settings.HARIMI = settings.HARIMI.model_copy(update={"inside": PUBLIC})
