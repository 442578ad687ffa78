"""Processes are killed with -9 while an outlet sends to a server that fails now and then: every event arrives, in order."""

import http.server
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from tests.crash.firing import sent_under_fire, when_done
from tests.running import running

PHOTOGRAPHS = int(os.environ.get("HARIMI_CRASH_PHOTOGRAPHS", "20")) // 2
AWAY, DEAF = 0.06, 0.12
"""How often the other side is away, and how often it takes an event and is gone before it says so."""


class Unsteady(http.server.ThreadingHTTPServer):
    """Another side that keeps what it took, in order: the event's id and what it says."""

    def __init__(self, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.rng, self.taken = np.random.default_rng(seed), list[tuple[str, bytes]]()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Unsteady

    def do_POST(self) -> None:
        body, chance = self.rfile.read(int(self.headers["Content-Length"])), self.server.rng.random()
        if chance >= AWAY:
            self.server.taken.append((self.headers["webhook-id"], body))
        self.close_connection = AWAY <= chance < AWAY + DEAF
        if not self.close_connection:
            self.send_response(503 if chance < AWAY else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def _unsteady(seed: int) -> Iterator[Unsteady]:
    with Unsteady(seed) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_an_outlet_loses_nothing_and_repeats_only_under_the_same_id(tmp_path: Path) -> None:
    with _unsteady(1) as server:
        seed = ("energy", f"http://127.0.0.1:{server.server_address[1]}/take")
        inside = {"HARIMI_INSIDE": "127.0.0.1"}
        with running(tmp_path, *seed, module="tests.services.seed_outlet", settings=inside) as service:
            _, kills = sent_under_fire(service, np.random.default_rng(1), PHOTOGRAPHS)
            held = when_done(service, "tests.services.count_events")
    assert kills >= PHOTOGRAPHS // 6
    assert (held["waiting"], held["set_aside"]) == (0, 0)
    first = dict.fromkeys(server.taken)
    assert [name for name, _ in first] == held["events"], "each once but for what is repeated as it was, and in order"
    assert len(server.taken) > len(first), "the other side was deaf now and then, and heard it again"
    assert _values(first) == {at: value for at, value in held["readings"].items() if at > "2026-04-06T00:00"}
    assert len(_values(first)) == PHOTOGRAPHS


def _values(told: dict[tuple[str, bytes], None]) -> dict[str, int]:
    """What the other side holds of the meter once it has heard everything."""
    known: dict[str, int] = {}
    for _, body in told:
        event = json.loads(body)
        if event["type"].startswith("reading.") and event["data"]["at"] > "2026-04-06T00:00:00Z":
            known[event["data"]["at"][:16]] = round(float(event["data"]["value"]) * 100)
    return known
