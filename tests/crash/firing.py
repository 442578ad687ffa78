"""A camera of one service sends while processes of that service are killed."""

import json
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import numpy as np

from tests.meters import METERS, shot
from tests.running import PATIENCE, Running

START = datetime(2026, 4, 6, tzinfo=UTC)
EVERY = timedelta(minutes=10)
STEP = 10
"""What the meter counts between photographs, in units of its last decimal."""


def sent_under_fire(service: Running, rng: np.random.Generator, photographs: int) -> tuple[dict[str, str], int]:
    """Sends every photograph until it is acknowledged, and kills a process now and then; the answers and the kills."""
    acknowledged: dict[str, str] = {}
    kills = 0
    with httpx.Client(base_url=service.url, timeout=10) as client:
        for n in range(1, photographs + 1):
            if n % 5 == 0:
                kills += kill_one(service, rng)
            key, data = f"shot-{n}", shot(METERS["energy"], METERS["energy"].start + Decimal(STEP * n) / 100, n)
            acknowledged[key] = _acknowledged(client, service.seeded["token"], key, data, START + EVERY * n)
    return acknowledged, kills + kill_one(service, rng)


def kill_one(service: Running, rng: np.random.Generator) -> int:
    """Kills any process of it but the one that starts them again; how many."""
    processes = service.children()
    if processes:
        os.kill(processes[int(rng.integers(len(processes)))], signal.SIGKILL)
    return len(processes[:1])


def when_done(service: Running, counts: str) -> dict[str, Any]:
    """What a module counts once nothing waits any more, or after a long time."""
    deadline = time.monotonic() + 2 * PATIENCE
    while True:
        held: dict[str, Any] = json.loads(service.ask(counts))
        if not held["waiting"] or time.monotonic() > deadline:
            return held
        time.sleep(0.5)


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
