"""A real broker: the newest value, retained, found by Home Assistant's own schema; nothing that counts ever falls."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from harimi.service.captures.registration import Wanted as Described
from harimi.service.captures.registration import register_meter
from harimi.service.devices.services import install, new_camera
from harimi.service.meters.models import Meter, Register
from harimi.service.outlets import journal
from harimi.service.outlets.kinds.homeassistant import discovery
from harimi.service.outlets.kinds.mqtt import Settings, topics_of
from harimi.service.outlets.models import Outlet, Shown
from harimi.service.outlets.naming import Named, watched_by
from harimi.service.outlets.services import remove
from harimi.service.outlets.waiting import waiting
from harimi.service.platform.outbox import tell
from harimi.service.readings.imports.reading_write import IMPORTED
from harimi.service.readings.models import Reading, State
from tests.broker import mosquitto
from tests.instances import homeassistant
from tests.instances.mosquitto import Mosquitto
from tests.instances.program import absent
from tests.services.outlets.listening import PASSWORD, USER, Listener, listening
from tests.services.outlets.scene import START, customer, heard, later, outlet, say, sent, water, withdraw

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]
SETTLED = State.CONFIRMED


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    """A real one, at which the customer may write what begins with `harimi`."""
    with mosquitto(tmp_path_factory.mktemp("broker") / "m", lambda _: None) as made:
        yield made


@pytest.fixture(autouse=True)
def let_in(settings: Any) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"inside": "127.0.0.1"})


@pytest.fixture
def listener(broker: Mosquitto) -> Iterator[Listener]:
    """Whoever comes later: hears what is retained, and what comes then, in order."""
    with listening(broker, "harimi/#") as made:
        yield made


def _outlet(broker: Mosquitto, owner: Any, site: Any, **changed: str) -> Outlet:
    told = {"url": f"mqtt://127.0.0.1:{broker.port}", "user": USER, "password": PASSWORD, "discovery": "harimi/discovery"}
    return outlet(owner, site.organization, "mqtt", settings={**told, **changed})


def _values(listener: Listener, register: Register, most: int) -> list[str]:
    found = listener.of(f"{register.pk}/state", most)
    return [json.loads(body)["total"] for body in found]


def test_only_settled_totals_are_shown_and_none_that_falls(broker: Mosquitto, listener: Listener) -> None:
    owner, site = customer()
    _outlet(broker, owner, site)
    register = water(site)
    say(register, 1, 1000, SETTLED)
    say(register, 2, 9999)
    say(register, 0.5, 990, SETTLED)
    sent()
    say(register, 2, 1010, State.CORRECTED)
    say(register, 3, 1008, State.CORRECTED)
    say(register, 4, 1020, SETTLED)
    sent()
    assert _values(listener, register, 3) == ["100.0", "101.0", "102.0"]
    time.sleep(0.3)
    assert len(_values(listener, register, 3)) == 3


def test_a_gauge_is_shown_as_it_is_and_late_photographs_are_not(broker: Mosquitto, listener: Listener) -> None:
    owner, site = customer()
    _outlet(broker, owner, site)
    register = register_meter(site, Described("Boiler", "dial", "MPa", low=Decimal(0), high=Decimal(2)))
    for hour, value in ((1, 10), (3, 8), (2, 9)):
        say(register, hour, value)
    sent()
    found = listener.of(f"{register.pk}/state", 2)
    assert [json.loads(body)["at"] for body in found] == ["2026-04-01T01:00:00Z", "2026-04-01T03:00:00Z"]


def test_a_gauge_that_is_withdrawn_gives_way_to_the_newest_value_that_is_believed(
    broker: Mosquitto, listener: Listener
) -> None:
    owner, site = customer()
    _outlet(broker, owner, site)
    register = register_meter(site, Described("Boiler", "dial", "MPa", low=Decimal(0), high=Decimal(2)))
    for hour, value in ((1, 10), (2, 12), (3, 20)):
        say(register, hour, value)
    sent()
    say(register, 3, None, State.REJECTED)
    sent()
    withdraw(register, 1)
    withdraw(register, 2)
    sent()
    say(register, 0.5, 8)
    sent()
    found = [json.loads(body) for body in listener.of(f"{register.pk}/state", 6)]
    assert [one["at"][11:13] for one in found[3:]] == ["02", "02", "00"]
    assert [one["value"] is None for one in found[3:]] == [False, True, False]


def test_an_outlet_that_is_made_anew_shows_no_smaller_total(broker: Mosquitto, listener: Listener) -> None:
    owner, site = customer()
    made = _outlet(broker, owner, site)
    register = water(site)
    say(register, 1, 9000, SETTLED)
    sent()
    say(register, 1, 1000, State.CORRECTED)
    sent()
    remove(made, actor=owner)
    _outlet(broker, owner, site)
    say(register, 2, 1010, SETTLED)
    say(register, 3, 9010, SETTLED)
    sent()
    assert _values(listener, register, 2) == ["900.0", "901.0"]
    assert len(listener.of(f"{register.pk.hex}_total/config", 2)) == 2, "announced by each"


def test_a_new_topic_and_a_day_that_passed_announce_anew(broker: Mosquitto, listener: Listener) -> None:
    owner, site = customer()
    made = _outlet(broker, owner, site)
    register = water(site)
    end = f"{register.pk.hex}_total/config"
    for hour in (1, 2, 3):
        say(register, hour, 1000 + hour, SETTLED)
        sent()
        Shown.objects.filter(announced_at__lt=timezone.now()).update(announced_at=timezone.now() - timedelta(hours=13 * hour))
    assert len(listener.of(end, 2)) == 2
    made.settings = made.settings.replace('"topic":"harimi"', '"topic":"harimi/here"')
    made.save()
    say(register, 4, 1004, SETTLED)
    sent()
    assert json.loads(listener.of(end, 3)[2])["state_topic"] == f"harimi/here/{register.pk}/state"


def test_values_that_came_in_a_table_are_shown_where_they_are_newer(broker: Mosquitto, listener: Listener) -> None:
    owner, site = customer()
    _outlet(broker, owner, site)
    register = water(site)
    say(register, 1, 1000, SETTLED)
    sent()
    for hour, value in ((0.5, 900), (2, 1010), (3, 1020)):
        at = START + timedelta(hours=hour)
        Reading.objects.create(register=register, at=at, value=value, state=SETTLED, changed_at=START)
    first, last = START, START + timedelta(hours=3)
    tell(IMPORTED, {"register": str(register.pk), "from": first.isoformat(), "to": last.isoformat(), "count": 3})
    heard()
    sent()
    assert _values(listener, register, 2) == ["100.0", "102.0"]


def test_a_register_is_announced_once_and_again_when_its_name_changes(broker: Mosquitto, listener: Listener) -> None:
    owner, site = customer()
    _outlet(broker, owner, site)
    register = water(site, "水道メーター")
    for hour in (1, 2):
        say(register, hour, 1000 + hour, SETTLED)
        sent()
    end = f"{register.pk.hex}_total/config"
    assert len(listener.of(end, 1)) == 1
    Meter.objects.filter(pk=register.meter_id).update(name="Water of the house")
    say(register, 3, 1003, SETTLED)
    sent()
    found = [json.loads(one) for one in listener.of(end, 2)]
    assert [one["device"]["name"] for one in found] == ["水道メーター", "Water of the house"]
    assert [one["device_class"] for one in found] == ["water", "water"]


def test_meters_of_a_silent_camera_are_not_available_until_it_is_heard(broker: Mosquitto, listener: Listener) -> None:
    owner, site = customer()
    _outlet(broker, owner, site)
    register = water(site)
    device, _ = new_camera(site.organization, "Camera")
    install(device, register.meter, since=START)
    for kind, what in (("alert.opened", "silence"), ("alert.opened", "limit"), ("alert.ended", "silence")):
        with transaction.atomic():
            journal.write(site.organization_id, kind, {"kind": what, "device_id": str(device.pk)})
    sent()
    assert listener.of(f"{register.pk}/availability", 2) == ["offline", "online"]


def test_nothing_is_told_of_the_meters_that_a_camera_watches_for_somebody_else() -> None:
    owner, site = customer()
    other_owner, other = customer("other@example.jp")
    device, _ = new_camera(site.organization, "Camera")
    install(device, water(other).meter, since=START)
    told = {"url": "mqtt://127.0.0.1:1883"}
    mine, theirs = (
        outlet(*one, "mqtt", settings=told) for one in ((owner, site.organization), (other_owner, other.organization))
    )
    assert watched_by(str(device.pk), mine) == []
    assert len(watched_by(str(device.pk), theirs)) == 1


def test_a_broker_that_hangs_up_at_once_was_not_reached() -> None:
    owner, site = customer()
    with socket.create_server(("127.0.0.1", 0)) as door:
        stop = threading.Thread(target=lambda: door.accept()[0].close(), daemon=True)
        stop.start()
        made = outlet(owner, site.organization, "mqtt", settings={"url": f"mqtt://127.0.0.1:{door.getsockname()[1]}"})
        say(water(site), 1, 1000, SETTLED)
        began = time.monotonic()
        sent()
        stop.join(5)
    made.refresh_from_db()
    assert (made.fault, time.monotonic() - began < 5) == ("unreached", True)


def test_a_broker_that_is_away_or_lets_nobody_in_is_named_and_nothing_is_lost(broker: Mosquitto, listener: Listener) -> None:
    owner, site = customer()
    made = _outlet(broker, owner, site, password="wrong")
    register = water(site)
    say(register, 1, 1000, SETTLED)
    sent()
    made.refresh_from_db()
    assert made.fault == "login"
    right = {"url": f"mqtt://127.0.0.1:{broker.port}", "user": USER, "password": PASSWORD}
    made.settings = Settings(**{**right, "url": "mqtt://127.0.0.1:9"}).model_dump_json()
    made.save()
    later()
    sent()
    made.refresh_from_db()
    assert (made.fault, waiting(made).count()) == ("unreached", 1)
    made.settings = Settings(**right, topic="elsewhere", discovery="").model_dump_json()
    made.save()
    later()
    sent()
    made.refresh_from_db()
    assert made.fault == "topic"
    made.settings = Settings(**right, discovery="").model_dump_json()
    made.save()
    later()
    sent()
    assert _values(listener, register, 1) == ["100.0"]


KINDS = [
    ("counter", "kWh", "電力量計", "energy"),
    ("counter", "m³", "水道メーター", "water"),
    ("counter", "m³", "ガスメーター", "gas"),
    ("counter", "m³", "計器1", None),
    ("counter", "L", "Water", "water"),
    ("gauge", "kPa", "圧力計", "pressure"),
    ("gauge", "MPa", "圧力計", None),
    ("gauge", "℃", "温度計", "temperature"),
    ("gauge", "m³/h", "流量計", "volume_flow_rate"),
    ("gauge", "kWh", "変な計器", None),
    ("gauge", "", "Scale", None),
    ("state", "", "Panel", None),
]


def test_home_assistants_own_schema_takes_every_kind_of_register() -> None:
    if why := homeassistant.installed():
        absent(why)
    lamps = (("Alarm", "off", "it's on"),)
    configs = list[str]()
    for kind, unit, name, _ in KINDS:
        one = Named(Meter().pk, Meter().pk, "本館", name, "", "", unit, kind, 1, lamps if kind == "state" else ())
        configs += [json.dumps(told) for _, told in discovery(one, topics_of(Settings(url="mqtts://x"), one), "homeassistant")]
    found = homeassistant.understood(configs)
    assert all(one["fits"] for one in found)
    assert len({one["id"] for one in found}) == len(found) == 4 * len(KINDS)
    counted = {"counter": "total_increasing", "gauge": "measurement", "state": None}
    assert [(one["class"], one["state"]) for one in found[::4]] == [(told, counted[kind]) for kind, _, _, told in KINDS]
