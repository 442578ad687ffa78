"""How quick a whole service is on this machine, and how that grows: `python -m scripts.load [--help]`.

Starts `harimi serve` on SQLite or on a PostgreSQL of its own, and sends photographs from 1,000 simulated cameras: at a steady
rate, for the wait until the acknowledgement; then as quickly as they are taken, until all are published. Beside it stands what
the reader alone does with as many processes. `--growth` fills services of growing size and tells what a photograph and a page
cost there.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from harimi.simulate.living import LivingMeter
from tests.instances import postgresql
from tests.instances.program import open_folder
from tests.meters import METERS, shot
from tests.running import Running, running
from tests.services.seed_fleet import START

SENDERS = 16
GROWTH = {"meters": ((100, 24), (1000, 24), (10_000, 24), (100_000, 24)), "readings": ((12, 8760), (114, 8760), (1142, 8760))}
"""Meters and hours of each: 10² to 10⁵ meters, and 10⁵ to 10⁷ readings."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Seconds until each acknowledgement, and from the first photograph to the last one's."""

    waits: list[float]
    seconds: float


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--meter", choices=METERS, default="energy", help="what the cameras look at (default: energy)")
    parser.add_argument("--cameras", type=int, default=1000)
    parser.add_argument("--photographs", type=int, default=600, help="sent as quickly as they are taken")
    parser.add_argument("--rate", type=float, default=50, help="photographs a second for the wait (default: 50)")
    parser.add_argument("--seconds", type=float, default=12, help="for which that rate is kept up")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--growth", choices=("none", *GROWTH, "both"), default="none")
    parser.add_argument("--largest", type=int, default=10**7, help="meters or readings of the largest step")
    parser.add_argument("--cpu", action="store_true", help="with --growth: processor time, on a machine that others use")
    chosen = parser.parse_args()
    print(f"{chosen.database}, load of the machine before: {os.getloadavg()[0]:.2f}", flush=True)
    with _database(chosen.database) as address:
        if chosen.growth == "none":
            _measure(chosen, address())
    for kind in GROWTH if chosen.growth == "both" else GROWTH.keys() & {chosen.growth}:
        _grow(chosen, kind)
    return 0


def _measure(chosen: argparse.Namespace, database: str) -> None:
    living = METERS[chosen.meter]
    shots = [shot(living, living.start + Decimal(n) / 10, n) for n in range(1, 9)]
    alone = _alone(living, shots, chosen.workers)
    settings = {"HARIMI_WORKERS": str(chosen.workers), "HARIMI_DATABASE_URL": database}
    module = "tests.services.seed_fleet"
    with (
        tempfile.TemporaryDirectory() as made,
        running(Path(made), str(chosen.cameras), chosen.meter, module=module, settings=settings) as on,
    ):
        folder = Path(made)
        steady = _send(on, shots, int(chosen.rate * chosen.seconds), chosen.rate, 1)
        _until_read(on, len(steady.waits))
        before, began = _bytes(on, folder), time.perf_counter()
        full = _send(on, shots, chosen.photographs, 0, 2 + len(steady.waits) // chosen.cameras)
        _until_read(on, len(steady.waits) + chosen.photographs)
        published = chosen.photographs / (time.perf_counter() - began)
        after, memory = _bytes(on, folder), _memory(on)
    _say(chosen, steady, full, published, alone)
    each = [round((late - early) / chosen.photographs) for early, late in zip(before, after, strict=True)]
    print(f"bytes a reading: database {each[0]}, store {each[1]}; most memory in MB: {memory}")


def _say(chosen: argparse.Namespace, steady: Sent, full: Sent, published: float, alone: float) -> None:
    half, most, nearly = np.percentile(np.array(steady.waits) * 1000, [50, 95, 99])
    rate = len(steady.waits) / steady.seconds
    print(f"{chosen.cameras} cameras at {rate:.0f}/s: ms to the acknowledgement {half:.0f}, 95 % {most:.0f}, 99 % {nearly:.0f}")
    print(f"photographs a second to durable {chosen.photographs / full.seconds:.1f}, to published {published:.1f}")
    print(f"the reader alone, {chosen.workers} processes: {alone:.1f}; end to end {100 * published / alone:.0f} % of it")


def _alone(living: LivingMeter, shots: list[bytes], processes: int) -> float:
    """Photographs a second of so many processes that only read, without their start."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        list(pool.map(_read_all, [living] * processes, [shots] * processes))
        began = time.perf_counter()
        done = sum(pool.map(_read_all, [living] * processes, [shots * 5] * processes))
        return done / (time.perf_counter() - began)


def _read_all(living: LivingMeter, shots: list[bytes]) -> int:
    import cv2

    from harimi.vision.align import with_reference
    from harimi.vision.photo import open_photo
    from harimi.vision.read import read

    cv2.setNumThreads(1)
    face = with_reference(living.look.face(), open_photo(shots[0]).image)
    for data in shots:
        read(data, face)
    return len(shots)


def _send(service: Running, shots: list[bytes], count: int, rate: float, first: int) -> Sent:
    """`count` photographs from all cameras in turn, one every 1 / `rate` seconds, or without a pause where that is 0."""
    tokens, began = service.seeded["tokens"], time.perf_counter()

    def post(n: int) -> float:
        if rate:
            time.sleep(max(0.0, began + n / rate - time.perf_counter()))
        turn, left = first + n // len(tokens), time.perf_counter()
        headers = {"Authorization": f"Bearer {tokens[n % len(tokens)]}", "Content-Type": "image/jpeg"}
        headers["Harimi-Taken-At"] = (START + timedelta(minutes=10 * turn)).isoformat()
        client.post("/api/device/v1/captures", content=shots[turn % len(shots)], headers=headers).raise_for_status()
        return time.perf_counter() - left

    with httpx.Client(base_url=service.url, timeout=120) as client, ThreadPoolExecutor(SENDERS) as senders:
        waits = list(senders.map(post, range(count)))
    return Sent(waits, time.perf_counter() - began)


_UNREAD = (
    "from harimi.service.project.setup import set_up; set_up()\n"
    "from harimi.service.privacy.gate import using\n"
    "from harimi.service.captures.models import Cut\n"
    "from harimi.service.readings.models import Chain\n"
    "import sys, time\n"
    "with using('provision'):\n"
    "    while Cut.objects.filter(state='due').exists() or Chain.objects.exclude(dirty_from=None).exists(): time.sleep(0.1)\n"
)


def _until_read(service: Running, _: int) -> None:
    service.ask_code(_UNREAD)


_SIZE = (
    "from harimi.service.project.setup import set_up; set_up()\n"
    "from scripts.filling import size\n"
    "print(size())"
)  # fmt: skip


def _bytes(service: Running, folder: Path) -> tuple[int, int]:
    """Of the database and of the store."""
    stored = sum(each.stat().st_size for each in (folder / "blobs").rglob("*") if each.is_file())
    return int(service.ask_code(_SIZE)), stored


def _memory(service: Running) -> list[int]:
    """The most that each process had, those that start others first."""
    found = []
    for pid in service.children():
        status = Path(f"/proc/{pid}/status").read_text()
        found.append(int(status.split("VmHWM:")[1].split()[0]) // 1024)
    return sorted(found, reverse=True)


@contextmanager
def _database(kind: str) -> Iterator[Callable[[], str]]:
    """What names an empty database; a PostgreSQL of its own where that is wanted."""
    if kind == "sqlite":
        yield lambda: ""
        return
    with open_folder("load") as folder:
        server = postgresql.PostgreSQL(folder / "database")
        server.start()
        try:
            yield lambda: server.url
        finally:
            server.stop()


def _grow(chosen: argparse.Namespace, kind: str) -> None:
    """A table: one line for each size."""
    for n, (meters, hours) in enumerate(GROWTH[kind]):
        if (meters if kind == "meters" else meters * hours) > chosen.largest * 1.01:
            continue
        with tempfile.TemporaryDirectory() as folder, _database(chosen.database) as database:
            told = _grown(meters, hours, folder, database(), cpu=chosen.cpu)
        if n == 0:
            print("\t".join(told))
        print("\t".join(str(value) for value in told.values()), flush=True)


def _grown(meters: int, hours: int, folder: str, database: str, *, cpu: bool) -> dict[str, Any]:
    own = {"HARIMI_DATA_DIR": folder, "HARIMI_DATABASE_URL": database, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "scripts.growth", str(meters), str(hours), *(["--cpu"] if cpu else [])]
    done = subprocess.run(command, env=os.environ | own, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    sys.exit(main())
