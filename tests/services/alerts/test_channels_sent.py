"""A message goes through the gate to where its channel leads, and what came of it is known."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings as django_settings
from standardwebhooks.webhooks import Webhook

from harimi.service.accounts.models import User
from harimi.service.egress.channels import sending
from harimi.service.egress.channels.answers import Heard, Outcome
from harimi.service.egress.channels.kinds import KINDS
from harimi.service.egress.channels.message import Message, Picture, Tone
from harimi.service.privacy import audit
from harimi.service.third_parties.departure import Departure
from harimi.service.third_parties.instructions import Channel, instruct, take_back
from harimi.service.third_parties.models import Instruction, Provision
from tests.services.third_parties.scene import BEFORE, ITEMS, Server, asked, serving
from tests.services.world import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published"), pytest.mark.once]
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = Message(
    "123e4567-e89b-12d3-a456-426614174000",
    "alert.opened",
    datetime(2026, 7, 1, tzinfo=UTC),
    Tone.ALARM,
    "Pressure",
    ("1.62 MPa",),
    "https://harimi.example/alerts/7",
    "Open",
    Picture(b"\xff\xd8\xff picture", "The meter"),
)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Whom the channel leads to: this machine, which the operator lets in."""
    let = django_settings.HARIMI.model_copy(update={"inside": "127.0.0.1"})
    monkeypatch.setattr(django_settings, "HARIMI", let)
    with serving(monkeypatch) as (made, _):
        yield made


@pytest.fixture
def who() -> User:
    """Whose data it is."""
    return person("taro@example.jp")


@pytest.fixture
def instruction(who: User) -> Instruction:
    """That it may go there."""
    made = Channel("webhook", "127.0.0.1", "Mine", "JP", ITEMS)
    return instruct(made, asked(), subject=who.subject_id, now=BEFORE)


def _told(server: Server, instruction: Instruction, kind: str = "webhook", **settings: Any) -> Heard:
    known = KINDS[kind]
    here = f"http://127.0.0.1:{server.server_address[1]}"
    told = {"webhook": {"url": f"{here}/in", "secret": KEY}, "ntfy": {"server": here, "topic": "mine"}}[kind]
    leaving = Departure(instruction, ITEMS, "provision", instruction.subject_id)
    return sending.told(known.send, known.settings.model_validate({**told, **settings}), MESSAGE, leaving)


def test_what_is_taken_stands_in_the_record_of_provision(server: Server, instruction: Instruction) -> None:
    assert _told(server, instruction) == Heard(Outcome.TAKEN, "taken", 200)
    ((path, body, headers),) = server.taken
    assert path == "/in"
    assert headers["webhook-id"] == MESSAGE.id
    assert Webhook(KEY).verify(body, {name.lower(): value for name, value in headers.items()})
    assert Provision.objects.get().times == 1


def test_after_the_instruction_was_taken_back_nobody_is_spoken_to(server: Server, instruction: Instruction) -> None:
    take_back(instruction, actor=None)
    assert _told(server, instruction) == Heard(Outcome.BROKEN, "closed")
    assert server.connections == 0
    assert audit.about(instruction.subject_id).first().action == "withheld"  # type: ignore[union-attr]


def test_an_address_inside_is_never_spoken_to_unless_the_operator_lets_it(
    server: Server, instruction: Instruction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(django_settings, "HARIMI", django_settings.HARIMI.model_copy(update={"inside": ""}))
    for url in ("https://127.0.0.1/in", "https://169.254.169.254/latest", "https://[::1]/", "https://10.0.0.8/"):
        found = _told(server, instruction, url=url)
        assert (found.outcome, found.code) == (Outcome.BROKEN, "address_inside")
    assert server.connections == 0
    assert not Provision.objects.exists()


def test_a_picture_that_is_not_taken_goes_without(server: Server, instruction: Instruction) -> None:
    server.answer = (400, {}, b'{"code":40014,"error":"attachments not allowed"}')
    assert _told(server, instruction, "ntfy").outcome == Outcome.REFUSED
    (with_it, without) = server.taken
    assert with_it[1] == b"\xff\xd8\xff picture"
    assert without[1] == b"1.62 MPa"
    assert Provision.objects.get().times == 1


def test_a_redirect_is_not_followed(server: Server, instruction: Instruction) -> None:
    server.answer = (302, {"Location": "/elsewhere"}, b"")
    assert _told(server, instruction) == Heard(Outcome.BROKEN, "moved", 302)
    assert len(server.taken) == 1


def test_what_wants_to_be_asked_later_says_when(server: Server, instruction: Instruction) -> None:
    server.answer = (429, {"Retry-After": "90"}, b"")
    assert _told(server, instruction) == Heard(Outcome.LATER, "busy", 429, 90.0)


def test_where_nobody_is_nothing_left(server: Server, instruction: Instruction, monkeypatch: pytest.MonkeyPatch) -> None:
    port = server.server_address[1]
    server.shutdown()
    server.server_close()
    found = _told(server, instruction)
    assert (found.outcome, found.code, found.unknown) == (Outcome.LATER, "unreached", False)
    assert port
    assert not Provision.objects.exists()


def test_a_name_that_nobody_knows_may_be_known_later(instruction: Instruction, monkeypatch: pytest.MonkeyPatch) -> None:
    known = KINDS["webhook"]
    settings = known.settings.model_validate({"url": "https://no-such-name.invalid/", "secret": KEY})
    found = sending.told(known.send, settings, MESSAGE, Departure(instruction, ITEMS, "provision", instruction.subject_id))
    assert (found.outcome, found.code) == (Outcome.LATER, "address_unknown")
