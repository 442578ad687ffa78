"""Celery on a real RabbitMQ and a real Redis: bells are heard, and a bell that is lost or doubled changes nothing."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from harimi.service.project.config import Config
from tests.instances import rabbitmq, redis
from tests.instances.program import absent, open_folder
from tests.meters import METERS, shot
from tests.running import PATIENCE, Running, running

START = datetime(2026, 4, 6, 0, 10, tzinfo=UTC)
Broker = redis.Redis | rabbitmq.RabbitMQ


@pytest.fixture(params=["redis", "rabbitmq"], scope="module")
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    why = (redis if request.param == "redis" else rabbitmq).installed()
    if why:
        absent(why)
    with open_folder(request.param) as folder:
        made: Broker = redis.Redis(folder / "own") if request.param == "redis" else rabbitmq.RabbitMQ(folder / "own")
        made.start()
        yield made
        made.stop()


@pytest.fixture(scope="module")
def service(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("service"), "energy", settings={"HARIMI_BROKER_URL": broker.url}) as made:
        yield made


def _send(service: Running, hour: int) -> float:
    """Seconds until the photograph was acknowledged."""
    living = METERS["energy"]
    headers = {"Authorization": f"Bearer {service.seeded['token']}", "Content-Type": "image/jpeg"}
    headers["Harimi-Taken-At"] = START.replace(hour=hour).isoformat()
    data, began = shot(living, living.start + hour, hour), time.monotonic()
    httpx.post(f"{service.url}/api/device/v1/captures", content=data, headers=headers, timeout=60).raise_for_status()
    return time.monotonic() - began


def _readings(service: Running, count: int) -> int:
    """How many readings there are once there are `count`."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = int(service.ask_code(_COUNT))
        if found >= count or time.monotonic() > deadline:
            return found
        time.sleep(0.3)


_COUNT = (
    "from harimi.service.project.setup import set_up; set_up()\n"
    "from harimi.service.readings.models import Reading\n"
    "from harimi.service.privacy.gate import using\n"
    "with using('provision'): print(Reading.objects.count())"
)


def test_a_photograph_is_read_by_a_pool(service: Running) -> None:
    _send(service, 1)
    assert _readings(service, 2) == 2
    commands = [Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in service.children()]
    assert any("--part pool" in command for command in commands)


def test_bells_that_nobody_needs_change_nothing(service: Running) -> None:
    service.ask_code(_RING)
    _send(service, 2)
    assert _readings(service, 3) == 3


_RING = (
    "from harimi.service.project.setup import set_up; set_up()\n"
    "from harimi.service.platform.broker import rung\n"
    "for name in ('read', 'settle', 'read', 'unheard of'): rung(name)"
)


def test_without_its_broker_the_service_takes_and_reads_photographs_and_goes_on_with_it(
    service: Running, broker: Broker
) -> None:
    broker.kill()
    try:
        _send(service, 3)
        assert _readings(service, 4) == 4
        _send(service, 4)
        assert _readings(service, 5) == 5
    finally:
        broker.start()
    _send(service, 5)
    assert _readings(service, 6) == 6


def test_a_broker_of_another_kind_is_refused_in_words() -> None:
    with pytest.raises(ValidationError, match="must begin with amqp:// or redis://"):
        Config(broker_url="kafka://host")


def test_a_broker_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "broker").write_text("amqp://user:secret@host/harimi\n")
    assert Config(broker_url_file=tmp_path / "broker").broker == "amqp://user:secret@host/harimi"
    assert os.environ.get("HARIMI_BROKER_URL", "") == ""
