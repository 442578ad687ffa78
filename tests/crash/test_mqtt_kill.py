"""The intake of an MQTT broker is killed with -9 again and again while a camera publishes: nothing is lost, nothing doubled."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

from harimi.service.devices.broker import write_files
from harimi.service.devices.mqtt_hash import mosquitto_hash
from harimi.service.devices.tokens import END
from tests.broker import Camera, camera, mosquitto
from tests.instances.mosquitto import OWN, Mosquitto
from tests.meters import METERS, shot
from tests.running import PATIENCE, Running, running

START = datetime(2026, 4, 6, tzinfo=UTC)
PHOTOGRAPHS = int(os.environ.get("HARIMI_CRASH_PHOTOGRAPHS", "20"))
EVERY = 4
"""Photographs from one kill to the next."""
_SEED = """
from django.conf import settings
from harimi.service.project.setup import set_up
set_up()
from harimi.service.devices.models import Device
print(Device.objects.get(kind="camera").pk)
"""
_COUNT = """
from harimi.service.project.setup import set_up
set_up()
from harimi.service.captures.models import Capture
keys = Capture.objects.exclude(idempotency_key="").values_list("idempotency_key", flat=True)
print(*sorted(keys))
"""


def _written(device: str, token: str) -> Callable[[Path], None]:
    """Writes the broker's files for one camera, before a service knows them."""
    account = UUID(device), token[-END:], mosquitto_hash(token)
    user, password = OWN.split(":")
    return lambda folder: write_files(folder, user, password, [account])


@contextmanager
def _intake(service: Running, broker: Mosquitto) -> "Iterator[subprocess.Popen[bytes]]":
    environment = service.environment | {"HARIMI_MQTT_URL": broker.url}
    process = subprocess.Popen([sys.executable, "-m", "harimi", "mqtt"], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def test_nothing_is_lost_or_doubled_when_the_intake_is_killed(tmp_path: Path) -> None:
    folder, data = tmp_path / "mosquitto", tmp_path / "data"
    folder.mkdir()
    data.mkdir()
    with running(data, "energy") as service:
        device, token = service.ask_code(_SEED).strip(), f"hc_{uuid4().hex}"
        with mosquitto(folder, _written(device, token)) as broker, camera(broker.port, device, token) as one:
            _known(service, broker, one)
            sent, kills = 0, 0
            while sent < PHOTOGRAPHS:
                with _intake(service, broker) as process:
                    for _ in range(EVERY):
                        sent += 1
                        photo = shot(METERS["energy"], METERS["energy"].start + Decimal(sent) / 10, sent)
                        at = (START + timedelta(minutes=10 * sent)).isoformat()
                        assert one.publish("capture", photo, taken_at=at, idempotency_key=f"shot-{sent:03}") == 0
                    one.answer()
                    os.kill(process.pid, signal.SIGKILL)
                    kills += 1
            with _intake(service, broker):
                _until_all_are_there(service)
        held = service.ask_code(_COUNT).split()
    assert kills >= PHOTOGRAPHS // EVERY
    assert held == [f"shot-{n:03}" for n in range(1, PHOTOGRAPHS + 1)]


def _known(service: Running, broker: Mosquitto, one: Camera) -> None:
    """The intake was there once, so that the broker keeps for it what comes from now on."""
    with _intake(service, broker):
        deadline = time.monotonic() + PATIENCE
        while one.heard.empty() and time.monotonic() < deadline:
            one.publish("contact", b"{}")
            time.sleep(0.5)
        one.answer()


def _until_all_are_there(service: Running) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if len(service.ask_code(_COUNT).split()) >= PHOTOGRAPHS:
            return
        time.sleep(0.5)
