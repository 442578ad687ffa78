"""Services with hosts of their own are spoken to by TLS, under their names and by addresses outside, and by nothing else."""

import datetime as dt
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harimi.service.egress.channels import sending as channel_sending
from harimi.service.egress.channels.answers import Outcome
from harimi.service.egress.channels.kinds import KINDS
from harimi.service.egress.web import sending
from harimi.service.egress.web.pinned import PinnedNetwork
from harimi.service.third_parties.departure import Departure
from harimi.service.third_parties.instructions import Channel, instruct
from tests.services.alerts.test_channels_written import FLOW, SLACK, message
from tests.services.third_parties.scene import BEFORE, ITEMS, PUBLIC, Diverted, Server, asked
from tests.services.world import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published"), pytest.mark.once]
NAMES = ("api.line.me", "hooks.slack.com", "api.chatwork.com", "prod-01.japaneast.logic.azure.com")
OTHER = "mine.example"
SETTINGS: dict[str, dict[str, str]] = {
    "line": {"token": "t", "to": "U" + "0a" * 16},
    "slack": {"url": SLACK},
    "teams": {"url": FLOW},
    "chatwork": {"token": "t", "room": "5"},
}


def _certificate(folder: Path) -> tuple[Path, Path]:
    """One that is its own authority, for these names."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in NAMES]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    signed = made.sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*plain))
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Server, Diverted, list[str]]]:
    """A TLS server to which every public address leads, which of them were dialled, and what names were asked for."""
    cert, key = _certificate(tmp_path)
    server, asked_for = Server(), list[str]()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    context.sni_callback = lambda _, name, __: asked_for.append(name)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    diverted = Diverted(server.server_address[1])
    monkeypatch.setattr(sending, "PinnedNetwork", lambda ip, port, until: PinnedNetwork(ip, port, until, diverted))
    monkeypatch.setattr(sending, "trust", lambda: ssl.create_default_context(cafile=str(cert)))
    known, found = socket.getaddrinfo, [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (PUBLIC, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: found if host in (*NAMES, OTHER) else known(host, *a, **k))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server, diverted, asked_for
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("kind", SETTINGS)
def test_a_message_goes_to_the_service_under_its_name(outside: tuple[Server, Diverted, list[str]], kind: str) -> None:
    server, diverted, asked_for = outside
    who, known = person("taro@example.jp"), KINDS[kind]
    settings = known.settings.model_validate(SETTINGS[kind])
    host = known.host(settings)
    to = instruct(Channel(kind, host, "Theirs", "JP", ITEMS), asked(), subject=who.subject_id, now=BEFORE)
    heard = channel_sending.told(known.send, settings, message(), Departure(to, ITEMS, "provision", who.subject_id))
    assert heard.outcome == Outcome.TAKEN
    assert diverted.dialled == [(PUBLIC, 443)]
    assert asked_for == [host]
    ((_, body, headers),) = server.taken
    assert headers["Host"] == host
    if kind != "chatwork":
        assert json.loads(body)


def test_a_certificate_for_another_name_is_no_answer(outside: tuple[Server, Diverted, list[str]]) -> None:
    server, *_ = outside
    who, known = person("taro@example.jp"), KINDS["webhook"]
    told: dict[str, Any] = {"url": f"https://{OTHER}/in", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
    to = instruct(Channel("webhook", OTHER, "Mine", "JP", ITEMS), asked(), subject=who.subject_id, now=BEFORE)
    leaving = Departure(to, ITEMS, "provision", who.subject_id)
    heard = channel_sending.told(known.send, known.settings.model_validate(told), message(), leaving)
    assert (heard.outcome, heard.code) == (Outcome.LATER, "unreached")
    assert server.taken == []
