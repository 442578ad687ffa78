"""What became of everything: acknowledged and lost, doubled, order kept."""

import time
from dataclasses import dataclass
from typing import Any

from tests.crash.cameras import STEP, Camera
from tests.crash.fleet import Fleet

PATIENCE = 300.0
"""Seconds until everything that came in must be read."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """All but `acknowledged` and `readings` should be 0."""

    acknowledged: int
    readings: int
    lost: int
    doubled: int
    disordered: int
    unread: int
    miscounted: int
    store_faults: int
    refused: int

    @property
    def faults(self) -> dict[str, int]:
        """What is not as it should be."""
        named = ("lost", "doubled", "disordered", "unread", "miscounted", "store_faults", "refused")
        return {name: getattr(self, name) for name in named if getattr(self, name)}


def judged(fleet: Fleet, cameras: list[Camera], registers: list[str]) -> Verdict:
    """Waits until all is read, then compares what cameras were told with what the service holds."""
    held = _when_done(fleet)
    by_register = {each["register"]: each for each in held["cameras"]}
    pairs = [(camera, by_register[register]) for camera, register in zip(cameras, registers, strict=True)]
    return Verdict(
        acknowledged=sum(len(camera.acknowledged) for camera in cameras),
        readings=sum(len(each["readings"]) for each in by_register.values()),
        lost=sum(_lost(camera, each) for camera, each in pairs),
        doubled=sum(each["rows"] - len(each["captures"]) + max(0, each["attempts"] - _expected(each)) for _, each in pairs),
        disordered=sum(each["readings"] != sorted(each["readings"]) for _, each in pairs),
        unread=held["waiting"] + sum(abs(len(each["readings"]) - _expected(each)) for _, each in pairs),
        miscounted=sum(each["used"] != _used(each) for _, each in pairs),
        store_faults=held["store_faults"],
        refused=sum(len(camera.refused) for camera in cameras),
    )


def _when_done(fleet: Fleet) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE
    while True:
        held: dict[str, Any] = fleet.ask("tests.crash.counting")
        if not held["waiting"] or time.monotonic() > deadline:
            return held
        time.sleep(1)


def _lost(camera: Camera, held: dict[str, Any]) -> int:
    return sum(held["captures"].get(f"shot-{n}") != told for n, told in camera.acknowledged.items())


def _expected(held: dict[str, Any]) -> int:
    """One for each photograph, and the first camera's set-up photograph."""
    first = held["readings"][:1] == [FIRST]
    return len(held["captures"]) + int(first)


FIRST = 876541
"""Where the meter of the simulation begins, as `LIVING.start` has it."""


def _used(held: dict[str, Any]) -> int:
    """What a meter counts that rises by the same with each photograph."""
    return STEP * (len(held["readings"]) - 1)
