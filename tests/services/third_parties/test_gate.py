"""Nothing leaves without what permits it: no connection is opened, and the audit says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.privacy.gate import RefusedError
from harimi.service.privacy.models import Recipient
from harimi.service.privacy.recipients import end
from harimi.service.third_parties.consents import ConsentError, consent, withdraw
from harimi.service.third_parties.departure import Departure
from harimi.service.third_parties.instructions import Channel, InstructionError, instruct, take_back
from harimi.service.third_parties.models import Provision
from harimi.service.third_parties.stops import stop_provision
from tests.services.third_parties.scene import BEFORE, ITEMS, Server, asked, departure, partner, refused, sent
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


@pytest.fixture
def who() -> User:
    """Whose data it is."""
    return person("taro@example.jp")


def test_nothing_goes_to_who_is_not_registered(server: Server, who: User) -> None:
    assert refused(server, departure(None, who)) == "recipient_unknown"


def test_nothing_goes_to_a_third_party_without_consent(server: Server, who: User) -> None:
    assert refused(server, departure(partner(), who)) == "recipient_consent"
    assert not Provision.objects.exists()


@pytest.mark.clause("PP-4-0b")
def test_a_consent_later_than_the_call_does_not_open_the_way(server: Server, who: User) -> None:
    to, now = partner(), timezone.now()
    consent(to, asked(), subject=who.subject_id, now=now - timedelta(minutes=1))
    late = departure(to, who, asked_at=now - timedelta(minutes=2))
    assert refused(server, late) == "recipient_consent"
    assert sent(departure(to, who, asked_at=now - timedelta(seconds=30))).taken
    assert server.connections == 1


@pytest.mark.clause("PP-4-0b")
def test_a_consent_of_somebody_else_or_to_somebody_else_is_none(server: Server, who: User) -> None:
    to = partner()
    other = partner(id="other", host="other.example")
    consent(to, asked(), subject=person("jiro@example.jp").subject_id, now=BEFORE)
    consent(other, asked(), subject=who.subject_id, now=BEFORE)
    assert refused(server, departure(to, who)) == "recipient_consent"


def test_a_withdrawn_consent_closes_the_way_at_once(server: Server, who: User) -> None:
    to = partner()
    consent(to, asked(), subject=who.subject_id, now=BEFORE)
    assert sent(departure(to, who)).taken
    withdraw(to, asked("no"), subject=who.subject_id)
    assert refused(server, departure(to, who)) == "recipient_consent"


def test_a_consent_holds_for_what_was_told(server: Server, who: User) -> None:
    to = partner()
    consent(to, asked(), subject=who.subject_id, now=BEFORE)
    Recipient.objects.filter(pk=to.pk).update(items=[*ITEMS, "mail"])
    to.refresh_from_db()
    assert refused(server, departure(to, who)) == "recipient_consent"


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"items": ("mail",)}, "recipient_items"), ({"purpose": "upkeep"}, "recipient_purpose")],
)
def test_no_more_goes_than_the_register_says(server: Server, who: User, changed: dict[str, object], why: str) -> None:
    to = partner()
    consent(to, asked(), subject=who.subject_id, now=BEFORE)
    assert refused(server, departure(to, who, **changed)) == why


def test_no_more_goes_than_the_purpose_may_use(server: Server, who: User) -> None:
    to = partner()
    Recipient.objects.filter(pk=to.pk).update(items=["location", *ITEMS])
    to.refresh_from_db()
    consent(to, asked(), subject=who.subject_id, now=BEFORE)
    with pytest.raises(RefusedError):
        sent(departure(to, who, items=("location",)))
    assert server.connections == 0


def test_who_ended_gets_nothing_whatever_was_consented_to(server: Server, who: User) -> None:
    to = partner()
    consent(to, asked(), subject=who.subject_id, now=BEFORE)
    end(to.pk)
    to.refresh_from_db()
    assert refused(server, departure(to, who)) == "recipient_unknown"
    with pytest.raises(ConsentError):
        consent(to, asked(), subject=who.subject_id)


def test_a_stop_holds_under_whatever_name_they_are_registered(server: Server, who: User) -> None:
    to = partner("entrusted")
    stop_provision(who.subject_id, to, actor=None)
    end(to.pk)
    again = partner("entrusted", id="partner-again")
    assert refused(server, departure(again, who)) == "recipient_stopped"
    assert sent(departure(partner("entrusted", id="other", host="other.example"), who)).taken


def test_abroad_nobody_consents_without_the_three_facts(who: User) -> None:
    to = partner(country="US", foreign_route="consent")
    with pytest.raises(ConsentError, match="facts"):
        consent(to, asked(), subject=who.subject_id)


def test_a_customers_own_channel_runs_on_their_instruction(server: Server, who: User) -> None:
    channel = Channel("webhook", "partner.example", "My spreadsheet", "JP", ITEMS)
    told = instruct(channel, asked(by=who.subject_id), subject=who.subject_id, now=BEFORE)
    there = Departure(told, ITEMS, "provision", who.subject_id)
    assert sent(there).taken
    line = Provision.objects.get()
    assert (line.ground, line.recipient, line.channel) == ("instruction", None, "My spreadsheet (partner.example)")
    assert refused(server, Departure(told, ("camera_log",), "provision", who.subject_id)) == "instruction_ended"
    assert refused(server, Departure(told, ITEMS, "provision", person("jiro@example.jp").subject_id)) == "instruction_ended"
    take_back(told, actor=who.subject_id)
    assert refused(server, there) == "instruction_ended"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"service": "fax"}, "service"),
        ({"recipient": " "}, "recipient"),
        ({"country": "Japan"}, "country"),
        ({"items": ()}, "items"),
        ({"items": ("location",)}, "items"),
    ],
)
def test_an_instruction_names_recipient_country_and_items(who: User, changed: dict[str, object], code: str) -> None:
    told: dict[str, object] = {"service": "webhook", "host": "x.example", "recipient": "X", "country": "JP", "items": ITEMS}
    with pytest.raises(InstructionError, match=code):
        instruct(Channel(**{**told, **changed}), asked(), subject=who.subject_id)  # type: ignore[arg-type]


def test_what_was_stopped_for_one_goes_on_for_others(server: Server, who: User) -> None:
    to, other = partner(), person("jiro@example.jp")
    for one in (who, other):
        consent(to, asked(), subject=one.subject_id, now=BEFORE)
    stop_provision(who.subject_id, to, actor=None, case="R-1")
    assert refused(server, departure(to, who)) == "recipient_stopped"
    assert sent(departure(to, other)).taken
    second = partner(id="second", host="second.example")
    consent(second, asked(), subject=who.subject_id, now=BEFORE)
    assert sent(departure(second, who)).taken
