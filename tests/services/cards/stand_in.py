"""A stand-in of the card provider: a real HTTP server written from its public documentation, with a page on which a card is
typed. It can be away, lose answers, and send its events repeated, in any order, late, or forged.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.services.cards.acquirer import Acquirer, ApiError, Json
from tests.services.cards.wire import parsed, signature

KEY, SECRET = "sk_test_of_the_stand_in", "whsec_of_the_stand_in"
KINDS = {
    "payment_intents": "payment_intent",
    "refunds": "refund",
    "disputes": "dispute",
    "balance_transactions": "balance_transaction",
    "events": "event",
}
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Hosted page</title></head><body>
<h1>Pay</h1><p id="said">{said}</p><form method="post"><label>Card <input name="pan" value="{pan}" autocomplete="off"></label>
{confirm}<button>Go on</button></form><a href="{away}">Back</a></body></html>"""
_CONFIRM = '<label><input type="checkbox" name="confirmed" value="yes"> It is me</label>'


class StandIn:
    """`away` is a status it answers everything with; `loses` cuts that many answers off after the work is done; `hook` is
    where it sends events by itself.
    """

    def __init__(self) -> None:
        self.acquirer = Acquirer(self._told)
        self.away, self.loses, self.hook, self.url = 0, 0, "", ""
        self.asked: list[tuple[str, str, Json]] = []
        self.keys: dict[str, tuple[str, int, Json]] = {}
        self.lock = threading.RLock()

    @property
    def events(self) -> list[Json]:
        return self.acquirer.of("event")

    def _told(self, event: Json) -> None:
        if self.hook:
            threading.Thread(target=self.deliver, args=(dict(event),), daemon=True).start()

    def deliver(self, event: Json, *, at: float | None = None, secret: str = SECRET, to: str = "") -> int:
        """Sends an event; the status of the answer. Repeats for a while what was not taken, as the provider does."""
        body = json.dumps(event)
        for pause in (0.0, 0.5, 1.0):
            time.sleep(pause)
            header = {"Stripe-Signature": signature(body, secret, at), "Content-Type": "application/json"}
            try:
                status = httpx.post(to or self.hook, content=body, headers=header, timeout=10).status_code
            except httpx.TransportError:
                status = 0
            if 200 <= status < 500:
                return status
        return status

    def answer(self, method: str, path: str, told: Json, key: str) -> tuple[int, Json]:
        """What the API says; the same key, the same answer."""
        with self.lock:
            self.asked.append((method, path, told))
            before, sent = self.keys.get(key), json.dumps([path, told], sort_keys=True)
            if key and before:
                if before[0] != sent:
                    return 400, {"error": {"type": "idempotency_error", "message": "other parameters"}}
                return before[1:]
            try:
                status, said = 200, self._do(method, path, told)
            except ApiError as error:
                status, said = error.status, {"error": error.error}
            if key:
                self.keys[key] = sent, status, json.loads(json.dumps(said))
            return status, said

    def _do(self, method: str, path: str, told: Json) -> Json:
        does: list[tuple[str, str, Callable[..., Json]]] = [
            ("POST", r"customers", lambda: self.acquirer.new_customer(told)),
            ("DELETE", r"customers/(\w+)", self.acquirer.delete_customer),
            ("POST", r"checkout/sessions", lambda: self.acquirer.new_session(told, self.url)),
            ("POST", r"checkout/sessions/(\w+)/expire", self.acquirer.expire),
            ("POST", r"payment_intents", lambda: self.acquirer.new_intent(told)),
            ("POST", r"payment_intents/(\w+)/capture", lambda one: self.acquirer.capture(one, told)),
            ("POST", r"payment_intents/(\w+)/cancel", self.acquirer.cancel),
            ("POST", r"payment_methods/(\w+)/detach", self.acquirer.detach),
            ("POST", r"refunds", lambda: self.acquirer.new_refund(told)),
            ("GET", rf"({'|'.join(KINDS)})", lambda kind: self.acquirer.lists(KINDS[kind], told)),
            ("GET", r"[\w/]+/(\w+)", lambda one: self._shown(one, told)),
        ]
        for by, pattern, do in does:
            match = re.fullmatch(pattern, path.removeprefix("/v1/"))
            if match and by == method:
                return do(*match.groups())
        raise ApiError(404, type="invalid_request_error", message=f"Unrecognized request URL {path}")

    def _shown(self, identity: str, told: Json) -> Json:
        return self.acquirer.shown(self.acquirer.one(identity), list((told.get("expand") or {}).values()))


class Handler(BaseHTTPRequestHandler):
    """The API below /v1/, and the hosted page below /pay/."""

    of: StandIn

    def log_message(self, *_: Any) -> None:
        pass

    def _serve(self) -> None:
        there = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode() if length else there.query
        if there.path.startswith("/pay/"):
            return self._page(there.path.removeprefix("/pay/"), parsed(body))
        if self.of.away:
            return self._json(self.of.away, {"error": {"type": "api_error", "message": "away"}})
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            return self._json(401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key"}})
        status, said = self.of.answer(self.command, there.path, parsed(body), self.headers.get("Idempotency-Key", ""))
        if self.of.loses and self.command == "POST":
            self.of.loses -= 1
            self.close_connection = True
            return self.connection.close()
        return self._json(status, said)

    do_GET = do_POST = do_DELETE = _serve  # noqa: N815

    def _json(self, status: int, said: Json) -> None:
        self._send(status, "application/json", json.dumps(said).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _page(self, identity: str, told: Json) -> None:
        session, said, confirm = self.of.acquirer.one(identity), "", ""
        if self.command == "POST":
            with self.of.lock:
                pan = re.sub(r"\D", "", told.get("pan", ""))
                said = self.of.acquirer.typed(session, pan, confirmed=told.get("confirmed") == "yes")
            if said == "done":
                self.send_response(303)
                self.send_header("Location", session["success_url"])
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            confirm = _CONFIRM if said == "asks" else ""
        kept = told.get("pan", "") if said == "asks" else ""
        page = _PAGE.format(said=said, pan=kept, confirm=confirm, away=session["cancel_url"])
        self._send(200, "text/html; charset=utf-8", page.encode())


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """One that answers at its `url` until it is ended."""
    made = StandIn()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("_Handler", (Handler,), {"of": made}))
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
