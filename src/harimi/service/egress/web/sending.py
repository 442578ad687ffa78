"""Requests to an address that a customer gave: what leaves is permitted and written down before the connection is opened.

Redirects are not followed, answers are read as far as they matter, and all of it has one time.
"""

import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
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
    """What the other side said. A redirect is an answer like any that is no success; `retry_after` are seconds."""

    status: int
    body: bytes
    retry_after: float | None = None

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
    """Sends `body` there. `insecure` lets http go anywhere.

    Raises `AddressError` and `NotPermittedError` before anything is opened, `UnreachedError`, and `UnansweredError`.
    """
    with line(departure, url, insecure=insecure, look_up=look_up) as opened:
        return opened.post(body, headers)


@contextmanager
def line(
    departure: Departure, url: str, *, lasts: float | None = None, insecure: bool = False, look_up: Resolve = resolve
) -> Iterator["Line"]:
    """One connection for several requests, `lasts` seconds each: what goes by it is permitted and written down once.

    Raises `AddressError` and `NotPermittedError`.
    """
    to = destination(url, insecure=insecure, look_up=look_up)
    with leaving(departure):
        network = PinnedNetwork(to.ip, to.port, time.monotonic() + (lasts or LASTS))
        transport = PinnedTransport(network, trust())
        with httpx.Client(transport=transport, follow_redirects=False, trust_env=False) as client:
            yield Line(client, to, network, lasts or LASTS)


class Line:
    """A connection that is permitted; it is opened by the first request."""

    def __init__(self, client: httpx.Client, to: Destination, network: PinnedNetwork, lasts: float) -> None:
        self._client, self._to, self._network, self._lasts, self._used = client, to, network, lasts, False

    def post(self, body: bytes, headers: Mapping[str, str], path: str = "") -> Answer:
        """Sends `body` to the address, or to another `path` there. Raises `UnreachedError` where nothing left at all, and
        `UnansweredError`.
        """
        if len(body) > LARGEST:
            raise ValueError(f"more than {LARGEST} bytes are sent to nobody")
        self._network.until = time.monotonic() + self._lasts
        try:
            asked = self._request(path, body, {**headers, "User-Agent": AGENT, "Accept-Encoding": "identity"})
            with closing(self._client.send(asked, stream=True)) as answer:
                self._used = True
                return Answer(answer.status_code, _beginning(answer), _retry_after(answer))
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise self._unreached(error) from None
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpx.HTTPError) as error:
            raise UnansweredError(type(error).__name__) from None

    def _request(self, path: str, body: bytes, headers: Mapping[str, str]) -> httpx.Request:
        """What is to be sent; nothing is where it cannot be written."""
        try:
            url = httpx.URL(self._to.url)
            url = url.copy_with(raw_path=path.encode("ascii")) if path else url
            return self._client.build_request("POST", url, content=body, headers=headers)
        except (httpx.InvalidURL, UnicodeEncodeError) as error:
            raise self._unreached(error) from None

    def _unreached(self, error: Exception) -> Exception:
        """Only where nothing went by this connection before is it certain that nothing left."""
        return (UnansweredError if self._used else UnreachedError)(type(error).__name__)


def _retry_after(answer: httpx.Response) -> float | None:
    """The seconds after which the other side wants to hear again; a date is not heeded."""
    told = answer.headers.get("retry-after", "")
    return float(told) if told.isdecimal() and len(told) < 7 else None


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
