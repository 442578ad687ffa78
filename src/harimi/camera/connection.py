"""Requests to the service over one connection that stays open, by the standard library's client, which is small."""

import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

SECONDS = 60.0
_LONGEST = 1_000_000
"""Bytes of an answer."""


class LostError(OSError):
    """The service was not reached; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said, and this machine's time half-way between question and answer (UTC)."""

    status: int
    headers: Message
    body: bytes
    at: datetime

    @property
    def json(self) -> dict[str, Any]:
        """The body; empty where it is no JSON object, as from a portal that answers in the service's place."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def code(self) -> str:
        """The problem's code; empty where it is none."""
        return str(self.json.get("code", "")) if "problem+json" in self.headers.get("Content-Type", "") else ""

    @property
    def retry_after(self) -> float:
        """Seconds that the service asks to wait; 0 where it asks for none."""
        told = self.headers.get("Retry-After", "")
        return float(told) if told.isascii() and told.isdecimal() and len(told) < 8 else 0.0

    def words(self) -> str:
        """What it says, for a log."""
        detail = str(self.json.get("detail", ""))[:300]
        return f"{self.status} {self.code}: {detail}" if self.code else f"{self.status} without a reason; check service.url"


class Connection:
    """To one service, whose certificate is checked: by the authority in the file `certificate`, if there is one."""

    def __init__(self, url: str, certificate: str = "", seconds: float = SECONDS) -> None:
        parts = urlsplit(url)
        self._base = f"{parts.path.rstrip('/')}/api/device/v1"
        self._open: HTTPConnection | None = None
        host, port = parts.hostname or "", parts.port
        self._new: Callable[[], HTTPConnection] = lambda: HTTPConnection(host, port, timeout=seconds)
        if parts.scheme == "https":
            context = ssl.create_default_context(cafile=certificate or None)
            self._new = lambda: HTTPSConnection(host, port, timeout=seconds, context=context)

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Asks once; once more where a connection that stood open was closed meanwhile. Raises `LostError`."""
        told = {"User-Agent": "harimi-camera", **headers}
        if self._open is not None:
            try:
                return self._asked(self._open, path, body, told)
            except (ConnectionError, HTTPException):
                self.close()
            except OSError as error:
                self.close()
                raise LostError(_why(error)) from error
        try:
            self._open = self._new()
            return self._asked(self._open, path, body, told)
        except (OSError, HTTPException) as error:
            self.close()
            raise LostError(_why(error)) from error

    def close(self) -> None:
        """The next request opens a new one."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _asked(self, connection: HTTPConnection, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        begun = datetime.now(UTC)
        connection.request("POST", f"{self._base}{path}", body, dict(headers))
        answer = connection.getresponse()
        said = answer.read(_LONGEST)
        if answer.length:
            self.close()
        return Answer(answer.status, answer.headers, said, begun + (datetime.now(UTC) - begun) / 2)


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the service's certificate cannot be trusted: {error.verify_message}; see service.certificate"
    return f"the service cannot be reached: {error or type(error).__name__}"
