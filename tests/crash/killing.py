"""Something is killed at a random instant, again and again; what nobody else starts again is started after a moment."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.crash.fleet import Fleet
from tests.instances.program import Program, below

COMES_THROUGH = 5.0
"""Seconds at most for which one kill waits until something was acknowledged after the one before."""


@dataclass
class Killer:
    """Kills by chance, from a seed; `killed` counts what. Of what supervisors keep running they start it again themselves."""

    fleet: Fleet
    seed: int
    killed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._rng = np.random.default_rng(self.seed)

    def kill(self, times: int, most: float, progress: Callable[[], int]) -> Iterator[int]:
        """Kills so often, with pauses of up to `most` seconds; yields how often so far.

        Between two kills something must come through, for which a busy machine is waited for a while.
        """
        ways = self._ways()
        for n in range(1, times + 1):
            self._wait(progress)
            time.sleep(float(self._rng.uniform(0, most)))
            self.fleet.tend()
            name = self._any(sorted(ways))
            while not ways[name]():
                time.sleep(0.1)
                name = self._any(sorted(ways))
            self.killed[name] += 1
            yield n

    def _wait(self, progress: Callable[[], int]) -> None:
        before, deadline = progress(), time.monotonic() + COMES_THROUGH
        while progress() == before and time.monotonic() < deadline:
            self.fleet.tend()
            time.sleep(0.1)

    def _any(self, these: list[str]) -> str:
        return these[int(self._rng.integers(len(these)))]

    def _ways(self) -> dict[str, Callable[[], bool]]:
        parts = {
            "database": self.fleet.database.programs,
            "store": self.fleet.store.programs,
            "MQTT broker": self.fleet.mqtt.programs,
        }
        if self.fleet.broker is not None:
            parts["broker"] = self.fleet.broker.programs
        services = {name: self._service(programs) for name, programs in parts.items()}
        children = {"web": "granian", "worker": "--part", "intake": "harimi mqtt"}
        return {**{name: self._child(mark) for name, mark in children.items()}, "machine": self._machine, **services}

    def _child(self, mark: str) -> Callable[[], bool]:
        """A process of one kind on any machine."""

        def kill() -> bool:
            supervisors = [each.program.pid for each in self.fleet.machines if each.program.running]
            found = [pid for one in supervisors for pid in below(one) if mark in _command(pid)]
            return bool(found) and _killed(found[int(self._rng.integers(len(found)))])

        return kill

    def _machine(self) -> bool:
        """A machine's supervisor, with which all that it started must end."""
        return self._program([each.program for each in self.fleet.machines], alone=True)

    def _service(self, programs: list[Program]) -> Callable[[], bool]:
        return lambda: self._program(programs, alone=False)

    def _program(self, programs: list[Program], *, alone: bool) -> bool:
        """One of several programs; `alone`: only its first process, what that started must notice by itself."""
        chosen = programs[int(self._rng.integers(len(programs)))]
        if not chosen.running:
            chosen.start()
            return False
        _killed(chosen.pid) if alone else chosen.kill()
        time.sleep(float(self._rng.uniform(0, 1)))
        while chosen.running:
            time.sleep(0.05)
        chosen.start()
        return True


def _killed(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""
