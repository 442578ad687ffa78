"""Addresses that customers give: nothing inside is reached by them, whatever name, form or redirect leads there."""

import ipaddress
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from harimi.service.accounts.models import User
from harimi.service.egress.web import destination as destinations
from harimi.service.egress.web import sending
from harimi.service.egress.web.destination import AddressError, destination, outside
from harimi.service.egress.web.sending import LARGEST_ANSWER, UnansweredError, UnreachedError, post
from harimi.service.third_parties.departure import Departure
from harimi.service.third_parties.instructions import Channel, instruct
from harimi.service.third_parties.models import Provision
from tests.services.third_parties.scene import BEFORE, ITEMS, PUBLIC, Diverted, Server, asked, at, sent, serving
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
INSIDE = [
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.8", "172.16.0.1", "172.31.255.1", "192.168.1.1", "169.254.169.254"),  # noqa: S104
    *("100.64.0.1", "192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "168.63.129.16"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.8"),
    *("::ffff:93.184.216.34", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:4136:e378::1", "2001:db8::1"),
]


@pytest.fixture
def who() -> User:
    """Whose data it is."""
    return person("taro@example.jp")


@pytest.fixture
def departure(who: User) -> Departure:
    """A customer's own channel."""
    told = instruct(Channel("webhook", "partner.example", "Mine", "JP", ITEMS), asked(), subject=who.subject_id, now=BEFORE)
    return Departure(told, ITEMS, "provision", who.subject_id)


@pytest.mark.clause("PP-4-0d")
@pytest.mark.parametrize("ip", INSIDE)
def test_a_name_that_leads_inside_is_refused_and_nobody_is_connected_to(server: Server, departure: Departure, ip: str) -> None:
    with pytest.raises(AddressError, match="inside"):
        post(departure, "https://partner.example/", b"{}", {}, look_up=at(ip))
    with pytest.raises(AddressError, match="inside"):
        post(departure, "https://partner.example/", b"{}", {}, look_up=at(PUBLIC, ip))
    assert server.connections == 0
    assert not Provision.objects.exists()


@pytest.mark.clause("PP-4-0d")
@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:7f00:1]", "localhost", "localhost."]
)
def test_every_way_to_write_this_machine_is_refused(server: Server, departure: Departure, host: str) -> None:
    with pytest.raises(AddressError):
        post(departure, f"https://{host}/", b"{}", {})
    assert server.connections == 0


@pytest.mark.clause("PP-4-0d")
@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://partner.example/", "scheme"),
        ("ftp://partner.example/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://partner.example/", "scheme"),
        ("https://partner.example:22/", "port"),
        ("https://partner.example:6379/", "port"),
        ("https://partner.example:99999/", "form"),
        ("https://name:secret@partner.example/", "form"),
        ("https://127.0.0.1\\@partner.example/", "form"),
        ("https://partner.example/\r\nHost: inside", "form"),
        ("https:///x", "form"),
        ("https://partner.example/" + "x" * 2000, "form"),
    ],
)
def test_addresses_of_other_forms_are_refused(url: str, code: str) -> None:
    with pytest.raises(AddressError, match=code):
        destination(url, look_up=at(PUBLIC))


@pytest.mark.clause("PP-4-0d")
def test_the_services_own_names_and_addresses_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = {"address": "https://meters.example.jp", "hosts": "other.example.jp"}
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update=changed))
    for host in ("meters.example.jp", "METERS.example.jp", "other.example.jp"):
        with pytest.raises(AddressError, match="inside"):
            destination(f"https://{host}/", look_up=at(PUBLIC))

    def look_up(host: str, port: int) -> list[str]:
        return [PUBLIC]

    with pytest.raises(AddressError, match="inside"):
        destination("https://alias.example/", look_up=look_up)
    monkeypatch.setattr(destinations, "_own_names", set)
    assert destination("https://alias.example/", look_up=look_up).ip == PUBLIC


def test_the_machines_own_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(destinations, "_local", lambda: [ipaddress.ip_address(PUBLIC)])
    with pytest.raises(AddressError, match="inside"):
        destination("https://partner.example/", look_up=at(PUBLIC))


def test_addresses_outside_are_not_refused() -> None:
    assert outside(ipaddress.ip_address(PUBLIC))
    assert outside(ipaddress.ip_address("2606:4700::1111"))


def _inside(settings: Any, named: str) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"inside": named})


@pytest.mark.clause("PP-4-0d")
@pytest.mark.parametrize(
    ("named", "ip", "url", "reached"),
    [
        ("192.168.1.0/24", "192.168.1.9", "http://partner.example:1880/", True),
        ("192.168.1.0/24", "192.168.2.9", "https://partner.example/", False),
        ("192.168.1.0/24, 10.0.0.5", "10.0.0.5", "https://partner.example/", True),
        ("192.168.1.0/24", "169.254.169.254", "https://partner.example/", False),
        ("127.0.0.1", "127.0.0.1", "http://partner.example:8086/", True),
        ("192.168.1.0/24", "127.0.0.1", "https://partner.example/", False),
    ],
)
def test_an_operator_may_name_networks_of_customers_own_machines(
    settings: Any, named: str, ip: str, url: str, *, reached: bool
) -> None:
    _inside(settings, named)
    if reached:
        assert destination(url, look_up=at(ip)).ip == ip
    else:
        with pytest.raises(AddressError, match="inside"):
            destination(url, look_up=at(ip))


@pytest.mark.clause("PP-4-0d")
def test_the_services_own_address_is_no_customers_machine_unless_it_is_named_alone(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(destinations, "_local", lambda: [ipaddress.ip_address("192.168.1.2")])
    _inside(settings, "192.168.1.0/24")
    with pytest.raises(AddressError, match="inside"):
        destination("https://partner.example/", look_up=at("192.168.1.2"))
    with pytest.raises(AddressError, match="inside"):
        destination("https://partner.example/", look_up=at("192.168.1.3", "192.168.1.2"))
    _inside(settings, "192.168.1.0/24,192.168.1.2")
    assert destination("https://partner.example/", look_up=at("192.168.1.2")).ip == "192.168.1.2"


def test_what_is_not_encrypted_goes_to_machines_inside_only(settings: Any) -> None:
    _inside(settings, "192.168.1.0/24")
    assert destination("mqtt://partner.example", schemes=("mqtt",), look_up=at("192.168.1.9")).port == 1883
    with pytest.raises(AddressError, match="scheme"):
        destination("mqtt://partner.example", schemes=("mqtts", "mqtt"), look_up=at(PUBLIC))


def test_a_name_that_nobody_knows_is_said_to_be_unknown() -> None:
    with pytest.raises(AddressError, match="unknown"):
        destination("https://partner.example/", look_up=at())


@pytest.mark.clause("PP-4-0d")
def test_a_name_is_looked_up_once_and_stays(monkeypatch: pytest.MonkeyPatch, departure: Departure) -> None:
    """So that a second look-up cannot lead elsewhere."""
    answers = [[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]]

    def look_up(host: str, port: int) -> list[str]:
        return answers.pop(0) if host == "partner.example" else []

    with serving(monkeypatch) as (server, diverted):
        assert post(departure, "http://partner.example/a?b=c", b"{}", {}, insecure=True, look_up=look_up).taken
    assert diverted.dialled == [(PUBLIC, 80)]
    assert len(answers) == 2
    path, body, headers = server.taken[0]
    assert (path, body, headers["Host"]) == ("/a?b=c", b"{}", "partner.example")


@pytest.mark.clause("PP-4-0d")
@pytest.mark.parametrize("there", ["http://127.0.0.1/", "http://169.254.169.254/latest/", "http://partner.example/again"])
def test_a_redirect_is_not_followed(server: Server, departure: Departure, there: str) -> None:
    server.answer = (302, {"Location": there}, b"")
    found = sent(departure)
    assert (found.status, found.taken) == (302, False)
    assert server.connections == 1


def test_no_proxy_of_the_machine_is_asked(server: Server, departure: Departure, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    assert sent(departure).taken
    assert server.connections == 1


def test_of_a_long_answer_only_the_beginning_is_read(server: Server, departure: Departure) -> None:
    server.answer = (200, {}, b"x" * (3 * LARGEST_ANSWER))
    assert len(sent(departure).body) == LARGEST_ANSWER


def test_more_than_the_most_is_not_sent(server: Server, departure: Departure) -> None:
    with pytest.raises(ValueError, match="bytes"):
        post(departure, "https://partner.example/", b"x" * 1_000_001, {}, look_up=at(PUBLIC))
    assert server.connections == 0


def test_a_slow_answer_ends_with_the_time_for_the_whole(
    server: Server, departure: Departure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LASTS", 0.6)
    monkeypatch.setattr(Server, "finish_request", _dripping)
    begun = time.monotonic()
    with pytest.raises(UnansweredError):
        sent(departure)
    assert time.monotonic() - begun < 3
    assert Provision.objects.get().times == 1
    assert server.connections == 1


def _dripping(server: Server, request: object, address: object) -> None:
    """One letter of a header every tenth of a second, so that no single wait is long."""
    try:
        for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 100:
            request.sendall(bytes([letter]))  # type: ignore[attr-defined]
            time.sleep(0.1)
    except OSError:
        return


@pytest.fixture
def secure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[Server, Diverted]]:
    """A server with a certificate for `partner.example`, which is believed."""
    file = _certificate(tmp_path, "partner.example")
    monkeypatch.setattr(sending, "trust", lambda: ssl.create_default_context(cafile=str(file)))
    with serving(monkeypatch) as (server, diverted):
        served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        served.load_cert_chain(file)
        server.socket = served.wrap_socket(server.socket, server_side=True)
        yield server, diverted


@pytest.mark.clause("PP-4-0d")
def test_by_https_the_certificate_is_that_of_the_name(secure: tuple[Server, Diverted], departure: Departure) -> None:
    server, diverted = secure
    assert post(departure, "https://partner.example/", b"{}", {}, look_up=at(PUBLIC)).taken
    assert diverted.dialled == [(PUBLIC, 443)]
    with pytest.raises(UnreachedError):
        post(departure, "https://somebody.example/", b"{}", {}, look_up=at(PUBLIC))
    assert len(server.taken) == 1


def _certificate(folder: Path, name: str) -> Path:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    kept = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "certificate.pem").write_bytes(kept + made.public_bytes(serialization.Encoding.PEM))
    return folder / "certificate.pem"
