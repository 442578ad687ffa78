"""Cameras speak by an MQTT broker: each message is acknowledged to it only when what it brought is durable.

paho itself is used and not aiomqtt, which has no way to acknowledge a message later than it was received.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from harimi.vision.photo import MAX_BYTES

log = structlog.stdlib.get_logger("harimi.mqtt")
TOPICS = "$share/harimi/harimi/+/in/#"
"""Shared: each message goes to one of the intakes."""
KEPT = 30 * 24 * 3600
"""Seconds for which the broker keeps what comes while an intake is away."""
AT_A_TIME = 20
"""Messages that the broker sends ahead of their acknowledgement."""
LARGEST = MAX_BYTES + 100_000
KEEPALIVE = 60
CALM = 60.0
"""Seconds of a connection after which the next one is made at once again."""
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds until the next attempt to connect, one after the other."""


_TODO = "where broker and database are there, see that no other intake has the same name: each needs its own --name"


class AwayError(RuntimeError):
    """What is needed to keep a message is away: it is not acknowledged, and comes again."""


class BrokerRefusedError(RuntimeError):
    """The broker will not have this intake; the message is the broker's own reason."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where a broker is and who we are there."""

    host: str
    port: int
    secure: bool
    user: str
    password: str

    @classmethod
    def of(cls, url: str) -> "Broker":
        """From mqtt://user:password@host:1883, or mqtts:// for TLS."""
        parts = urlsplit(url)
        secure = parts.scheme == "mqtts"
        port = parts.port or (8883 if secure else 1883)
        return cls(parts.hostname or "", port, secure, unquote(parts.username or ""), unquote(parts.password or ""))


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message of a device, as its topic names it: `what` it is about, and what its user properties say."""

    device: str
    what: str
    data: bytes
    said: Mapping[str, str]


Answering = Callable[[Incoming], Mapping[str, Any]]


def listen(broker: Broker, name: str, answering: Answering, stop: threading.Event) -> None:
    """Answers messages until `stop` is set; `name` is this intake's own, under which the broker keeps what it misses.

    A connection that breaks is made anew, and so is one that we break since the database is away: the broker then sends once
    more what was not acknowledged. Raises a `BrokerRefusedError`.
    """
    failures = 0
    while not stop.is_set():
        started = time.monotonic()
        try:
            _serve(broker, name, answering, stop)
        except (OSError, AwayError) as error:
            failures = 0 if time.monotonic() - started > CALM else failures
            log.warning("the intake is put off", error=type(error).__name__, seconds=PAUSES[failures], todo=_TODO)
            stop.wait(PAUSES[failures])
            failures = min(failures + 1, len(PAUSES) - 1)


def _serve(broker: Broker, name: str, answering: Answering, stop: threading.Event) -> None:
    """One connection, from its beginning to its end. Raises an `OSError` or `AwayError` where it broke."""
    client = _client(broker, name, answering)
    client.connect(broker.host, broker.port, KEEPALIVE, clean_start=False, properties=_lasting())
    try:
        while not stop.is_set():
            if (status := client.loop(timeout=0.5)) != MQTTErrorCode.MQTT_ERR_SUCCESS:
                raise ConnectionError(status)
        client.disconnect()
        client.loop(timeout=0.5)
    finally:
        if (socket := client.socket()) is not None:
            socket.close()


def _client(broker: Broker, name: str, answering: Answering) -> Client:
    client = Client(CallbackAPIVersion.VERSION2, client_id=f"harimi-{name}", protocol=MQTTv5, manual_ack=True)
    if broker.user:
        client.username_pw_set(broker.user, broker.password)
    if broker.secure:
        client.tls_set()
    client.on_connect = _subscribe
    client.on_subscribe = _subscribed
    client.on_message = lambda client, _, message: _answer(client, message, answering)
    return client


def _lasting() -> Properties:
    wanted = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    wanted.SessionExpiryInterval = KEPT
    wanted.ReceiveMaximum = AT_A_TIME
    wanted.MaximumPacketSize = LARGEST
    return wanted


def _subscribe(client: Client, _: Any, __: Any, reason: ReasonCode, ___: Any) -> None:
    if reason.is_failure:
        raise BrokerRefusedError(f"the broker refused the connection: {reason}")
    log.info("the intake is connected")
    client.subscribe(TOPICS, qos=1)


def _subscribed(_: Client, __: Any, ___: int, reasons: list[ReasonCode], ____: Any) -> None:
    if any(reason.is_failure for reason in reasons):
        raise BrokerRefusedError(f"the broker refused the subscription: {reasons[0]}; may this user read harimi/# ?")


def _answer(client: Client, message: MQTTMessage, answering: Answering) -> None:
    """The answer goes out before the acknowledgement: whoever is killed between the two answers once more."""
    incoming = _incoming(message)
    if incoming is not None:
        told = json.dumps(answering(incoming), ensure_ascii=False)
        client.publish(f"harimi/{incoming.device}/out/answer", told, qos=1, properties=_about(message))
    client.ack(message.mid, message.qos)


def _incoming(message: MQTTMessage) -> Incoming | None:
    """None for a topic that is none of ours, such as harimi//in/x."""
    try:
        parts = message.topic.split("/")
    except UnicodeDecodeError:
        return None
    if len(parts) != 4 or not parts[1]:
        return None
    pairs = getattr(message.properties, "UserProperty", [])
    return Incoming(parts[1], parts[3], bytes(message.payload), dict(pairs))


def _about(message: MQTTMessage) -> Properties:
    found = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    found.ContentType = "application/json"
    correlation = getattr(message.properties, "CorrelationData", None)
    if correlation is not None:
        found.CorrelationData = correlation
    return found
