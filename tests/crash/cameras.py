"""Cameras that send in order, each photograph until it is acknowledged, to whichever web server answers."""

import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count, cycle

import httpx

from tests.meters import METERS, shot
from tests.services.seed_fleet import START

LIVING = METERS["energy"]
STEP = 10
"""What the meter counts between photographs, in units of its last decimal; ten minutes lie between them."""


@dataclass
class Camera(threading.Thread):
    """One camera. `acknowledged` are the ids that it was told, by the photograph's number."""

    token: str
    urls: list[str]
    stop: threading.Event
    every: float = 0.5
    acknowledged: dict[int, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        """Sends until it is told to stop; the photograph at hand is sent to the end."""
        with httpx.Client(timeout=15) as client:
            addresses = cycle(self.urls)
            for n in count(1):
                if self.stop.wait(self.every):
                    return
                began = time.monotonic()
                data = shot(LIVING, LIVING.start + Decimal(STEP * n) / 100, n)
                while n not in self.acknowledged and not self.refused:
                    self._send(client, next(addresses), n, data)
                self.waits.append(time.monotonic() - began)

    def _send(self, client: httpx.Client, url: str, n: int, data: bytes) -> None:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "image/jpeg", "Idempotency-Key": f"shot-{n}"}
        headers["Harimi-Taken-At"] = (START + timedelta(minutes=10 * n)).isoformat()
        try:
            answer = client.post(f"{url}/api/device/v1/captures", content=data, headers=headers)
        except httpx.TransportError:
            time.sleep(0.2)
            return
        if answer.is_success:
            self.acknowledged[n] = str(answer.json()["id"])
        elif answer.status_code < 500:
            self.refused.append(answer.text)
        else:
            time.sleep(0.2)
