"""One request to an address that a customer gave: what leaves is permitted and written down before the connection is opened.

Redirects are not followed, answers are read as far as they matter, and all of it has one time.
"""

import ssl
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache

import httpcore
import httpx

from harimi.service.egress.permit import NothingLeftError, leaving
from harimi.service.egress.web.destination import Destination, Resolve, destination, resolve
from harimi.service.egress.web.pinned import PinnedNetwork, PinnedTransport
from harimi.service.third_parties.departure import Departure

LASTS = 10.0
"""Seconds from the name's look-up to the end of the answer."""
LARGEST, LARGEST_ANSWER = 1_000_000, 64_000
"""Bytes that are sent, and that are read of an answer."""
AGENT = "Harimi"


class UnreachedError(NothingLeftError):
    """Nobody was reached there: nothing left."""


class UnansweredError(Exception):
    """It went out, wholly or in part, and no answer came that says whether it was taken."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said. A redirect is an answer like any that is no success."""

    status: int
    body: bytes

    @property
    def taken(self) -> bool:
        """Whether it took what was sent."""
        return 200 <= self.status < 300


def post(
    departure: Departure,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    insecure: bool = False,
    look_up: Resolve = resolve,
) -> Answer:
    """Sends `body` there. `insecure` lets http pass as well.

    Raises `AddressError` and `NotPermittedError` before anything is opened, `UnreachedError`, and `UnansweredError`.
    """
    if len(body) > LARGEST:
        raise ValueError(f"more than {LARGEST} bytes are sent to nobody")
    to = destination(url, insecure=insecure, look_up=look_up)
    with leaving(departure):
        return _posted(to, body, headers, time.monotonic() + LASTS)


def _posted(to: Destination, body: bytes, headers: Mapping[str, str], until: float) -> Answer:
    told = {**headers, "User-Agent": AGENT, "Accept-Encoding": "identity"}
    transport = PinnedTransport(PinnedNetwork(to.ip, to.port, until), trust())
    try:
        with httpx.Client(transport=transport, follow_redirects=False, trust_env=False) as client:
            asked = _request(client, to.url, body, told)
            with closing(client.send(asked, stream=True)) as answer:
                return Answer(answer.status_code, _beginning(answer))
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        raise UnreachedError(type(error).__name__) from None
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpx.HTTPError) as error:
        raise UnansweredError(type(error).__name__) from None


def _request(client: httpx.Client, url: str, body: bytes, headers: Mapping[str, str]) -> httpx.Request:
    """What is to be sent; nothing is where it cannot be written."""
    try:
        return client.build_request("POST", url, content=body, headers=headers)
    except (httpx.InvalidURL, UnicodeEncodeError) as error:
        raise UnreachedError(type(error).__name__) from None


def _beginning(answer: httpx.Response) -> bytes:
    """As much of an answer as matters."""
    found = bytearray()
    for piece in answer.iter_raw():
        found += piece
        if len(found) >= LARGEST_ANSWER:
            break
    return bytes(found[:LARGEST_ANSWER])


@cache
def trust() -> ssl.SSLContext:
    """Whose certificates are believed."""
    return httpx.create_ssl_context()
