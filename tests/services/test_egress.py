"""What leaves: only to whom stands in the register, with a country and a basis, and for a purpose; the rest stays here."""

import ast
import socketserver
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client, override_settings

import harimi.service
from harimi.service.egress.mail import carrier_fault
from harimi.service.notices.models import KeptMessage
from harimi.service.privacy import audit
from harimi.service.privacy.gate import PurposeRequiredError, using
from harimi.service.privacy.models import AuditEvent, Recipient
from harimi.service.privacy.recipients import RecipientError, end, refusal, register
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
CLIENTS = {
    "smtplib",
    "httpcore",
    "httpx",
    "requests",
    "urllib3",
    "aiohttp",
    "paho",
    "aiomqtt",
    "boto3",
    "apprise",
    "stripe",
    "socket",
}


class _Smtp(socketserver.StreamRequestHandler):
    """Takes mail as a server would, and counts who came."""

    def handle(self) -> None:
        self.server.calls += 1  # type: ignore[attr-defined]
        self.wfile.write(b"220 here\r\n")
        data = False
        for line in self.rfile:
            if data:
                data = line != b".\r\n"
                self.wfile.write(b"" if data else b"250 kept\r\n")
                continue
            data = line.upper().startswith(b"DATA")
            self.wfile.write(b"354 go\r\n" if data else b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[socketserver.ThreadingTCPServer]:
    """A mail server that the operator configured."""
    made = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Smtp)
    made.calls = 0  # type: ignore[attr-defined]
    threading.Thread(target=made.serve_forever, daemon=True).start()
    port = made.server_address[1]
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"}))
    changed = {
        "EMAIL_BACKEND": "harimi.service.egress.mail.GatedMail",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_USE_TLS": False,
    }
    with override_settings(**changed):
        yield made
    made.shutdown()
    made.server_close()


def recipient_of_mail(**changed: object) -> Recipient:
    told: dict[str, object] = {
        "id": "relay",
        "service": "mail",
        "host": "127.0.0.1",
        "name": "Relay Co.",
        "country": "JP",
        "basis": "entrusted",
        "items": ["mail"],
        "contract_on": date(2026, 4, 1),
        "review_by": date.today() + timedelta(days=30),  # noqa: DTZ011
    }
    return Recipient(**{**told, **changed})


def _send() -> None:
    with using("guidance"):
        EmailMessage("Hello", "body", to=["who@example.jp"]).send()


@pytest.mark.clause("PP-4-0a")
def test_to_nobody_in_the_register_no_connection_is_opened_and_the_mail_is_kept(
    server: socketserver.ThreadingTCPServer,
) -> None:
    _send()
    assert server.calls == 0  # type: ignore[attr-defined]
    assert KeptMessage.objects.get().to == "who@example.jp"
    assert carrier_fault() == "recipient_unknown"


def test_to_a_registered_server_the_mail_leaves_and_the_audit_says_so(server: socketserver.ThreadingTCPServer) -> None:
    register(recipient_of_mail())
    _send()
    assert server.calls == 1  # type: ignore[attr-defined]
    assert not KeptMessage.objects.exists()
    sent = AuditEvent.objects.get(action="sent")
    assert (sent.recipient, sent.purpose, sent.items) == ("relay", "guidance", ["mail"])


@pytest.mark.no_purpose
def test_a_mail_without_a_purpose_is_not_sent(server: socketserver.ThreadingTCPServer) -> None:
    register(recipient_of_mail())
    with pytest.raises(PurposeRequiredError):
        EmailMessage("Hello", "body", to=["who@example.jp"]).send()
    assert server.calls == 0  # type: ignore[attr-defined]


def test_that_a_page_is_being_made_is_no_purpose_of_a_mail(server: socketserver.ThreadingTCPServer) -> None:
    register(recipient_of_mail())
    with using("provision"), pytest.raises(PurposeRequiredError, match="a mail says what it is for"):
        EmailMessage("Hello", "body", to=["who@example.jp"]).send()
    assert server.calls == 0  # type: ignore[attr-defined]


def test_a_password_mail_has_its_purpose_and_its_person(server: socketserver.ThreadingTCPServer) -> None:
    register(recipient_of_mail())
    who = person("who@example.jp")
    Client().post("/accounts/password/reset/", {"email": "who@example.jp"})
    sent = audit.about(who.subject_id).get(action="sent")
    assert (sent.purpose, sent.recipient) == ("identity_check", "relay")


@pytest.mark.clause("PP-4(1)a")
def test_items_beyond_the_register_do_not_leave() -> None:
    found = refusal(recipient_of_mail(), ["mail", "name"])
    assert found is not None
    assert (found.why, found.clause) == ("recipient_items", "4(1)")


@pytest.mark.clause("PP-4(1)b")
def test_an_overdue_review_closes_the_way(server: socketserver.ThreadingTCPServer) -> None:
    register(recipient_of_mail(review_by=date(2026, 1, 1)))
    _send()
    assert server.calls == 0  # type: ignore[attr-defined]
    assert carrier_fault() == "recipient_review"


@pytest.mark.clause("PP-4(1)c")
def test_entrusting_abroad_needs_a_ground_of_its_own() -> None:
    with pytest.raises(RecipientError, match="outside Japan needs a route"):
        register(recipient_of_mail(country="US"))
    with pytest.raises(RecipientError, match="a document that shows them"):
        register(recipient_of_mail(country="US", foreign_route="measures"))
    with pytest.raises(RecipientError, match="US is not designated"):
        register(recipient_of_mail(country="US", foreign_route="designated"))
    shown = {"measures_document": "binder 4", "measures_check_by": date.today() + timedelta(days=5)}  # noqa: DTZ011
    told = register(recipient_of_mail(country="US", foreign_route="measures", **shown))
    assert refusal(told, ["mail"]) is None
    late = refusal(told, ["mail"], date.today() + timedelta(days=6))  # noqa: DTZ011
    assert late is not None
    assert late.why == "recipient_measures"


def test_who_ended_gets_nothing(server: socketserver.ThreadingTCPServer) -> None:
    register(recipient_of_mail())
    end("relay")
    _send()
    assert server.calls == 0  # type: ignore[attr-defined]


@pytest.mark.clause("PP-5b")
@pytest.mark.parametrize("basis", ["joint", "group", "shared", ""])
def test_a_group_company_is_a_third_party_like_any_other(basis: str) -> None:
    with pytest.raises(RecipientError, match="joint use does not exist here"):
        register(recipient_of_mail(basis=basis))


def test_the_same_server_is_registered_once() -> None:
    register(recipient_of_mail())
    with pytest.raises(RecipientError, match="registered already"):
        register(recipient_of_mail(id="again"))


@pytest.mark.clause("PP-2-1b")
@pytest.mark.clause("PP-4-0c")
def test_only_egress_imports_what_opens_connections() -> None:
    package = Path(harimi.service.__file__).parent
    found = {path for path in package.rglob("*.py") if _imports(path) & CLIENTS}
    allowed = {"egress", "project"}
    """`project` asks for the machine's name and a free port; the worker names itself; captures come in by MQTT."""
    others = {path.relative_to(package).as_posix() for path in found if path.relative_to(package).parts[0] not in allowed}
    assert others == {"readings/worker.py", "captures/mqtt.py"}


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


def test_tests_send_no_mail_outside() -> None:
    assert not hasattr(mail, "outbox") or mail.outbox == []
