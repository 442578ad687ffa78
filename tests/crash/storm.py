"""One run: a fleet under load, killed by chance from a seed, and the verdict."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.crash.cameras import Camera
from tests.crash.fleet import fleet
from tests.crash.killing import Killer
from tests.crash.verdict import Verdict, judged


@dataclass(frozen=True, slots=True)
class Run:
    """What was killed how often, in how many seconds, and the verdict."""

    killed: Counter[str]
    seconds: float
    verdict: Verdict


def storm(
    seed: int, kills: int, *, cameras: int = 6, broker: str = "rabbitmq", most: float = 1.5, say: Callable[[str], None] = print
) -> Run:
    """`most`: the longest pause between two kills, in seconds."""
    with fleet(broker) as made:
        seeded = made.ask("tests.services.seed_fleet", str(cameras))
        stop, began = threading.Event(), time.monotonic()
        sending = [Camera(token, made.urls, stop) for token in seeded["tokens"]]
        for camera in sending:
            camera.start()
        killer = Killer(made, seed)

        def sent() -> int:
            return sum(len(camera.acknowledged) for camera in sending)

        for n in killer.kill(kills, most, sent):
            if n % 20 == 0:
                say(f"{n} kills in {time.monotonic() - began:.0f} s, {sent()} photographs acknowledged")
        stop.set()
        made.mend()
        for camera in sending:
            camera.join(120)
        verdict = judged(made, sending, seeded["registers"])
        return Run(killer.killed, time.monotonic() - began, verdict)
