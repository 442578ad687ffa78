"""Libraries that open connections by themselves do so only by ours: pinned, checked, timed, and to the hosts that are meant.

Inside `speaking`, and in that thread alone, whatever `requests` sends goes by a pinned connection, redirects are answers, and
all else that would reach out of the process is refused: sockets and programs. A thread that it started would be free: what may
be used (`more.HOSTS`) starts none.
"""

import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
import httpx
import requests
from requests import adapters, sessions
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers

from harimi.service.egress.web.destination import AddressError, Resolve, destination, resolve
from harimi.service.egress.web.pinned import PinnedNetwork, PinnedTransport
from harimi.service.egress.web.sending import LARGEST, LARGEST_ANSWER, Answer, UnansweredError, UnreachedError, trust

_DROPPED = ("location", "content-length", "content-encoding", "transfer-encoding", "retry-after")
"""Headers of an answer that nobody is to act upon: nobody is followed, and nobody waits."""
_CLOSED = (
    *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "subprocess.Popen", "os.system", "os.exec"),
    *("os.fork", "os.forkpty", "os.posix_spawn"),
)


class GuardedError(OSError):
    """A library wanted to reach out by itself."""


@dataclass
class Speaking:
    """What a library says to `hosts` in one go, until a moment of the monotonic clock; `fault` is what went wrong last."""

    hosts: Collection[str]
    until: float
    look_up: Resolve
    answer: Answer | None = None
    fault: Exception | None = None
    reached: bool = False

    def answered(self, request: requests.PreparedRequest) -> requests.Response:
        """Sends a request. Raises a `requests.ConnectionError`."""
        quiet = _NOW.set(None)
        try:
            return self._answered(request)
        except (AddressError, UnreachedError, UnansweredError) as error:
            self.fault = UnansweredError(str(error)) if self.reached else error
            raise requests.ConnectionError(type(error).__name__) from None
        finally:
            _NOW.reset(quiet)

    def _answered(self, request: requests.PreparedRequest) -> requests.Response:
        to = destination(request.url or "", look_up=self.look_up)
        if to.host not in self.hosts:
            raise AddressError("elsewhere")
        network = PinnedNetwork(to.ip, to.port, self.until)
        try:
            with httpx.Client(transport=PinnedTransport(network, trust()), trust_env=False) as client:
                asked = client.build_request(
                    request.method or "POST", to.url, content=_body(request), headers=_headers(request)
                )
                answer = client.send(asked, stream=True)
                self.reached, body = True, _beginning(answer)
                self.answer = Answer(answer.status_code, body, _seconds(answer))
                return _told(request, answer, body)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise UnreachedError(type(error).__name__) from None
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpx.HTTPError) as error:
            raise UnansweredError(type(error).__name__) from None


_NOW: ContextVar[Speaking | None] = ContextVar("speaking", default=None)


@contextmanager
def speaking(hosts: Collection[str], *, lasts: float, look_up: Resolve = resolve) -> Iterator[Speaking]:
    """Inside, a library may speak to these hosts by `requests`, and by nothing else."""
    _install()
    now = Speaking(hosts, time.monotonic() + lasts, look_up)
    before = _NOW.set(now)
    try:
        yield now
    finally:
        _NOW.reset(before)


class _Adapter(adapters.HTTPAdapter):
    """What `requests` sends by: outside of `speaking` its own."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        now = _NOW.get()
        return super().send(request, *args, **options) if now is None else now.answered(request)


@cache
def _install() -> None:
    """Once for a process, and only where such a library is used: every event that Python reports costs a little."""
    vars(sessions)["HTTPAdapter"] = _Adapter
    sys.addaudithook(_hook)


def _hook(event: str, _: tuple[Any, ...]) -> None:
    if event in _CLOSED and _NOW.get() is not None:
        raise GuardedError(event)


def _body(request: requests.PreparedRequest) -> bytes:
    told = request.body or b""
    body = told.encode() if isinstance(told, str) else told
    if not isinstance(body, bytes) or len(body) > LARGEST:
        raise UnreachedError(f"only what is known beforehand is sent, and {LARGEST} bytes at most")
    return body


def _headers(request: requests.PreparedRequest) -> httpx.Headers:
    """As they are, but nothing comes packed, and the length is written anew."""
    kept = {name: value if isinstance(value, str) else value.decode("latin-1") for name, value in request.headers.items()}
    told = httpx.Headers(kept)
    told.pop("content-length", None)
    told.update({"accept-encoding": "identity", "connection": "close"})
    return told


def _beginning(answer: httpx.Response) -> bytes:
    found = bytearray()
    try:
        for piece in answer.iter_raw():
            found += piece
            if len(found) >= LARGEST_ANSWER:
                break
    finally:
        answer.close()
    return bytes(found[:LARGEST_ANSWER])


def _seconds(answer: httpx.Response) -> float | None:
    told = answer.headers.get("retry-after", "")
    return float(told) if told.isdecimal() and len(told) < 7 else None


def _told(request: requests.PreparedRequest, answer: httpx.Response, body: bytes) -> requests.Response:
    """The answer as the library expects it, without what it could act upon."""
    told = requests.Response()
    told.status_code, told.url, told.request = answer.status_code, request.url or "", request
    told.headers = CaseInsensitiveDict({name: value for name, value in answer.headers.items() if name not in _DROPPED})
    told.encoding = get_encoding_from_headers(told.headers)
    vars(told).update(_content=body, _content_consumed=True)
    return told
