"""Simulated cameras over living meters: first the hours that passed, then live, with a lost connection now and then."""

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from harimi.camera.api import Api
from harimi.camera.connection import Connection, LostError
from harimi.camera.outgoing import Outgoing
from harimi.camera.settings import SettingsStore
from harimi.camera.spool import Room, Spool
from harimi.camera.tokens import Tokens
from harimi.simulate.camera import encode
from harimi.simulate.days import snapshot
from harimi.simulate.living import LivingMeter, household

KEPT = Room(200_000_000)
"""Of each camera's photographs that wait."""
LIVING = {meter.id: meter for meter in household()}
SLOW = timedelta(hours=1)
"""From photograph to photograph in the hours that passed."""
LOST = 0.03
"""How often the connection is lost for a while."""
LOST_FOR = 90.0


class RefusedError(RuntimeError):
    """The service does not know a camera; the message is its own word."""


@dataclass
class Camera:
    """One camera: its meter as it truly stands (`value` at `at`), and the queue of its photographs."""

    living: LivingMeter
    outgoing: Outgoing
    at: datetime
    value: Decimal
    rng: np.random.Generator = field(default_factory=np.random.default_rng)
    away_until: float = 0.0

    def shoot(self, at: datetime) -> None:
        """Lets the meter live until `at` and takes a photograph."""
        self.value = self.living.step(self.value, self.at, at - self.at, self.rng)
        self.at = at
        image = snapshot(self.living.look.draw(self.value), at, self.rng, knocked=False)
        self.outgoing.spool.add(encode(image, 88).tobytes(), at, f"{self.living.id}-{int(at.timestamp())}", UTC)

    def send(self) -> int:
        """Sends what waits, unless the connection is lost just now."""
        now = time.monotonic()
        if now >= self.away_until and self.rng.random() < LOST:
            self.away_until = now + LOST_FOR * float(self.rng.random())
        return 0 if now < self.away_until else self.flush()

    def flush(self) -> int:
        """Sends what waits; how many the service took. Raises `RefusedError`."""
        try:
            sent = self.outgoing.flush()
        except LostError:
            return 0
        if sent.stopped is not None and sent.stopped.status == HTTPStatus.UNAUTHORIZED:
            raise RefusedError(sent.stopped.words())
        return sent.kept


def run(cameras: list[Camera], every: timedelta, state: Path, stop: Event) -> None:
    """The hours that passed, all cameras side by side; then a photograph of each `every` so often until told to stop."""
    while any(camera.at + SLOW < datetime.now(UTC) for camera in cameras) and not stop.is_set():
        for camera in cameras:
            if camera.at + SLOW < datetime.now(UTC):
                camera.shoot(camera.at + SLOW)
                camera.flush()
        remember(cameras, state)
    while not stop.is_set():
        for camera in cameras:
            camera.shoot(datetime.now(UTC))
            camera.send()
        remember(cameras, state)
        stop.wait(every.total_seconds())


def cameras_of(listed: Path, state: Path, url: str) -> list[Camera]:
    """The cameras of a file that `demo.customer` wrote, each where it was when it was stopped."""
    known: dict[str, Any] = json.loads(state.read_text("utf-8")) if state.exists() else {}
    return [
        _camera(one, known.get(one["meter"], {}), url, state.parent / one["meter"])
        for one in json.loads(listed.read_text("utf-8"))
    ]


def _camera(one: dict[str, str], known: dict[str, str], url: str, folder: Path) -> Camera:
    living = LIVING[one["meter"]]
    at = datetime.fromisoformat(known.get("at", one["since"]))
    return Camera(living, outgoing(folder, url, one["token"]), at, Decimal(known.get("value", str(living.start))))


def outgoing(folder: Path, url: str, token: str) -> Outgoing:
    """What waits in a folder, for the service at an address, from the camera with a token."""
    tokens = Tokens(folder / "token")
    tokens.try_next(token)
    api = Api(Connection(url), tokens, SettingsStore(folder / "settings.json"))
    return Outgoing(Spool(folder, KEPT), api)


def remember(cameras: list[Camera], state: Path) -> None:
    """Where each meter truly stands: a counter must not fall when the simulation is started again."""
    told = {camera.living.id: {"at": camera.at.isoformat(), "value": str(camera.value)} for camera in cameras}
    draft = state.with_suffix(".new")
    draft.write_text(json.dumps(told), "utf-8")
    draft.replace(state)
