"""A small server that speaks docs/how/devices.md, for what the real one does not do at will: fail, lie, forget, delay."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from uuid import uuid4

Reply = tuple[int, dict[str, Any]]


@dataclass
class Contract:
    """What the server holds and how it answers. `instead` answers in its place where it returns something."""

    tokens: set[str] = field(default_factory=lambda: {"hc_good"})
    captures: dict[str, bytes] = field(default_factory=dict)
    moments: list[str] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    outcomes: list[dict[str, str]] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    commands: list[dict[str, str]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    log: list[dict[str, Any]] = field(default_factory=list)
    consent: bool = False
    claimed: bool = False
    batches: bool = True
    instead: Callable[[str, dict[str, str]], Reply | None] = lambda *_: None
    url: str = ""
    lock: Lock = field(default_factory=Lock)

    def order(self, kind: str, expires_at: str = "2100-01-01T00:00:00+00:00") -> str:
        """A command from now on, until the camera says what became of it."""
        command = str(uuid4())
        self.commands.append({"id": command, "kind": kind, "expires_at": expires_at})
        return command

    def became(self, command: str) -> list[str]:
        """States that the camera told, in order, each once."""
        return list(dict.fromkeys(one["state"] for one in self.outcomes if one["id"] == command))

    def paths(self) -> list[str]:
        """Addresses that were asked."""
        return [path for path, _, _ in self.asked]

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """As the contract says."""
        told = self.instead(path, headers)
        if told is not None:
            return told
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if path == "/enrol":
            return self._enrol()
        if bearer not in self.tokens:
            return problem(401, "bad_token")
        return _ANSWERS[path](self, headers, body)

    def _enrol(self) -> Reply:
        if not self.claimed:
            return problem(403, "not_claimed")
        self.tokens.add("hc_first")
        return 201, {"token": "hc_first"}

    def _orders(self, headers: dict[str, str]) -> dict[str, Any]:
        known = headers.get("harimi-settings") == str(self.settings.get("version"))
        settings = None if known or not self.settings else self.settings
        ended = {one["id"] for one in self.outcomes if one["state"] in ("done", "failed")}
        commands = [one for one in self.commands if one["id"] not in ended]
        return {"now": datetime.now(UTC).isoformat(), "settings": settings, "commands": commands}

    def _keep(self, key: str, taken_at: str, data: bytes) -> Reply:
        fresh = key not in self.captures
        if not fresh and self.captures[key] != data:
            return problem(409, "key_reused")
        self.captures[key] = data
        if fresh:
            self.moments.append(taken_at)
        return 201 if fresh else 200, {"id": key}

    def _capture(self, headers: dict[str, str], body: bytes) -> Reply:
        status, told = self._keep(headers["idempotency-key"], headers["harimi-taken-at"], body)
        return status, {**told, "orders": self._orders(headers)}

    def _batch(self, headers: dict[str, str], body: bytes) -> Reply:
        if not self.batches:
            return 404, {}
        photos, moments, keys = _form(headers, body)
        kept = [self._keep(key, at, data) for data, at, key in zip(photos, moments, keys, strict=True)]
        return 200, {"outcomes": [{"status": status, **told} for status, told in kept], "orders": self._orders(headers)}

    def _contact(self, headers: dict[str, str], body: bytes) -> Reply:
        self.outcomes += json.loads(body).get("outcomes", [])
        return 200, {"orders": self._orders(headers)}

    def _token(self, _: dict[str, str], __: bytes) -> Reply:
        self.tokens.add("hc_new")
        return 201, {"token": "hc_new"}

    def _report(self, _: dict[str, str], body: bytes) -> Reply:
        if not self.consent:
            return problem(403, "no_consent")
        self.reports.append(json.loads(body))
        return 204, {}

    def _log(self, _: dict[str, str], body: bytes) -> Reply:
        self.log += json.loads(body)
        return 200, {"kept": 1}


_ANSWERS: dict[str, Callable[[Contract, dict[str, str], bytes], Reply]] = {
    "/captures": Contract._capture,
    "/captures/batch": Contract._batch,
    "/contact": Contract._contact,
    "/token": Contract._token,
    "/report": Contract._report,
    "/log": Contract._log,
}


def problem(status: int, code: str) -> Reply:
    """A refusal."""
    return status, {"type": f"urn:harimi:problem:{code}", "code": code, "detail": f"because of {code}", "status": status}


def _form(headers: dict[str, str], body: bytes) -> tuple[list[bytes], list[str], list[str]]:
    boundary = headers["content-type"].partition("boundary=")[2].encode()
    found: dict[str, list[bytes]] = {"photo": [], "taken_at": [], "idempotency_key": [], "part": [], "value": []}
    for one in body.split(b"--" + boundary)[1:-1]:
        head, _, data = one.partition(b"\r\n\r\n")
        name = re.search(rb'name="(\w+)"', head)
        assert name is not None
        found[name.group(1).decode()].append(data.removesuffix(b"\r\n"))
    return found["photo"], [at.decode() for at in found["taken_at"]], [key.decode() for key in found["idempotency_key"]]


@contextmanager
def serving(port: int = 0) -> Iterator[Contract]:
    """The server, in a thread of its own."""
    contract = Contract()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            path = self.path.removeprefix("/api/device/v1")
            headers = {name.lower(): value for name, value in self.headers.items()}
            with contract.lock:
                contract.asked.append((path, headers, body))
                status, told = contract.answer(path, headers, body)
            data = b"" if status == 204 else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/problem+json" if "code" in told else "application/json")
            for name, value in told.get("headers", {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    contract.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield contract
    finally:
        server.shutdown()
        server.server_close()
