"""A third party with a web server of its own, somebody whose data goes there, and how they are asked."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpcore
import pytest

from harimi.service.accounts.models import User
from harimi.service.egress.permit import NotPermittedError
from harimi.service.egress.web import sending
from harimi.service.egress.web.pinned import PinnedNetwork
from harimi.service.egress.web.sending import Answer, post
from harimi.service.privacy import audit
from harimi.service.privacy.choices import Asked
from harimi.service.privacy.days import today
from harimi.service.privacy.models import Recipient
from harimi.service.privacy.recipients import register
from harimi.service.third_parties.departure import Departure

PUBLIC = "93.184.216.34"
"""An address outside; nothing is ever sent there."""
URL = "http://partner.example/take"
ITEMS = ("display_content",)
BEFORE = datetime(2026, 5, 1, tzinfo=UTC)


class Server(http.server.ThreadingHTTPServer):
    """Counts who connects; answers what a test tells it to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.connections = 0
        self.taken: list[tuple[str, bytes, dict[str, str]]] = []
        self.answer: tuple[int, dict[str, str], bytes] = (200, {}, b"thanks")

    def get_request(self) -> Any:
        self.connections += 1
        return super().get_request()


class _Answering(http.server.BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.taken.append((self.path, body, dict(self.headers)))
        status, headers, said = self.server.answer
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(said))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that it has there
        """Nothing on the terminal."""


class Diverted(httpcore.SyncBackend):
    """Dials the test's server, whatever public address is wanted, and remembers which was."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port, self.dialled = port, list[tuple[str, int]]()

    def connect_tcp(self, host: str, port: int, *args: Any, **options: Any) -> httpcore.NetworkStream:
        self.dialled.append((host, port))
        return super().connect_tcp("127.0.0.1", self.port, *args, **options)


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Server, Diverted]]:
    """A server to which every public address leads."""
    made = Server()
    diverted = Diverted(made.server_address[1])
    monkeypatch.setattr(sending, "PinnedNetwork", lambda ip, port, until: PinnedNetwork(ip, port, until, diverted))
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made, diverted
    made.shutdown()
    made.server_close()


def at(*addresses: str) -> Any:
    """A resolver by which every name of `.example` has these addresses, and nothing else is known."""
    return lambda host, port: [*addresses] if host.endswith(".example") else []  # noqa: ARG005


def partner(basis: str = "consented", **changed: Any) -> Recipient:
    """A registered third party in Japan."""
    told: dict[str, Any] = {
        "id": "partner",
        "service": "other",
        "host": "partner.example",
        "name": "Partner Co.",
        "country": "JP",
        "basis": basis,
        "items": list(ITEMS),
        "purposes": [] if basis == "legal" else ["provision"],
    }
    if basis == "entrusted":
        told |= {"contract_on": BEFORE.date(), "review_by": today() + timedelta(days=30)}
    return register(Recipient(**{**told, **changed}))


def asked(words: str = "May Partner Co. get what your meters show?", by: Any = None) -> Asked:
    """How somebody was asked."""
    return Asked(words, "en", "my_account", by)


def sent(departure: Departure, url: str = URL) -> Answer:
    """Sends to the third party."""
    return post(departure, url, b"{}", {"Content-Type": "application/json"}, insecure=True, look_up=at(PUBLIC))


def departure(to: Recipient | None, who: User, **changed: object) -> Departure:
    """Something of theirs that is about to leave."""
    told: dict[str, object] = {"to": to, "items": ITEMS, "purpose": "provision", "subject": who.subject_id}
    return Departure(**{**told, **changed})  # type: ignore[arg-type]


def refused(server: Server, leaving: Departure) -> str:
    """Why it was refused; nobody connected, nothing was recorded as provided, and the audit knows."""
    before = server.connections
    with pytest.raises(NotPermittedError) as told:
        sent(leaving)
    assert server.connections == before
    last = audit.about(leaving.subject).first() if leaving.subject else None
    assert last is not None
    assert (last.action, last.outcome) == ("withheld", told.value.refusal.why)
    return told.value.refusal.why
