"""What a ThingsBoard's gateway would be told, at a real broker in its place: no ThingsBoard runs here."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from harimi.service.egress.mqtt import Login
from harimi.service.outlets.kinds import thingsboard
from harimi.service.outlets.kinds.thingsboard import LARGEST, attributes, telemetry
from harimi.service.outlets.models import Event
from harimi.service.outlets.naming import Named
from harimi.service.readings.models import State
from tests.broker import mosquitto
from tests.instances.mosquitto import Mosquitto
from tests.services.outlets.listening import PASSWORD, USER, Listener, listening
from tests.services.outlets.scene import START, customer, outlet, say, sent, water, withdraw

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    """A real one, whose topics are those of this service's own part of it."""
    with mosquitto(tmp_path_factory.mktemp("broker") / "m", lambda _: None) as made:
        yield made


@pytest.fixture
def gateway(broker: Mosquitto, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    """Hears what a gateway says; a user of the broker stands for its token, and its topics begin with what that may write."""
    settings.HARIMI = settings.HARIMI.model_copy(update={"inside": "127.0.0.1"})
    for name in ("TELEMETRY", "ATTRIBUTES"):
        monkeypatch.setattr(thingsboard, name, f"harimi/{getattr(thingsboard, name)}")
    monkeypatch.setattr(thingsboard, "Login", lambda _: Login(USER, PASSWORD))
    with listening(broker, "harimi/v1/#") as made:
        yield made


def test_registers_are_devices_and_values_stand_at_their_moment(broker: Mosquitto, gateway: Listener) -> None:
    owner, site = customer()
    told = {"url": f"mqtt://127.0.0.1:{broker.port}", "token": "a token"}
    outlet(owner, site.organization, "thingsboard", settings=told)
    register = water(site, "水道")
    say(register, 1, 1000)
    say(register, 2, 1010)
    say(register, 1, 1005, State.CORRECTED)
    withdraw(register, 2)
    sent()
    name = f"水道 {register.pk.hex[:8]}"
    assert json.loads(gateway.of("attributes", 1)[0])[name]["unit"] == "m³"
    points = json.loads(gateway.of("telemetry", 1)[0])[name]
    assert [(one["ts"], one["values"].get("value"), one["values"]["valid"]) for one in points] == [
        (1_775_005_200_000, 100.5, True),
        (1_775_008_800_000, None, False),
    ]


def test_many_values_are_cut_into_messages_that_a_gateway_may_send() -> None:
    lamps = [{"name": "警報" * 30, "word": "on" * 20}] * 3
    data = {"value": "1.0", "total": "1.0", "state": "estimated", "confidence": 0.5, "lamps": lamps}
    registers = [Named(uuid4(), uuid4(), "本館" * 20, "計器" * 20, "", "", "m³", "state", 1, ()) for _ in range(200)]
    events: dict[tuple[UUID | None, datetime | None], Event] = {
        (one.id, START + timedelta(hours=n)): Event(data=data) for one in registers for n in range(2)
    }
    known = {one.id: one for one in registers}
    for bodies, most in ((telemetry(events, known), 400), (attributes(known), 200)):
        found = list(bodies)
        assert len(found) > 1
        assert max(len(one) for one in found) <= LARGEST
        assert sum(len(told) if isinstance(told, list) else 1 for one in found for told in json.loads(one).values()) == most
