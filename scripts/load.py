"""How quick a whole service is on this machine: `python -m scripts.load [PHOTOGRAPHS] [POSTS_A_SECOND]`.

Starts `harimi serve` on SQLite, sends photographs of one meter at a steady rate and tells how long each waited for its
acknowledgement; then how many a second went from POST to a settled reading, beside what the reader alone does.
"""

import json
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import numpy as np

from harimi.vision.align import with_reference
from harimi.vision.photo import open_photo
from harimi.vision.read import read
from tests.meters import METERS, shot
from tests.running import Running, running

START = datetime(2026, 4, 6, tzinfo=UTC)
LIVING = METERS["energy"]


def main(photographs: int = 200, rate: float = 20.0) -> None:
    """Prints the figures."""
    shots = [shot(LIVING, LIVING.start + Decimal(n) / 10, n) for n in range(1, photographs + 1)]
    alone = _alone(shots[:40])
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), "energy") as service:
        began = time.perf_counter()
        waits = _send(service, shots, rate)
        sent = time.perf_counter() - began
        done = _until_done(service, photographs + 1) - began
    median, most, nearly_all = np.percentile(np.array(waits) * 1000, [50, 95, 99])
    print(
        f"sent {photographs} in {sent:.1f} s; ms to the acknowledgement: {median:.0f}, 95 % {most:.0f}, 99 % {nearly_all:.0f}"
    )
    print(f"POST to reading: {photographs / done:.1f} photographs a second; the reader alone: {alone:.1f}")


def _alone(shots: list[bytes]) -> float:
    face = with_reference(LIVING.look.face(), open_photo(shots[0]).image)
    began = time.perf_counter()
    for data in shots:
        read(data, face)
    return len(shots) / (time.perf_counter() - began)


def _send(service: Running, shots: list[bytes], rate: float) -> list[float]:
    """Seconds until each acknowledgement, the posts leaving one every 1 / rate."""
    headers = {"Authorization": f"Bearer {service.seeded['token']}", "Content-Type": "image/jpeg"}
    began = time.perf_counter()

    def post(n: int) -> float:
        time.sleep(max(0.0, began + n / rate - time.perf_counter()))
        at, left = (START + timedelta(minutes=10 * (n + 1))).isoformat(), time.perf_counter()
        client.post("/api/device/v1/captures", content=shots[n], headers=headers | {"Harimi-Taken-At": at}).raise_for_status()
        return time.perf_counter() - left

    with httpx.Client(base_url=service.url, timeout=60) as client, ThreadPoolExecutor(16) as senders:
        return list(senders.map(post, range(len(shots))))


def _until_done(service: Running, count: int) -> float:
    while True:
        held = json.loads(service.ask("tests.services.count"))
        if len(held["readings"]) >= count and not held["waiting"]:
            return time.perf_counter()
        time.sleep(0.2)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
