"""The device API as this camera speaks it; docs/how/devices.md is the contract."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from harimi.camera.connection import Answer, Connection
from harimi.camera.settings import SettingsStore
from harimi.camera.tokens import Tokens
from harimi.camera.waiting import Waiting

_JSON = {"Content-Type": "application/json"}


class Api:
    """Each call is one request. Raises `LostError` where the service is not reached."""

    def __init__(self, connection: Connection, tokens: Tokens, settings: SettingsStore) -> None:
        self.connection, self.tokens, self.settings = connection, tokens, settings

    def capture(self, one: Waiting, data: bytes) -> Answer:
        """One photograph."""
        told = {"Content-Type": "image/jpeg", "Harimi-Taken-At": _time(one.taken_at), "Idempotency-Key": one.key}
        if one.part is not None:
            told["Harimi-Part"] = _part(one)
        return self._post("/captures", data, told)

    def batch(self, photographs: Sequence[tuple[Waiting, bytes]]) -> Answer:
        """Many photographs, as a form."""
        boundary = secrets.token_hex(16)
        body = bytearray()
        for one, data in photographs:
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="photo"; filename="photo.jpg"\r\n'
            body += head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + data + b"\r\n"
            for name, value in (
                ("taken_at", _time(one.taken_at)),
                ("idempotency_key", one.key),
                ("part", _part(one)),
                ("value", ""),
            ):
                body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        body += f"--{boundary}--\r\n".encode()
        return self._post("/captures/batch", bytes(body), {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def contact(self, outcomes: Sequence[dict[str, str]] = ()) -> Answer:
        """I am here, and this became of my orders."""
        return self._post("/contact", json.dumps({"outcomes": list(outcomes)}).encode(), _JSON)

    def token(self) -> Answer:
        """A new token."""
        return self._post("/token", b"", {})

    def report(self, report: dict[str, Any]) -> Answer:
        """What this camera is, and how it does."""
        return self._post("/report", json.dumps(report).encode(), _JSON)

    def log(self, events: Sequence[dict[str, Any]]) -> Answer:
        """What happened to it."""
        return self._post("/log", json.dumps(list(events)).encode(), _JSON)

    def enrol(self, key: str) -> Answer:
        """The first token. Nothing but the unit's key is sent."""
        return self.connection.post("/enrol", b"", {"Authorization": f"Bearer {key}"})

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        version = self.settings.current.version
        known = {"Harimi-Settings": str(version)} if version >= 0 else {}
        return self.connection.post(path, body, {"Authorization": f"Bearer {self.tokens.current}", **known, **headers})


def _time(moment: datetime) -> str:
    return moment.isoformat()


def _part(one: Waiting) -> str:
    return "" if one.part is None else ",".join(f"{share:.5f}" for share in one.part)
