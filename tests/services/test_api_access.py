"""Every call is made by everybody: who may not make it hears why in one form, sees nothing and changes nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.api_tokens import Scope
from harimi.service.accounts.invitations import invite
from harimi.service.accounts.models import ApiToken, Organization, User
from harimi.service.alerts.channels.services import Wanted, mail_to, make_channel
from harimi.service.alerts.firsts import make_first_of
from harimi.service.alerts.rules import Told, make_rule
from harimi.service.letting import tariffs
from harimi.service.meters.rounds import add_stops, new_round
from harimi.service.meters.uploads import Sender
from harimi.service.outlets import services as outlets
from harimi.service.outlets.journal import begin
from harimi.service.outlets.ledgers.services import make_ledger
from harimi.service.outlets.ledgers.wanted import Wanted as LedgerWanted
from harimi.service.readings.annotating import Note, annotate
from harimi.service.readings.imports.columns import METERS
from harimi.service.readings.imports.taking import take
from harimi.service.readings.models import Attempt
from harimi.service.readings.trials import asking as trials
from harimi.service.support.asking import ask_as_member
from harimi.service.support.attachments import checked
from tests.services.api_calls import CALLS, OWNER, calling, make, operations, token_for
from tests.services.test_addresses import START, _changed, _held
from tests.services.test_addresses import made as made
from tests.services.third_parties.scene import asked
from tests.services.world import World, hours, send, work

pytestmark = pytest.mark.django_db(transaction=True)
ANSWERED = {name: one for name, one in CALLS.items() if not one.elsewhere}


@pytest.fixture
def whole(made: World, settings: Any) -> World:
    """The house with something of everything that has a call."""
    organization = made.site.organization
    settings.HARIMI = settings.HARIMI.model_copy(update={"modbus": "127.0.0.1:5020"})
    add_stops(new_round(organization, "Walk"), [made.register])
    invite(organization, "asked@example.jp", "viewer", actor=made.owner, link=str)
    make_first_of(organization)
    bounds = {"warning": {"above": "9000"}}
    make_rule(organization, "limit", Told(bounds, "Too high"), scope=made.register.meter, actor=made.owner)
    mail_to(organization, made.owner, actor=made.owner)
    leads = ("slack", "Ours", {"url": "https://hooks.slack.com/services/T1/B2/c3"}, "Slack", "US", "ja")
    make_channel(organization, Wanted(*leads), asked(), actor=made.owner)
    building = outlets.Wanted("modbus", "Building", {"unit": 7, "clients": "192.168.1.20"}, "Ours", "JP")
    outlets.make_outlet(organization, building, asked(), actor=made.owner)
    books = LedgerWanted("Books", "mail", "csv", "ja", 3, reader=made.owner)
    make_ledger(organization, books, asked(), actor=made.owner)
    tariffs.new_tariff(organization, "Power", "kWh", actor=made.owner)
    tariffs.say_who(organization, {"name": "Home"}, actor=made.owner)
    begin(organization, read=True)
    take(b"place,meter,kind,digits\nHome,Gas,drums,8\n", METERS, Sender(made.owner, organization))
    annotate(made.register.meter, Note(START, "looked at"), actor=made.owner)
    send(made, "8766.12", START + hours(1))
    trials.ask(organization, START, START + hours(2))
    ask_as_member(made.owner, "question", "Is it so?", language="en", files=[checked(b"%PDF-1.7\n")])
    work()
    Attempt.objects.filter(taken_at=START + hours(1)).update(verdict="uncertain", settled=True)
    return made


def _clients(made: World) -> dict[str, Client]:
    organization, people = made.site.organization, {one.email.partition("@")[0]: one for one in User.objects.all()}
    return {who: calling(token_for(organization, people[who])) for who in ("owner", "manager", "viewer", "tenant", "staff")}


def _codes(client: Client, made: World) -> dict[str, tuple[int, str]]:
    answers = {name: make(client, name, made) for name in ANSWERED}
    problems = {name: one.json().get("code", "") if one.status_code >= 400 else "" for name, one in answers.items()}
    return {name: (one.status_code, problems[name]) for name, one in answers.items()}


def test_every_call_stands_in_the_table() -> None:
    assert set(operations()) ^ set(CALLS) == set()


def test_who_has_no_token_that_works_hears_the_same_everywhere_and_changes_nothing(whole: World) -> None:
    organization, clients = whole.site.organization, _clients(whole)
    clients = {who: clients[who] for who in ("viewer", "tenant", "staff")} | {"nobody": calling(""), "wrong": calling("hk_x")}
    for who, ended in (("revoked", "revoked_at"), ("expired", "expires_at")):
        clients[who] = calling(token_for(organization, whole.owner))
        newest = ApiToken.objects.order_by("-made_at").values_list("pk", flat=True)[0]
        ApiToken.objects.filter(pk=newest).update(**{ended: timezone.now() - timedelta(seconds=1)})
    before = _held()
    for who, client in clients.items():
        code = "no_token" if who == "nobody" else "bad_token"
        assert {name: told for name, told in _codes(client, whole).items() if told != (401, code)} == {}, who
    assert _changed(before) == []


def test_a_token_without_the_scope_is_told_which_it_lacks_and_changes_nothing(whole: World) -> None:
    organization, told, before = whole.site.organization, operations(), None
    for scope in Scope:
        client = calling(token_for(organization, whole.owner, *(one for one in Scope if one != scope)))
        client.get("/api/v1/token")
        before = _held()
        needing = [name for name in ANSWERED if told[name][2]["security"] == [{"Token": [scope.value]}]]
        codes = {name: make(client, name, whole).json()["code"] for name in needing}
        assert set(codes.values()) <= {"scope_missing"}, scope
        assert _changed(before) == []


def test_another_customer_finds_nothing_of_it(whole: World) -> None:
    other = User.objects.get(email="other@example.jp")
    client = calling(token_for(other.memberships.get().organization, other))
    ids = {str(one) for one in (whole.site.pk, whole.register.pk, whole.register.meter_id, whole.device.pk)}
    client.get("/api/v1/token")
    before = _held()
    for name, one in ANSWERED.items():
        if one.ids(whole):
            assert make(client, name, whole).status_code == 404, name
    assert _changed(before) == []
    for name, one in ANSWERED.items():
        if operations()[name][0] == "get" and not one.ids(whole):
            answer = make(client, name, whole)
            assert answer.status_code == 200, name
            told = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert not ids & set(told.decode(errors="replace").split('"')), name


def test_who_may_see_but_not_change_is_refused_and_changes_nothing(whole: World) -> None:
    client = _clients(whole)["manager"]
    client.get("/api/v1/token")
    before = _held()
    codes = {name: make(client, name, whole) for name, one in ANSWERED.items() if one.who == OWNER}
    assert {name: one.json()["code"] for name, one in codes.items()} == dict.fromkeys(codes, "not_allowed")
    assert _changed(before) == []


@pytest.mark.parametrize("over", ["ended_at", "suspended_at"])
def test_after_the_end_what_is_there_is_only_looked_at(whole: World, over: str) -> None:
    client = _clients(whole)["owner"]
    Organization.objects.filter(pk=whole.site.organization_id).update(**{over: timezone.now()})
    client.get("/api/v1/token")
    before = _held()
    for name, one in ANSWERED.items():
        if not one.after:
            answer = make(client, name, whole)
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), name
    assert _changed(before) == []
    assert [name for name, one in ANSWERED.items() if one.after and make(client, name, whole).status_code >= 300] == []


def test_who_may_is_heard(whole: World) -> None:
    clients = _clients(whole)
    wrong = {name: one.content for name in ANSWERED if (one := make(clients["owner"], name, whole)).status_code >= 300}
    assert wrong == {}
