"""Connections that go to one address only and end at one moment, whatever a name or a slow server would have them do."""

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx


class Late(httpcore.TimeoutException):
    """The time for all of it is over."""


class PinnedStream(httpcore.NetworkStream):
    """A connection whose every wait ends with the time for the whole."""

    def __init__(self, inner: httpcore.NetworkStream, network: "PinnedNetwork") -> None:
        self._inner, self._network = inner, network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  # the whole has one
        return self._inner.read(max_bytes, _left(self._network.until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._inner.write(buffer, _left(self._network.until))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        return PinnedStream(self._inner.start_tls(ssl_context, server_hostname, _left(self._network.until)), self._network)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class PinnedNetwork(httpcore.NetworkBackend):
    """Opens connections to `ip` and `port` alone, whatever host they are for; `until` is a moment of the monotonic clock, which
    another request moves on.
    """

    def __init__(self, ip: str, port: int, until: float, inner: httpcore.NetworkBackend | None = None) -> None:
        self._ip, self._port, self.until, self._inner = ip, port, until, inner or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002  # the name was looked up once
        port: int,  # noqa: ARG002  # checked with the name
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._inner.connect_tcp(self._ip, self._port, _left(self.until), local_address, socket_options)
        return PinnedStream(inner, self)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise httpcore.ConnectError(f"no socket of this machine is opened: {path}, {timeout}, {socket_options}")

    def sleep(self, seconds: float) -> None:
        time.sleep(min(seconds, _left(self.until)))


class PinnedTransport(httpx.BaseTransport):
    """What httpx sends through: no proxy, no second connection, no name but the pinned one."""

    def __init__(self, network: PinnedNetwork, trust: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=trust, max_connections=1, retries=0, network_backend=network)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
        )
        sent = httpcore.Request(request.method, url, headers=request.headers.raw, content=request.stream)
        answer = self._pool.handle_request(sent)
        stream = _Body(answer)
        return httpx.Response(answer.status, headers=answer.headers, stream=stream, extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Any:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def _left(until: float) -> float:
    """Seconds of the time for the whole."""
    left = until - time.monotonic()
    if left <= 0:
        raise Late("the time for all of it is over")
    return left
