"""A real Mosquitto of a test's own, and cameras that speak to it."""

import json
import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests.instances.mosquitto import Mosquitto, installed
from tests.instances.program import absent

PATIENCE = 30.0
NOBODY = 16
"""The broker has the message, and no matching subscriber: it is lost."""


@contextmanager
def mosquitto(folder: Path, write: Callable[[Path], object]) -> Iterator[Mosquitto]:
    """Starts one with the files that `write(folder)` makes. Where Mosquitto is not installed the test is skipped."""
    if why := installed():
        absent(why)
    write(folder)
    made = Mosquitto(folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()


class RefusedError(RuntimeError):
    """The broker refused the camera."""


@dataclass
class Camera:
    """A camera at the broker: what it hears, and what it publishes."""

    client: Client
    device: str
    heard: "queue.Queue[tuple[bytes, dict[str, Any]]]" = field(default_factory=queue.Queue)

    def publish(self, what: str, data: bytes, *, of: str = "", about: bytes = b"", **said: str) -> int:
        """Publishes with QoS 1, again while nobody has subscribed yet; the broker's reason, 0 for fine."""
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.UserProperty = [(name.replace("_", "-"), value) for name, value in said.items()]
        properties.CorrelationData = about or uuid4().bytes
        topic, deadline = f"harimi/{of or self.device}/in/{what}", time.monotonic() + PATIENCE
        while (reason := self._published(topic, data, properties)) == NOBODY and time.monotonic() < deadline:
            time.sleep(0.1)
        return reason

    def _published(self, topic: str, data: bytes, properties: Properties) -> int:
        self.client.publish(topic, data, qos=1, properties=properties).wait_for_publish(PATIENCE)
        return self._reasons.get(timeout=PATIENCE)

    def answer(self) -> dict[str, Any]:
        """The next answer."""
        return self.heard.get(timeout=PATIENCE)[1]

    _reasons: "queue.Queue[int]" = field(default_factory=queue.Queue)


@contextmanager
def camera(port: int, device: str, token: str) -> Iterator[Camera]:
    """A camera that is connected and subscribed. Raises a `RefusedError`."""
    client = Client(CallbackAPIVersion.VERSION2, client_id=device, protocol=MQTTv5)
    client.username_pw_set(f"{device}.{token[-4:]}", token)
    made, connected = Camera(client, device), queue.Queue[str]()
    client.on_connect = lambda *told: connected.put(str(told[3]) if told[3].is_failure else "")
    client.on_publish = lambda *told: made._reasons.put(told[3].value)
    client.on_message = lambda _, __, message: made.heard.put(_heard(message))
    client.on_subscribe = lambda *told: connected.put("" if not told[3][0].is_failure else str(told[3][0]))
    client.connect("127.0.0.1", port)
    client.loop_start()
    try:
        for step in (None, f"harimi/{device}/out/#"):
            if step is not None:
                client.subscribe(step, qos=1)
            if why := connected.get(timeout=PATIENCE):
                raise RefusedError(why)
        yield made
    finally:
        client.disconnect()
        client.loop_stop()


def _heard(message: MQTTMessage) -> tuple[bytes, dict[str, Any]]:
    return getattr(message.properties, "CorrelationData", b""), json.loads(message.payload)
