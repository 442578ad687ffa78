"""`harimi doctor` on a service that runs, on one whose worker was killed, and on folders that are none."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import Running, running

FORGET = """
from harimi.service.project.setup import set_up
set_up()
from harimi.service.platform.models import Heartbeat
Heartbeat.objects.all().delete()
"""


def _doctor(environment: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "harimi", "doctor", *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _levels(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    found = [json.loads(line) for line in done.stdout.splitlines()]
    worst: dict[str, str] = {}
    for one in found:
        worst[one["about"]] = max(worst.get(one["about"], "fine"), one["level"], key=["fine", "look", "bad"].index)
    return worst


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("doctor"), "energy") as found:
        yield found


def test_a_service_that_runs_has_nothing_bad(service: Running) -> None:
    done = _doctor(service.environment, "--json")
    levels = _levels(done)
    assert _levels(_doctor(service.environment | {"http_proxy": "http://127.0.0.1:9"}, "--json"))["web"] == "fine"
    assert (done.returncode, [about for about, level in levels.items() if level == "bad"]) == (0, [])
    assert levels["workers"] == levels["web"] == levels["database"] == levels["store"] == "fine"
    assert levels["mail"] == "look"
    said = _doctor(service.environment).stdout
    assert "HARIMI_SMTP_URL" in said
    assert service.seeded["token"] not in said


def test_what_is_broken_is_bad_with_what_to_do(service: Running) -> None:
    keys = Path(service.environment["HARIMI_DATA_DIR"]) / "secrets" / "field-keys"
    kept = keys.read_bytes()
    keys.unlink()
    environment = service.environment | {"HARIMI_PORT": "9"}
    try:
        done = _doctor(environment, "--json")
    finally:
        keys.write_bytes(kept)
    assert done.returncode == 1
    assert {about for about, level in _levels(done).items() if level == "bad"} >= {"keys", "web"}
    assert all(one["do"] for one in map(json.loads, done.stdout.splitlines()) if one["level"] != "fine")


def test_without_a_service_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    nowhere = os.environ | {"HARIMI_DATA_DIR": str(tmp_path / "nowhere")}
    done = _doctor(nowhere)
    assert done.returncode == 2
    assert "harimi serve" in done.stderr
    wrong = _doctor(os.environ | {"HARIMI_DATABASE_URL": "mysql://x"})
    assert (wrong.returncode, "HARIMI_DATABASE_URL" in wrong.stderr) == (2, True)


def test_a_service_that_ended_says_that_nobody_works(tmp_path: Path) -> None:
    with running(tmp_path, "energy") as service:
        service.process.send_signal(signal.SIGTERM)
        service.process.wait(30)
        code = (
            "from harimi.service.project.setup import set_up\nset_up()\nfrom harimi.service.platform.models import Heartbeat\n"
        )
        service.ask_code(code + "Heartbeat.objects.all().delete()")
        levels = _levels(_doctor(service.environment, "--json"))
    assert levels["workers"] == levels["web"] == "bad"


def test_backups_without_keys_are_bad(service: Running, tmp_path: Path) -> None:
    done = _doctor(service.environment | {"HARIMI_BACKUP_PLACE": str(tmp_path)})
    assert done.returncode == 1
    assert "no more can be made: they have no keys" in done.stdout
