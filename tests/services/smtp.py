"""A mail server on a port of its own: it takes mail, or answers what a test tells it to."""

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from django.conf import settings
from django.test import override_settings


class Smtp(socketserver.ThreadingTCPServer):
    """`answers` are given to the next recipients, `to_data` to the next mails, one each; then everything is taken."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Speaking)
        self.answers: list[str] = []
        self.to_data: list[str] = []
        self.taken: list[EmailMessage] = []
        self.calls = 0


class _Speaking(socketserver.StreamRequestHandler):
    server: Smtp

    def handle(self) -> None:
        self.server.calls += 1
        self._say("220 here")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self._take()
            elif verb == b"RCPT":
                self._say(self.server.answers.pop(0) if self.server.answers else "250 ok")
            elif verb == b"QUIT":
                return self._say("221 bye")
            else:
                self._say("250 ok")
        return None

    def _take(self) -> None:
        self._say("354 go")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        answer = self.server.to_data.pop(0) if self.server.to_data else "250 kept"
        if answer.startswith("2"):
            self.server.taken.append(email.message_from_bytes(b"".join(lines), policy=default))
        self._say(answer)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def smtp_server(monkeypatch: Any) -> Iterator[Smtp]:
    """A server that the operator configured, and registered as their own machine."""
    from harimi.service.privacy.models import Recipient
    from harimi.service.privacy.recipients import register

    made = Smtp()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    port = made.server_address[1]
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"}))
    told: dict[str, Any] = {"service": "mail", "host": "127.0.0.1", "name": "Own", "country": "JP", "basis": "own"}
    register(Recipient(id="relay", items=["mail"], **told))
    backend = {"EMAIL_BACKEND": "harimi.service.egress.mail.GatedMail", "EMAIL_HOST": "127.0.0.1"}
    with override_settings(EMAIL_PORT=port, EMAIL_USE_TLS=False, **backend):
        yield made
    made.shutdown()
    made.server_close()
