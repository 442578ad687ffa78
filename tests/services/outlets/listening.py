"""Whoever listens at a customer's broker."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from tests.instances.mosquitto import OWN, Mosquitto

USER, PASSWORD = OWN.split(":")


@dataclass
class Listener:
    """Whoever comes later: hears what is retained, and what comes then, in order."""

    client: Client
    heard: list[tuple[str, str]] = field(default_factory=list)

    def of(self, end: str, most: int, patience: float = 20.0) -> list[str]:
        """The bodies of topics that end so, once there are so many, or after a while."""
        until = time.monotonic() + patience
        while len(found := [body for topic, body in self.heard if topic.endswith(end)]) < most and time.monotonic() < until:
            time.sleep(0.02)
        return found


@contextmanager
def listening(broker: Mosquitto, topics: str) -> Iterator[Listener]:
    """Hears these topics from now on."""
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5)
    made = Listener(client)

    def on_message(_: Client, __: object, message: MQTTMessage) -> None:
        made.heard.append((message.topic, message.payload.decode()))

    client.on_message = on_message
    client.username_pw_set(USER, PASSWORD)
    client.connect("127.0.0.1", broker.port)
    client.subscribe(topics, qos=1)
    client.loop_start()
    yield made
    client.disconnect()
    client.loop_stop()
