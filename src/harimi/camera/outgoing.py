"""Photographs on their way to the service: kept until it says that it has them, sent in the order in which they were taken."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

import httpx

MOST = 2000
"""Photographs that wait at most; the oldest are given up first."""
_GIVEN_UP = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY)


class RefusedError(RuntimeError):
    """The service will not have this camera; the message is its own word."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A photograph with the time at which it was taken (with time zone) and a key of its own."""

    data: bytes
    taken_at: datetime
    key: str


class Outgoing:
    """The queue of one camera. `url` is the service's address, `token` the camera's."""

    def __init__(self, url: str, token: str, client: httpx.Client | None = None) -> None:
        self._address = f"{url.rstrip('/')}/api/device/v1/captures"
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "image/jpeg"}
        self._client = client or httpx.Client(timeout=20)
        self._waiting: deque[Shot] = deque(maxlen=MOST)

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, shot: Shot) -> None:
        """Puts a photograph at the end of the queue."""
        self._waiting.append(shot)

    def flush(self) -> int:
        """Sends what waits, as long as the service takes it; how many it took. Raises `RefusedError`.

        Without a connection, or when told to wait, everything stays in the queue for the next time.
        """
        sent = 0
        while self._waiting:
            if not self._taken(self._waiting[0]):
                return sent
            self._waiting.popleft()
            sent += 1
        return sent

    def _taken(self, shot: Shot) -> bool:
        told = {"Harimi-Taken-At": shot.taken_at.isoformat(), "Idempotency-Key": shot.key}
        try:
            answer = self._client.post(self._address, content=shot.data, headers=self._headers | told)
        except httpx.TransportError:
            return False
        if answer.is_success or answer.status_code in _GIVEN_UP:
            return True
        if answer.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.CONFLICT):
            raise RefusedError(answer.text)
        return False
