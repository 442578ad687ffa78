"""The program is killed with -9 at random instants, again and again: nothing lost, nothing doubled, the order kept."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.camera.contract import Contract, Reply
from tests.camera.made import jpeg
from tests.meters import METERS, shot
from tests.running import PATIENCE, running

START = datetime(2026, 4, 6, 1, tzinfo=UTC)
PHOTOGRAPHS = int(os.environ.get("HARIMI_CRASH_PHOTOGRAPHS", "60"))


def set_up(folder: Path, url: str, token: str) -> Path:
    """A camera that takes what lies in a folder."""
    for name in ("state", "in"):
        (folder / name).mkdir(parents=True)
    (folder / "state" / "token").write_text(token)
    path = folder / "camera.toml"
    tables = f'[service]\nurl = "{url}"\n[state]\nfolder = "{folder}/state"\nkeep_free_mb = 0\n'
    path.write_text(f'{tables}[source]\nkind = "folder"\npath = "{folder}/in"\n')
    return path


def put(folder: Path, n: int, data: bytes) -> datetime:
    """A photograph in the folder; its time."""
    path, moment = folder / "in" / f"{n:04d}.jpg", START + timedelta(minutes=10 * n)
    path.write_bytes(data)
    os.utime(path, (moment.timestamp(), moment.timestamp()))
    return moment


def run_and_kill(config: Path, done: Callable[[], bool], rng: random.Random, log: Path) -> int:
    """Starts the camera and kills it, until all is done; how often it was killed."""
    kills, deadline = 0, time.monotonic() + 4 * PATIENCE
    command = [sys.executable, "-m", "harimi", "camera", "run", "--config", str(config)]
    while not done():
        assert time.monotonic() < deadline, log.read_text()[-2000:]
        with log.open("ab") as out:
            child = subprocess.Popen(command, stdout=out, stderr=out)
        time.sleep(0.3 + rng.random())
        assert child.poll() is None, log.read_text()[-2000:]
        child.send_signal(signal.SIGKILL)
        child.wait()
        kills += 1
    return kills


def left(folder: Path) -> int:
    """Photographs that are still with the camera."""
    return len(list((folder / "in").iterdir())) + len(list((folder / "state").glob("waiting/*.jpg")))


@pytest.mark.parametrize("seed", [1])
def test_nothing_is_lost_or_doubled_and_the_order_is_kept(contract: Contract, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)

    def slow(path: str, _: dict[str, str]) -> Reply | None:
        time.sleep(0.05 * rng.random())
        return (503, {}) if path == "/captures" and rng.random() < 0.02 else None

    contract.instead = slow
    config = set_up(tmp_path / "camera", contract.url, "hc_good")
    moments = [put(config.parent, n, jpeg(shade=n)) for n in range(PHOTOGRAPHS)]
    kills = run_and_kill(config, lambda: not left(config.parent), rng, tmp_path / "log")
    assert kills >= 3
    assert contract.moments == [moment.isoformat() for moment in moments]
    assert len(contract.captures) == PHOTOGRAPHS


def test_a_real_service_has_each_photograph_once(tmp_path: Path) -> None:
    count, living = 16, METERS["energy"]
    (tmp_path / "service").mkdir()
    with running(tmp_path / "service", "energy") as service:
        config = set_up(tmp_path / "camera", service.url, service.seeded["token"])
        for n in range(count):
            put(config.parent, n, shot(living, living.start + Decimal(n) / 10, n + 1))
        run_and_kill(config, lambda: not left(config.parent), random.Random(3), tmp_path / "log")
        held = json.loads(service.ask("tests.services.count"))
    assert (len(held["captures"]), held["doubled"]) == (count + 1, 0)
