"""Cameras that send in order, each photograph until it is acknowledged, by web or by MQTT."""

import json
import queue
import threading
import time
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count, cycle
from uuid import uuid4

import httpx
from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests.meters import METERS, shot
from tests.services.seed_fleet import START

LIVING = METERS["energy"]
STEP = 10
"""What the meter counts between photographs, in units of its last decimal; ten minutes lie between them."""
_ANSWERED = 6.0
"""Seconds after which a camera that speaks MQTT publishes once more what nobody answered."""


@dataclass
class Camera(threading.Thread):
    """One camera. `acknowledged` are the ids that it was told, by the photograph's number."""

    token: str
    stop: threading.Event
    every: float = 0.5
    acknowledged: dict[int, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        """Sends until it is told to stop; the photograph at hand is sent to the end."""
        with self.connected():
            for n in count(1):
                if self.stop.wait(self.every):
                    return
                data = shot(LIVING, LIVING.start + Decimal(STEP * n) / 100, n)
                while n not in self.acknowledged and not self.refused:
                    status, answer = self.send(f"shot-{n}", (START + timedelta(minutes=10 * n)).isoformat(), data)
                    if status in (200, 201):
                        self.acknowledged[n] = str(json.loads(answer)["id"])
                    elif 400 <= status < 500:
                        self.refused.append(answer)
                    else:
                        time.sleep(0.2)

    @abstractmethod
    def connected(self) -> AbstractContextManager[None]:
        """While it sends."""

    @abstractmethod
    def send(self, key: str, taken_at: str, data: bytes) -> tuple[int, str]:
        """The answer's status and text; 0 where there is none."""


@dataclass(eq=False)
class WebCamera(Camera):
    """Sends to whichever web server answers."""

    urls: list[str] = field(default_factory=list)

    @contextmanager
    def connected(self) -> Iterator[None]:
        """While it sends."""
        self._addresses = cycle(self.urls)
        with httpx.Client(timeout=15) as self._client:
            yield

    def send(self, key: str, taken_at: str, data: bytes) -> tuple[int, str]:
        """To the next web server."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "image/jpeg"}
        headers |= {"Idempotency-Key": key, "Harimi-Taken-At": taken_at}
        try:
            answer = self._client.post(f"{next(self._addresses)}/api/device/v1/captures", content=data, headers=headers)
        except httpx.TransportError:
            return 0, ""
        return answer.status_code, answer.text


@dataclass(eq=False)
class MqttCamera(Camera):
    """Publishes at the broker, and again where no answer comes."""

    device: str = ""
    port: int = 0

    @contextmanager
    def connected(self) -> Iterator[None]:
        """paho connects again by itself whenever the broker is back."""
        self._answers = queue.Queue[tuple[bytes, str]]()
        self._client = Client(CallbackAPIVersion.VERSION2, client_id=self.device, protocol=MQTTv5)
        self._client.username_pw_set(f"{self.device}.{self.token[-4:]}", self.token)
        self._client.reconnect_delay_set(1, 2)
        self._client.on_connect = lambda client, *_: client.subscribe(f"harimi/{self.device}/out/#", qos=1)
        self._client.on_message = lambda _, __, message: self._answers.put(_answer(message))
        self._client.connect_async("127.0.0.1", self.port)
        self._client.loop_start()
        try:
            yield
        finally:
            self._client.disconnect()
            self._client.loop_stop()

    def send(self, key: str, taken_at: str, data: bytes) -> tuple[int, str]:
        """Waits for the answer to this very message."""
        said, about, until = Properties(PacketTypes.PUBLISH), uuid4().bytes, time.monotonic() + _ANSWERED  # type: ignore[no-untyped-call]
        said.UserProperty, said.CorrelationData = [("taken-at", taken_at), ("idempotency-key", key)], about
        self._client.publish(f"harimi/{self.device}/in/capture", data, qos=1, properties=said)
        while (left := until - time.monotonic()) > 0:
            try:
                of, answer = self._answers.get(timeout=left)
            except queue.Empty:
                break
            if of == about:
                return int(json.loads(answer)["status"]), answer
        return 0, ""


def _answer(message: MQTTMessage) -> tuple[bytes, str]:
    return getattr(message.properties, "CorrelationData", b""), message.payload.decode()
