"""Machines that are started anew one after the other behind nginx, while people open pages and cameras send."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.crash.cameras import Camera, WebCamera
from tests.crash.fleet import Fleet, Machine, fleet
from tests.crash.verdict import Verdict, judged
from tests.instances.nginx import Nginx
from tests.instances.program import open_folder

PAGE = "/accounts/login/"
"""A page that asks the database."""
NOTICED = 3.0
"""Seconds until nginx asks a machine again that was away: `fail_timeout`, and a little more."""


@dataclass(eq=False)
class Visitor(threading.Thread):
    """Opens a page over and over, each time by a new connection.

    `asked` counts how often, `failed` how often by what came instead; `away` is the longest time without a page, in seconds.
    """

    url: str
    stop: threading.Event
    asked: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    away: float = 0.0
    _seen: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        """Until it is told to stop."""
        while not self.stop.wait(0.03):
            self.asked += 1
            if fault := self._fault():
                self.failed[fault] += 1
            else:
                self.away, self._seen = max(self.away, time.monotonic() - self._seen), time.monotonic()

    def _fault(self) -> str:
        try:
            answer = httpx.get(f"{self.url}{PAGE}", timeout=30)
        except httpx.TransportError as error:
            return type(error).__name__
        return "" if answer.is_success else str(answer.status_code)


@dataclass(frozen=True, slots=True)
class Rolled:
    """Seconds from the signal to end until each machine was ready again; what became of pages, as `Visitor` counts."""

    machines: list[float]
    asked: int
    failed: Counter[str]
    away: float
    verdict: Verdict


def roll(webs: int, rounds: int = 1, *, first: Callable[[Fleet], object] = lambda _: None) -> Rolled:
    """Each of `webs` machines is ended and started anew, `rounds` times; `first` is done while they are in use."""
    with fleet("", webs) as made, open_folder("nginx") as folder:
        seeded = made.ask("tests.services.seed_fleet", "2")
        proxy = _proxy(folder, made)
        stop = threading.Event()
        visitor = Visitor(proxy.url, stop)
        cameras: list[Camera] = [WebCamera(token, stop, urls=[proxy.url]) for token in seeded["tokens"]]
        for each in (visitor, *cameras):
            each.start()
        first(made)
        time.sleep(NOTICED)
        took = [_anew(machine) for _ in range(rounds) for machine in made.machines if machine.url]
        stop.set()
        for each in (visitor, *cameras):
            each.join(120)
        proxy.stop()
        return Rolled(took, visitor.asked, visitor.failed, visitor.away, judged(made, cameras, seeded["registers"]))


def _proxy(folder: Path, made: Fleet) -> Nginx:
    proxy = Nginx(folder / "nginx", [machine.port for machine in made.machines if machine.url])
    proxy.start()
    return proxy


def _anew(machine: Machine) -> float:
    began = time.monotonic()
    machine.program.stop()
    machine.program.start()
    machine.program.until(machine.ready)
    took = time.monotonic() - began
    time.sleep(NOTICED)
    return took
