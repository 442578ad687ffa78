"""One run: a fleet under load, killed by chance from a seed, and the verdict."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.crash.cameras import Camera, MqttCamera, WebCamera
from tests.crash.fleet import Fleet, fleet
from tests.crash.killing import Killer
from tests.crash.verdict import Verdict, judged


@dataclass(frozen=True, slots=True)
class Run:
    """What was killed how often, in how many seconds, the verdict, and how many photographs came by which way."""

    killed: Counter[str]
    seconds: float
    verdict: Verdict
    ways: Counter[str]


def storm(
    seed: int, kills: int, *, cameras: int = 6, broker: str = "rabbitmq", most: float = 1.5, say: Callable[[str], None] = print
) -> Run:
    """`most`: the longest pause between two kills, in seconds."""
    with fleet(broker) as made:
        seeded = made.ask("tests.services.seed_fleet", str(cameras))
        stop, began = threading.Event(), time.monotonic()
        made.admit_cameras()
        sending = [_camera(made, *each, stop) for each in enumerate(zip(seeded["tokens"], seeded["devices"], strict=True))]
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
        ways = Counter[str]()
        for camera in sending:
            ways["MQTT" if isinstance(camera, MqttCamera) else "web"] += len(camera.acknowledged)
        return Run(killer.killed, time.monotonic() - began, verdict, ways)


def _camera(made: Fleet, n: int, known: tuple[str, str], stop: threading.Event) -> Camera:
    """Every other one speaks MQTT."""
    token, device = known
    if n % 2:
        return MqttCamera(token, stop, device=device, port=made.mqtt.port)
    return WebCamera(token, stop, urls=made.urls)
