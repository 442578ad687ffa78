"""Outlets in My Account: made by an instruction in the words that were shown, seen with what waits, ended at once."""

import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from harimi.service.accounts.models import Activity, User
from harimi.service.outlets.models import Event, Outlet, SetAside
from harimi.service.outlets.sending import PATIENT
from harimi.service.third_parties.models import Instruction
from tests.services.outlets.scene import URL, customer, known, later, outlet, say, sent, water
from tests.services.third_parties.scene import Server
from tests.services.world import member, person

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]
FORM = {"name": "Books", "url": URL, "recipient": "Tanaka Co.", "country": "JP", "types": ["reading.created"]}


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    known(monkeypatch, settings)


def _client(email: str) -> Client:
    """Signed in, with the password just typed, in English."""
    made = Client(headers={"accept-language": "en"})
    made.force_login(User.objects.get(email=email))
    made.post("/accounts/reauthenticate/", {"password": "a long password"})
    return made


def _page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_an_outlet_is_made_by_an_instruction_in_the_words_that_were_shown(server: Server) -> None:
    owner, site = customer()
    client = _client(owner.email)
    form = _page(client, "/account/outlets/new/webhook")
    made = client.post("/account/outlets/new/webhook", FORM)
    row = Outlet.objects.get()
    assert made.headers["Location"] == f"/account/outlets/{row.pk}"
    told = Instruction.objects.get()
    words = form.split('<p class="note">')[1].split("</p>")[0]
    assert told.text_hash == hashlib.sha256(words.encode()).hexdigest()
    assert (told.recipient, told.host, told.country, told.service) == ("Tanaka Co.", "partner.example", "JP", "webhook")
    assert json.loads(row.settings)["types"] == ["reading.created"]
    say(water(site), 1, 1000)
    sent()
    assert len(server.taken) == 1
    assert "works" in _page(client, "/account/outlets")
    assert "Tanaka Co." in _page(client, "/account/privacy")
    assert [one.action for one in Activity.objects.all()] == ["outlet.made"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"url": "https://127.0.0.1/"}, "Nothing is sent to addresses inside"),
        ({"url": "http://far.example/"}, "Use an address with encryption"),
        ({"url": "https://nobody.invalid/"}, "No server of this name"),
        ({"recipient": " "}, "required"),
        ({"country": "XX"}, "valid choice"),
        ({"name": ""}, "required"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(changed: dict[str, str], said: str) -> None:
    owner, _ = customer()
    answer = _client(owner.email).post("/account/outlets/new/webhook", {**FORM, **changed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Instruction.objects.exists()


def test_what_waits_and_why_is_seen_and_what_was_refused_is_sent_again(server: Server) -> None:
    owner, site = customer()
    made, register, client = outlet(owner, site.organization), water(site), _client(owner.email)
    address = f"/account/outlets/{made.pk}"
    server.answer = (422, {}, b"")
    say(register, 1, 1000)
    say(register, 2, 1010)
    sent()
    page = _page(client, address)
    assert "2 wait" in page
    assert "The other side answered 422." in page
    for _ in range(PATIENT):
        later()
        sent()
    aside = SetAside.objects.get()
    assert "refused each time" in _page(client, address)
    server.answer, server.taken = (200, {}, b""), []
    client.post(f"{address}/step", {"step": "now"})
    client.post(f"{address}/step", {"step": "again", "aside": aside.pk})
    sent()
    assert sorted(json.loads(body)["number"] for _, body, _ in server.taken) == [1, 2]
    assert "Nothing waits." in _page(client, address)


def test_settings_change_without_telling_secrets_and_keep_what_is_left_empty() -> None:
    owner, site = customer()
    told = {"url": "mqtt://partner.example", "user": "harimi", "password": "a secret"}
    made, client = outlet(owner, site.organization, "mqtt", settings=told), _client(owner.email)
    page = _page(client, f"/account/outlets/{made.pk}/edit")
    assert "a secret" not in page
    form = {"name": "House", "url": "mqtt://partner.example", "user": "harimi", "password": "", "topic": "home"}
    answer = client.post(f"/account/outlets/{made.pk}/edit", {**form, "recipient": "Me", "country": "JP"})
    assert answer.status_code == 302
    kept = json.loads(Outlet.objects.get().settings)
    assert (kept["password"], kept["topic"]) == ("a secret", "home")
    moved = {**form, "url": "mqtt://other.example", "recipient": "Me", "country": "JP"}
    answer = client.post(f"/account/outlets/{made.pk}/edit", moved)
    assert "Type it again where the address is another." in answer.content.decode()
    client.post(f"/account/outlets/{made.pk}/edit", {**moved, "password": "another"})
    kept = json.loads(Outlet.objects.get().settings)
    assert (kept["url"], kept["password"]) == ("mqtt://other.example", "another")
    assert [one.host for one in Instruction.objects.filter(ended_at=None)] == ["other.example"]


def test_the_secret_of_signatures_is_shown_to_whoever_just_typed_their_password() -> None:
    owner, site = customer()
    made = outlet(owner, site.organization)
    secret = json.loads(made.settings)["secret"]
    client = _client(owner.email)
    assert secret not in _page(client, f"/account/outlets/{made.pk}")
    answer = client.get(f"/account/outlets/{made.pk}/secret")
    assert secret in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    old = Client()
    old.force_login(owner)
    assert "reauthenticate" in old.get(f"/account/outlets/{made.pk}/secret").headers["Location"]
    said = client.post(f"/account/outlets/{made.pk}/step", {"step": "renew"}, follow=True).content.decode()
    assert "There is a new signing secret." in said
    anew = _page(client, f"/account/outlets/{made.pk}/secret")
    assert secret not in anew
    made.refresh_from_db()
    assert json.loads(made.settings)["secret"] in anew


def test_buttons_switch_off_and_on_replay_and_remove(server: Server) -> None:
    owner, site = customer()
    made, register, client = outlet(owner, site.organization), water(site), _client(owner.email)
    step = f"/account/outlets/{made.pk}/step"
    client.post(step, {"step": "off"})
    say(register, 1, 1000)
    sent()
    assert server.taken == []
    client.post(step, {"step": "on"})
    sent()
    day = Event.objects.get().made_at.date().isoformat()
    client.post(step, {"step": "replay", "since": day})
    sent()
    assert [json.loads(body)["number"] for _, body, _ in server.taken] == [1, 1]
    assert "Choose a day." in client.post(step, {"step": "replay"}, follow=True).content.decode()
    assert client.post(step, {"step": "remove"}).headers["Location"] == "/account/outlets"
    assert not Outlet.objects.exists()
    assert not Instruction.objects.filter(ended_at=None).exists()


def test_nobody_else_sees_an_outlet() -> None:
    owner, site = customer()
    made = outlet(owner, site.organization)
    member(site.organization, "viewer@example.jp")
    other, _ = customer("other@example.jp")
    person("staff@example.jp", staff=True)
    for email in ("viewer@example.jp", other.email, "staff@example.jp"):
        client = _client(email)
        for end in ("", "/edit", "/secret"):
            assert client.get(f"/account/outlets/{made.pk}{end}").status_code in (302, 404), (email, end)
            assert "partner.example" not in client.get(f"/account/outlets/{made.pk}{end}", follow=True).content.decode()
        client.post(f"/account/outlets/{made.pk}/step", {"step": "remove"})
    assert Outlet.objects.filter(pk=made.pk, on=True).exists()
