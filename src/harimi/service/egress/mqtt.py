"""Messages to a broker that a customer named: its address is checked and pinned, and what leaves is permitted first.

QoS 1, all of them under way at once; each counts as taken when the broker says so.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from paho.mqtt.client import Client, MQTTMessageInfo, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from harimi.service.egress.permit import leaving
from harimi.service.egress.web.destination import Destination, destination
from harimi.service.egress.web.sending import UnansweredError, UnreachedError
from harimi.service.third_parties.departure import Departure

LASTS = 20.0
"""Seconds for connecting, sending and the broker's answers."""
_LOOKED = 0.2
"""Seconds after which somebody who waits for an answer looks whether the connection is there still."""
SCHEMES = ("mqtts", "mqtt")
_LOGIN = (0x84, 0x85, 0x86, 0x87, 0x8A, 0x8C)
"""Reason codes of CONNACK by which a broker does not know or want us (MQTT 5, 3.2.2.2)."""


class LoginError(UnreachedError):
    """The broker does not let us in: nothing left."""


class NotTakenError(Exception):
    """The broker is there and will not have a message, as its topic is not ours to write."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; a `retained` one is told to whoever comes later, too."""

    topic: str
    body: bytes
    retained: bool = True


@dataclass(frozen=True, slots=True)
class Login:
    """Who we are at the broker; nobody where `user` is empty."""

    user: str = ""
    password: str = ""


def publish(departure: Departure, url: str, login: Login, messages: Sequence[Message], taken: Callable[[int], object]) -> None:
    """Sends the messages in order; `taken` is called with the place of each that the broker has, in order.

    Raises `AddressError` and `NotPermittedError` before anything is opened, `UnreachedError`, `LoginError`, `NotTakenError` and
    `UnansweredError`.
    """
    to = destination(url, schemes=SCHEMES)
    with leaving(departure):
        _Session(to, login).publish(messages, taken)


class _Pinned(Client):
    """Dials the address that was checked, and no proxy."""

    ip = ""

    def _create_socket_connection(self) -> socket.socket:
        return socket.create_connection((self.ip, self._port), timeout=self._connect_timeout)


class _Session:
    def __init__(self, to: Destination, login: Login) -> None:
        self._to, self._until = to, time.monotonic() + LASTS
        self._answered, self._lost = threading.Event(), threading.Event()
        self._code: int | None = None
        self._refused: set[int] = set()
        self._client = _Pinned(CallbackAPIVersion.VERSION2, client_id="", protocol=MQTTv5, reconnect_on_failure=False)
        self._client.ip, self._client.connect_timeout = to.ip, LASTS / 2
        if login.user:
            self._client.username_pw_set(login.user, login.password or None)
        if to.scheme == "mqtts":
            self._client.tls_set_context(trust())
        self._client.on_connect, self._client.on_disconnect = self._connected, self._gone
        self._client.on_publish = self._published

    def publish(self, messages: Sequence[Message], taken: Callable[[int], object]) -> None:
        try:
            self._client.connect(self._to.host, self._to.port, keepalive=int(LASTS))
        except OSError as error:
            raise UnreachedError(type(error).__name__) from None
        self._client.loop_start()
        try:
            self._welcome()
            self._send(messages, taken)
        finally:
            self._client.disconnect()
            self._client.loop_stop()

    def _welcome(self) -> None:
        if not self._answered.wait(self._left()) or self._code is None:
            raise UnreachedError("CONNACK")
        if self._code in _LOGIN:
            raise LoginError(str(self._code))
        if self._code:
            raise UnreachedError(str(self._code))

    def _send(self, messages: Sequence[Message], taken: Callable[[int], object]) -> None:
        under_way = [self._client.publish(one.topic, one.body, qos=1, retain=one.retained) for one in messages]
        for place, one in enumerate(under_way):
            try:
                self._wait(one)
            except (RuntimeError, ValueError) as error:
                raise UnansweredError(type(error).__name__) from None
            if one.mid in self._refused:
                raise NotTakenError(messages[place].topic)
            if not one.is_published():
                raise UnansweredError("PUBACK")
            taken(place)

    def _wait(self, one: MQTTMessageInfo) -> None:
        """Until the broker has it, the connection breaks, or the time is over."""
        while not one.is_published() and not self._lost.is_set() and time.monotonic() < self._until:
            one.wait_for_publish(min(_LOOKED, self._left()))

    def _left(self) -> float:
        return max(0.01, self._until - time.monotonic())

    def _connected(self, *told: object) -> None:
        code = told[3]
        if self._code is None:
            self._code = code.value if isinstance(code, ReasonCode) else 0
        self._answered.set()

    def _gone(self, *_: object) -> None:
        """A connection that breaks is not made anew: what was under way is sent by the next session."""
        self._lost.set()
        self._answered.set()

    def _published(self, _: Client, __: object, mid: int, code: ReasonCode, ___: Properties) -> None:
        if code.is_failure:
            self._refused.add(mid)


def trust() -> ssl.SSLContext:
    """Whose certificates are believed."""
    return ssl.create_default_context()
