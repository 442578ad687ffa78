"""Cameras that speak MQTT 5: who may say what, what becomes of it, and that nothing is lost while we are away."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from harimi.service.api.device import mqtt as intake_module
from harimi.service.api.device.common import limiter
from harimi.service.api.device.mqtt import MOST, Intake
from harimi.service.captures.models import Capture, Cut
from harimi.service.captures.mqtt import AwayError, Broker, BrokerRefusedError, Incoming, listen
from harimi.service.devices.broker import write_accounts
from harimi.service.devices.models import Device, DeviceToken
from harimi.service.devices.mqtt_hash import mosquitto_hash
from harimi.service.devices.services import new_camera, stop
from harimi.service.devices.tokens import good_tokens, make_token, revoke
from harimi.service.project.config import Config
from harimi.service.project.supervisor import children_of
from harimi.service.readings.models import Attempt
from tests.broker import Camera, RefusedError, camera, mosquitto
from tests.instances.mosquitto import OWN, Mosquitto
from tests.meters import METERS, shot
from tests.running import fill
from tests.services.world import World, hours, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)
NOT_AUTHORIZED = 135
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)


def _accounts(folder: Path) -> int:
    return write_accounts(folder, *OWN.split(":"))


@pytest.fixture
def made() -> World:
    limiter().storage.reset()
    made = world("energy", since=START)
    work()
    return made


@pytest.fixture
def broker(made: World, tmp_path: Path) -> Iterator[Mosquitto]:
    folder = tmp_path / "mosquitto"
    folder.mkdir()
    with mosquitto(folder, _accounts) as started:
        yield started


@contextmanager
def _listening(broker: Mosquitto, answer: Callable[[Incoming], Any] | None = None, name: str = "test") -> Iterator[None]:
    """An intake in a thread of its own."""
    end, faults = threading.Event(), list[BaseException]()

    def run() -> None:
        try:
            listen(Broker.of(broker.url), name, answer or Intake().answer, end)
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join(20)
    assert not faults


def _subscribed(broker: Mosquitto) -> None:
    """Lets the intake be known to the broker, so that it keeps what comes from now on."""
    with _listening(broker), _joined(broker, *_any()) as one:
        one.publish("contact", b"{}")
        one.answer()


def _any() -> tuple[Device, str]:
    return new_camera(Device.objects.get().organization, "Another")


@contextmanager
def _joined(broker: Mosquitto, device: Device, token: str) -> Iterator[Camera]:
    _accounts(broker.folder)
    broker.read_again()
    with camera(broker.port, str(device.pk), token) as joined:
        yield joined


def _photo(n: int) -> bytes:
    return shot(METERS["energy"], METERS["energy"].start + n, n)


def _at(n: int) -> str:
    return (START + hours(n)).isoformat()


def test_a_photograph_is_answered_after_it_is_kept_and_read_like_any_other(made: World, broker: Mosquitto) -> None:
    with _listening(broker), camera(broker.port, str(made.device.pk), made.token) as one:
        one.publish("capture", _photo(1), about=b"first", taken_at=_at(1), idempotency_key="a", value="8766.41", settings="0")
        correlation, answer = one.heard.get(timeout=20)
        one.publish("capture", _photo(1), taken_at=_at(1), idempotency_key="a")
        again = one.answer()
    assert (correlation, answer["status"], again["status"]) == (b"first", 201, 200)
    assert answer["id"] == again["id"]
    assert set(answer["orders"]) == {"now", "settings", "commands"}
    work()
    assert values(made.register) == [876541, 876641]
    assert Attempt.objects.get(taken_at=START + hours(1)).told == 876641


def test_all_that_the_addresses_take_is_taken(made: World, broker: Mosquitto) -> None:
    with _listening(broker), camera(broker.port, str(made.device.pk), made.token) as one:
        one.publish("measurements", json.dumps([{"at": _at(1), "value": "8766.10"}]).encode())
        assert [told["status"] for told in one.answer()["outcomes"]] == [201]
        one.publish("contact", b"{}", settings="12345")
        assert one.answer()["orders"]["settings"]["every_minutes"] == 60
        one.publish("report", b"{}")
        assert one.answer()["code"] == "no_consent"
        one.publish("log", b"[]")
        assert one.answer()["status"] in (200, 204)
    made.device.refresh_from_db()
    assert made.device.settings_known == 12345


@pytest.mark.parametrize(
    ("what", "data", "code"),
    [
        ("capture", b"no picture", "not_a_photo"),
        ("capture", b"", "not_a_photo"),
        ("contact", b"\xff\xfe", "bad_body"),
        ("measurements", b"{}", "bad_body"),
        ("anything", b"x", "unknown_topic"),
    ],
)
def test_a_poisoned_message_is_refused_and_the_next_one_is_taken(
    made: World, broker: Mosquitto, what: str, data: bytes, code: str
) -> None:
    with _listening(broker), camera(broker.port, str(made.device.pk), made.token) as one:
        one.publish(what, data)
        assert one.answer()["code"] == code
        one.publish("capture", _photo(1), taken_at=_at(1))
        assert one.answer()["status"] == 201


def test_a_camera_speaks_for_itself_alone(made: World, broker: Mosquitto) -> None:
    other, token = _any()
    with _listening(broker):
        with _joined(broker, other, token) as stranger:
            assert stranger.publish("capture", _photo(1), of=str(made.device.pk), taken_at=_at(1)) == NOT_AUTHORIZED
        with _joined(broker, made.device, made.token) as one:
            one.publish("contact", b"{}")
            assert one.answer()["status"] == 200
    assert Capture.objects.count() == 1


def test_a_camera_hears_its_own_answers_alone(made: World, broker: Mosquitto) -> None:
    other, token = _any()
    with _listening(broker), _joined(broker, other, token) as stranger:
        stranger.client.subscribe([(f"harimi/{made.device.pk}/out/#", 1), ("harimi/+/out/#", 1), ("harimi/#", 1)])
        with camera(broker.port, str(made.device.pk), made.token) as one:
            one.publish("contact", b"{}")
            one.answer()
        stranger.publish("contact", b"{}", about=b"mine")
        heard = [stranger.heard.get(timeout=20)[0]]
        time.sleep(0.5)
        heard += [stranger.heard.get()[0] for _ in range(stranger.heard.qsize())]
    assert set(heard) == {b"mine"}


def test_the_broker_knows_who_may_come_in(made: World, broker: Mosquitto) -> None:
    for token in ("hc_wrong", ""):
        with pytest.raises(RefusedError), camera(broker.port, str(made.device.pk), token):
            pass
    newer = make_token(made.device)
    for token in (newer, made.token):
        with _joined(broker, made.device, token):
            pass
    revoke(good_tokens(made.device)[1])
    with pytest.raises(RefusedError), _joined(broker, made.device, made.token):
        pass
    with _joined(broker, made.device, newer):
        pass
    for one in good_tokens(made.device):
        revoke(one)
    assert _accounts(broker.folder) == 0
    broker.read_again()
    with pytest.raises(RefusedError), camera(broker.port, str(made.device.pk), newer):
        pass


def test_a_stopped_camera_has_no_account_and_is_not_heard(made: World, broker: Mosquitto) -> None:
    with _listening(broker), camera(broker.port, str(made.device.pk), made.token) as one:
        stop(made.device)
        one.publish("capture", _photo(1), taken_at=_at(1))
        assert one.answer()["code"] == "unknown_device"
    assert _accounts(broker.folder) == 0
    assert Capture.objects.count() == 1


def test_accounts_are_for_their_owner_only_and_hold_no_token(made: World, tmp_path: Path) -> None:
    assert _accounts(tmp_path / "new") == 1
    for name in ("passwords", "acl"):
        assert (tmp_path / "new" / name).stat().st_mode & 0o777 == 0o600
    text = (tmp_path / "new" / "passwords").read_text()
    assert made.token not in text
    assert "a long secret" not in text
    assert sorted(line.split(":")[0] for line in text.splitlines()) == sorted(["harimi", f"{made.device.pk}.{made.token[-4:]}"])
    assert not [file for file in (tmp_path / "new").iterdir() if file.name.startswith(".")]


def test_what_comes_while_we_are_away_is_waiting(made: World, broker: Mosquitto) -> None:
    _subscribed(broker)
    with _joined(broker, made.device, made.token) as one:
        for n in range(1, 6):
            assert one.publish("capture", _photo(n), taken_at=_at(n)) == 0
        assert Capture.objects.count() == 1
        with _listening(broker):
            assert [one.answer()["status"] for _ in range(5)] == [201] * 5
    assert Capture.objects.count() == 6


def test_while_the_database_is_away_nothing_is_acknowledged(made: World, broker: Mosquitto) -> None:
    """The intake breaks its connection; the broker sends once more what it did not acknowledge."""
    seen, real = list[str](), Intake()

    def answer(incoming: Incoming) -> Any:
        seen.append(incoming.what)
        if len(seen) < 4:
            raise AwayError("the database is away")
        return real.answer(incoming)

    with _listening(broker, answer), camera(broker.port, str(made.device.pk), made.token) as one:
        one.publish("capture", _photo(1), taken_at=_at(1))
        assert one.answer()["status"] == 201
    assert len(seen) == 4
    assert Capture.objects.count() == 2


def test_a_database_that_is_away_is_waited_for_and_a_message_that_always_fails_is_not(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> Any:
        raise OperationalError("too many connections")

    monkeypatch.setitem(vars(intake_module)["VIEWS"], "contact", broken)
    incoming, intake = Incoming(str(made.device.pk), "contact", b"{}", {}), Intake()
    for _ in range(MOST - 1):
        with pytest.raises(AwayError):
            intake.answer(incoming)
    assert intake.answer(incoming)["code"] == "fault"
    monkeypatch.setattr(intake_module, "_there", lambda: False)
    for _ in range(3 * MOST):
        with pytest.raises(AwayError):
            intake.answer(incoming)


def test_several_intakes_share_and_each_message_is_one(made: World, broker: Mosquitto) -> None:
    counted: dict[str, int] = {"a": 0, "b": 0}

    def counting(name: str) -> Callable[[Incoming], Any]:
        real = Intake()

        def answer(incoming: Incoming) -> Any:
            counted[name] += 1
            return real.answer(incoming)

        return answer

    with (
        _listening(broker, counting("a"), "a"),
        _listening(broker, counting("b"), "b"),
        camera(broker.port, str(made.device.pk), made.token) as one,
    ):
        for n in range(1, 9):
            one.publish("capture", _photo(n), taken_at=_at(n))
        assert sorted(one.answer()["status"] for _ in range(8)) == [201] * 8
    assert counted["a"] + counted["b"] == 8
    assert min(counted.values()) > 0
    assert Cut.objects.count() == 9


def test_an_intake_that_the_broker_refuses_says_why(made: World, broker: Mosquitto) -> None:
    wrong = Broker("127.0.0.1", broker.port, secure=False, user="harimi", password="wrong")
    with pytest.raises(BrokerRefusedError, match="Not authorized"):
        listen(wrong, "x", Intake().answer, threading.Event())


def test_the_urls_of_brokers() -> None:
    assert Broker.of("mqtt://a%20b:p%40ss@host") == Broker("host", 1883, False, "a b", "p@ss")
    assert Broker.of("mqtts://host:9999") == Broker("host", 9999, True, "", "")
    assert Broker.of("mqtts://u:p@host").port == 8883


def test_serve_keeps_an_intake_where_a_broker_is_named() -> None:
    assert [child.name for child in children_of(Config())] == ["web server", "worker 1"]
    named = children_of(Config(mqtt_url="mqtt://harimi:secret@localhost"))
    assert [child.name for child in named] == ["web server", "worker 1", "MQTT intake"]


@pytest.mark.parametrize(
    ("url", "what", "status", "said"),
    [
        ("", [], 2, "HARIMI_MQTT_URL names no broker"),
        ("", ["accounts", "x"], 2, "HARIMI_MQTT_URL names no broker"),
        ("http://localhost", ["accounts", "x"], 2, "must look like mqtt://"),
        ("mqtt://localhost", ["accounts", "x"], 2, "needs the service's own user"),
        ("mqtt://a:b@localhost", ["accounts", "/dev/null/x"], 1, "cannot be written"),
    ],
)
def test_the_command_says_what_is_missing(tmp_path: Path, url: str, what: list[str], status: int, said: str) -> None:
    fill(tmp_path)
    environment = os.environ | {"HARIMI_DATA_DIR": str(tmp_path), "HARIMI_DATABASE_URL": "", "HARIMI_MQTT_URL": url}
    command = [sys.executable, "-m", "harimi", "mqtt", *what]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.returncode == status, run.stderr
    assert said in run.stderr


def test_hashes_are_salted() -> None:
    first, second = mosquitto_hash("hc_x"), mosquitto_hash("hc_x")
    assert first != second
    assert first.startswith("$7$101$")
    assert len(first) <= (DeviceToken._meta.get_field("broker_hash").max_length or 0)
