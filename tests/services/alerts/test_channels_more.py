"""apprise reaches nobody but through our own connections, whatever it, or an address, would have it do."""

import socket
import subprocess
import threading
from collections.abc import Iterator
from email import charset
from typing import Any

import pytest
import requests
from django.conf import settings as django_settings

from harimi.service.egress.channels import guard, more, sending
from harimi.service.egress.channels.answers import Heard, Outcome
from harimi.service.egress.channels.guard import GuardedError, speaking
from harimi.service.egress.web.pinned import PinnedNetwork
from harimi.service.third_parties.departure import Departure
from harimi.service.third_parties.instructions import Channel, instruct
from harimi.service.third_parties.models import Instruction, Provision
from tests.services.alerts.test_channels_sent import MESSAGE
from tests.services.third_parties.scene import BEFORE, ITEMS, PUBLIC, Diverted, Server, asked, at, serving
from tests.services.world import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published"), pytest.mark.once]
GOTIFY = "gotify://push.example:8080/Abcdefghijklmno"


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Server, Diverted]]:
    """A server to which every public address leads, and which of them were wanted."""
    with serving(monkeypatch) as (server, diverted):
        monkeypatch.setattr(guard, "PinnedNetwork", lambda ip, port, until: PinnedNetwork(ip, port, until, diverted))
        yield server, diverted


@pytest.fixture
def instruction() -> Instruction:
    """That it may go there."""
    who = person("taro@example.jp")
    return instruct(Channel("webhook", "push.example", "Mine", "JP", ITEMS), asked(), subject=who.subject_id, now=BEFORE)


def _told(instruction: Instruction, url: str = GOTIFY, look_up: Any = None) -> Heard:
    leaving = Departure(instruction, ITEMS, "provision", instruction.subject_id)

    def send(*told: Any) -> Heard:
        return more.send(*told, look_up=look_up or at(PUBLIC))

    return sending.told(send, more.Settings.model_validate({"url": url}), MESSAGE, leaving)


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator lets customers send there without encryption, which the test's server does not speak."""
    let = django_settings.HARIMI.model_copy(update={"inside": f"{PUBLIC}/32"})
    monkeypatch.setattr(django_settings, "HARIMI", let)


@pytest.mark.usefixtures("plain")
def test_a_message_goes_by_a_pinned_connection(dialled: tuple[Server, Diverted], instruction: Instruction) -> None:
    server, diverted = dialled
    assert _told(instruction) == Heard(Outcome.TAKEN, "taken", 200)
    ((path, body, headers),) = server.taken
    assert path == "/message"
    assert headers["X-Gotify-Key"] == "Abcdefghijklmno"
    assert b"1.62 MPa" in body
    assert diverted.dialled == [(PUBLIC, 8080)]
    assert Provision.objects.get().times == 1


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize(
    ("status", "outcome", "code"),
    [(401, Outcome.BROKEN, "unauthorized"), (503, Outcome.LATER, "down"), (302, Outcome.BROKEN, "moved")],
)
def test_what_the_service_answers_is_understood(
    dialled: tuple[Server, Diverted], instruction: Instruction, status: int, outcome: Outcome, code: str
) -> None:
    server, _ = dialled
    server.answer = (status, {"Location": "http://push.example:8080/elsewhere"}, b"{}")
    assert _told(instruction) == Heard(outcome, code, status)
    assert [path for path, *_ in server.taken] == ["/message"]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "fe80::1"])
def test_a_name_that_leads_inside_is_not_spoken_to(
    dialled: tuple[Server, Diverted], instruction: Instruction, address: str
) -> None:
    server, diverted = dialled
    found = _told(instruction, GOTIFY.replace("gotify:", "gotifys:").replace(":8080", ""), at(address))
    assert (found.outcome, found.code) == (Outcome.BROKEN, "address_inside")
    assert (server.connections, diverted.dialled) == (0, [])
    assert not Provision.objects.exists()


def test_a_library_speaks_to_no_host_but_those_that_are_meant(dialled: tuple[Server, Diverted]) -> None:
    with speaking(["push.example"], lasts=5, look_up=at(PUBLIC)) as now, pytest.raises(requests.ConnectionError):
        requests.get("https://other.example/", timeout=5)
    assert getattr(now.fault, "code", "") == "elsewhere"
    assert dialled[1].dialled == []


def test_a_library_that_opens_a_socket_itself_is_refused_and_other_threads_are_not() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    here, reached = listening.getsockname(), []

    def elsewhere() -> None:
        socket.create_connection(here, timeout=5).close()
        reached.append(True)

    other = threading.Thread(target=_when(go := threading.Event(), elsewhere))
    other.start()
    with speaking(["push.example"], lasts=5):
        go.set()
        other.join()
        with pytest.raises(GuardedError):
            socket.create_connection(here, timeout=5)
        with pytest.raises(GuardedError):
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", here)
        with pytest.raises(GuardedError):
            subprocess.run(["true"], check=False)  # noqa: S607
    assert reached == [True]
    socket.create_connection(here, timeout=5).close()
    listening.close()


def _when(go: threading.Event, do: Any) -> Any:
    def later() -> None:
        go.wait(5)
        do()

    return later


def test_mail_of_the_service_is_written_as_before() -> None:
    """One of apprise's services changes how Python writes every mail."""
    before = dict(charset.CHARSETS)
    more.Settings.model_validate({"url": GOTIFY})
    assert before["utf-8"] == charset.CHARSETS["utf-8"] == (charset.SHORTEST, charset.BASE64, "utf-8")


def test_outside_of_it_requests_is_as_it_was() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"http://127.0.0.1:{listening.getsockname()[1]}/", timeout=0.05)
    listening.close()
