"""Web server and workers are killed with -9 while photographs come in: nothing acknowledged is lost, nothing doubled."""

import json
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from tests.meters import METERS, shot
from tests.running import PATIENCE, Running, running

START = datetime(2026, 4, 6, tzinfo=UTC)
PHOTOGRAPHS = int(os.environ.get("HARIMI_CRASH_PHOTOGRAPHS", "36"))


@pytest.mark.parametrize("seed", [1])
def test_nothing_is_lost_or_doubled_when_processes_are_killed(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    with running(tmp_path, "energy") as service:
        acknowledged, kills = _sent_under_fire(service, rng)
        held = _when_done(service)
    assert kills >= PHOTOGRAPHS // 6
    assert set(acknowledged.values()) <= set(held["captures"])
    assert len(held["captures"]) == PHOTOGRAPHS + 1
    assert (held["doubled"], held["failed"]) == (0, 0)
    assert held["attempts"] == PHOTOGRAPHS + 1
    assert [value for _, value in held["readings"]] == [876541 + 10 * n for n in range(PHOTOGRAPHS + 1)]
    assert held["hours"] == held["months"] == 10 * PHOTOGRAPHS


def _sent_under_fire(service: Running, rng: np.random.Generator) -> tuple[dict[str, str], int]:
    """Sends every photograph until it is acknowledged, and kills a process now and then; the answers and the kills."""
    acknowledged: dict[str, str] = {}
    kills = 0
    with httpx.Client(base_url=service.url, timeout=10) as client:
        for n in range(1, PHOTOGRAPHS + 1):
            if n % 5 == 0:
                kills += _kill_one(service, rng)
            key, data = f"shot-{n}", shot(METERS["energy"], METERS["energy"].start + Decimal(n) / 10, n)
            acknowledged[key] = _acknowledged(client, service.seeded["token"], key, data, START + timedelta(minutes=10 * n))
    return acknowledged, kills + _kill_one(service, rng)


def _kill_one(service: Running, rng: np.random.Generator) -> int:
    processes = service.children()
    if processes:
        os.kill(processes[int(rng.integers(len(processes)))], signal.SIGKILL)
    return len(processes[:1])


def _acknowledged(client: httpx.Client, token: str, key: str, data: bytes, at: datetime) -> str:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "image/jpeg", "Idempotency-Key": key}
    headers["Harimi-Taken-At"] = at.isoformat()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            answer = client.post("/api/device/v1/captures", content=data, headers=headers)
            if answer.is_success:
                return str(answer.json()["id"])
            assert answer.status_code >= 500, answer.text
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{key} was never acknowledged")


def _when_done(service: Running) -> dict[str, Any]:
    deadline = time.monotonic() + 2 * PATIENCE
    while True:
        held: dict[str, Any] = json.loads(service.ask("tests.services.count"))
        if not held["waiting"] or time.monotonic() > deadline:
            return held
        time.sleep(0.5)
