"""Outlets by the API: made by an instruction, changed, with a new secret, removed; what was not taken is sent again."""

import hashlib
import json
import socket
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from harimi.service.accounts.models import Activity
from harimi.service.api.v1.instructing import WORDS
from harimi.service.outlets.kinds.registry import KINDS
from harimi.service.outlets.models import Filling, ModbusPoint, Outlet, SetAside
from harimi.service.third_parties.models import Instruction
from tests.services.api_calls import calling, token_for
from tests.services.outlets.scene import START, URL, customer, known, later, outlet, say, sent, water
from tests.services.third_parties.scene import Server

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]
ADDRESS, JSON = "/api/v1/outlets", "application/json"
WHO = {"name": "Mine", "recipient": "Partner", "country": "JP", "instruct": True}
HOOK = {**WHO, "kind": "webhook", "settings": {"url": URL}}
BROKER = {**WHO, "kind": "mqtt", "settings": {"url": "mqtts://broker.example:8883", "user": "me", "password": "sesame"}}


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    known(monkeypatch, settings)


def _sent(client: Client, body: dict[str, Any], address: str = ADDRESS, method: str = "post", **headers: str) -> Any:
    return getattr(client, method)(address, body, content_type=JSON, headers=headers)


def test_the_document_tells_the_settings_of_every_kind() -> None:
    from harimi.service.api.v1.api import api

    schemas = api.get_openapi_schema(path_prefix="/api/v1/")["components"]["schemas"]
    told = schemas["OutletOfKind"]["discriminator"]["mapping"]
    assert set(told) == set(KINDS)
    for kind, one in KINDS.items():
        found = schemas[schemas[told[kind].rpartition("/")[2]]["properties"]["settings"]["$ref"].rpartition("/")[2]]
        assert set(found["properties"]) == set(one.Settings.model_fields) - {"secret"}, kind
    assert all(words in schemas["OutletInstruction"]["description"] for words in WORDS["outlet"])


def test_one_is_made_by_an_instruction_and_its_key_is_told_once(server: Server) -> None:
    owner, site = customer()
    client = calling(token_for(site.organization, owner))
    made = [_sent(client, HOOK, **{"idempotency-key": "a", "accept-language": "ja"}) for _ in range(2)]
    assert [one.status_code for one in made] == [201, 409]
    answer, row = made[0].json(), Outlet.objects.get()
    assert answer["key"] not in made[1].content.decode()
    assert answer["key"] == json.loads(row.settings)["secret"]
    assert client.get(f"{ADDRESS}/{row.pk}").json() == {**answer, "key": None}
    assert (answer["host"], answer["settings"], answer["recipient"]) == ("partner.example", {"types": []}, "Partner")
    told = Instruction.objects.get()
    assert told.text_hash == hashlib.sha256(WORDS["outlet"][0].encode()).hexdigest()
    assert (told.language, told.by_id, told.service) == ("ja", owner.subject_id, "webhook")
    say(water(site), 1, 1000)
    sent()
    assert len(server.taken) == 1


def test_secrets_go_in_never_come_out_and_never_follow_to_another_server() -> None:
    owner, site = customer()
    client = calling(token_for(site.organization, owner))
    made = _sent(client, BROKER)
    assert made.status_code == 201
    assert (made.json()["key"], "sesame" in made.content.decode()) == (None, False)
    assert made.json()["settings"] == {"user": "me", "topic": "harimi", "discovery": "homeassistant"}
    address = f"{ADDRESS}/{made.json()['id']}"
    left_out = {**BROKER, "name": "Other", "settings": {"user": "you"}}
    stale = _sent(client, left_out, address, "put", **{"if-match": '"x"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")
    tag = client.get(address).headers["ETag"]
    assert _sent(client, left_out, address, "put", **{"if-match": tag}).json()["name"] == "Other"
    kept = json.loads(Outlet.objects.get().settings)
    assert (kept["url"], kept["user"], kept["password"]) == ("mqtts://broker.example:8883", "you", "sesame")
    for elsewhere in ("mqtts://far.example:8883", "mqtts://broker.example:8884", "wss://broker.example:8883"):
        answer = _sent(client, {**BROKER, "settings": {"url": elsewhere, "user": "me"}}, address, "put")
        assert (answer.status_code, answer.json()["code"]) == (422, "secret_anew"), elsewhere
        assert "password" in answer.json()["detail"]
    moved = {"url": "mqtts://far.example:8883", "user": "me", "password": "other"}
    assert _sent(client, {**BROKER, "settings": moved}, address, "put").json()["host"] == "far.example"
    assert "sesame" not in Outlet.objects.get().settings
    assert Instruction.objects.filter(ended_at=None).count() == 1


def test_nobody_waits_in_a_transaction_for_a_name_that_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    owner, site = customer()
    client, within = calling(token_for(site.organization, owner)), list[bool]()
    told = socket.getaddrinfo

    def asked(host: str, *rest: Any, **more: Any) -> Any:
        within.append(connection.in_atomic_block)
        return told(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    made = _sent(client, HOOK, **{"idempotency-key": "a"}).json()
    tag = client.get(f"{ADDRESS}/{made['id']}").headers["ETag"]
    assert _sent(client, HOOK, f"{ADDRESS}/{made['id']}", "put", **{"if-match": tag}).status_code == 200
    channel = {**WHO, "kind": "webhook", "language": "ja", "settings": {"url": URL}}
    hears = client.post("/api/v1/channels", channel, content_type=JSON, headers={"idempotency-key": "b"})
    assert hears.status_code == 201, hears.content
    tag = client.get(f"/api/v1/channels/{hears.json()['id']}").headers["ETag"]
    changed = _sent(client, channel, f"/api/v1/channels/{hears.json()['id']}", "put", **{"if-match": tag})
    assert changed.status_code == 200
    assert within
    assert not any(within)


def test_a_new_secret_signs_at_once_and_only_where_something_is_signed() -> None:
    owner, site = customer()
    row = outlet(owner, site.organization)
    client = calling(token_for(site.organization, owner))
    before = json.loads(row.settings)["secret"]
    key = client.post(f"{ADDRESS}/{row.pk}/secret").json()["key"]
    row.refresh_from_db()
    assert key == json.loads(row.settings)["secret"] != before
    assert json.loads(row.settings)["url"] == URL
    assert list(Activity.objects.order_by("pk").values_list("action", flat=True))[-1] == "outlet.secret_renewed"
    broker = _sent(client, BROKER).json()
    answer = client.post(f"{ADDRESS}/{broker['id']}/secret")
    assert (answer.status_code, answer.json()["code"]) == (422, "signs_not")


def test_what_was_not_taken_is_listed_and_sent_again(server: Server) -> None:
    owner, site = customer()
    row, register = outlet(owner, site.organization), water(site)
    client = calling(token_for(site.organization, owner))
    server.answer = (422, {}, b"")
    say(register, 1, 1000)
    for _ in range(12):
        sent()
        later()
    [aside] = client.get(f"{ADDRESS}/{row.pk}/set-aside").json()["data"]
    assert (aside["type"], aside["code"], aside["again"]) == ("reading.created", "http_422", False)
    server.answer = (200, {}, b"")
    assert client.post(f"{ADDRESS}/{row.pk}/set-aside/{aside['id'] + 1}/again").status_code == 404
    assert client.post(f"{ADDRESS}/{row.pk}/set-aside/{aside['id']}/again").json()["again"]
    before = len(server.taken)
    sent()
    assert len(server.taken) == before + 1
    assert not SetAside.objects.exists()


def test_the_archive_is_sent_no_more_where_somebody_stops_it() -> None:
    owner, site = customer()
    client = calling(token_for(site.organization, owner))
    made = _sent(
        client, {**WHO, "kind": "influxdb", "settings": {"url": "https://influx.example", "bucket": "b", "token": "t"}}
    )
    assert made.status_code == 201, made.content
    address = f"{ADDRESS}/{made.json()['id']}"
    assert _sent(client, {"since": START.isoformat()}, f"{address}/again").status_code == 200
    assert Filling.objects.exists()
    assert client.post(f"{address}/stop-filling").status_code == 200
    assert not Filling.objects.exists()


def test_a_buildings_system_is_told_where_registers_are(settings: Any) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"modbus": "127.0.0.1:5020"})
    owner, site = customer()
    first, second = water(site, "A"), water(site, "B")
    client = calling(token_for(site.organization, owner))
    made = _sent(client, {**WHO, "kind": "modbus", "settings": {"unit": 1, "clients": "192.168.1.0/24"}}).json()
    told = client.get(f"{ADDRESS}/{made['id']}/places").json()["data"]
    assert [one["register_id"] for one in told] == [str(first.pk), str(second.pk)]
    assert told[0]["first"] == 0 < told[1]["first"]
    assert ModbusPoint.objects.count() == 2
    hook = _sent(client, HOOK).json()
    answer = client.get(f"{ADDRESS}/{hook['id']}/places")
    assert (answer.status_code, answer.json()["code"]) == (422, "places_not")


def test_what_cannot_be_is_refused_and_instructs_nothing() -> None:
    owner, site = customer()
    _, other = customer("other@example.jp")
    client = calling(token_for(site.organization, owner))
    wrong: list[tuple[dict[str, Any], str]] = [
        ({**HOOK, "instruct": False}, "bad_request"),
        ({**HOOK, "kind": "fax"}, "bad_request"),
        ({**HOOK, "settings": {"url": URL, "types": ["reading.eaten"]}}, "bad_request"),
        ({**HOOK, "settings": {"url": URL, "secret": "whsec_x"}}, "bad_request"),
        ({**HOOK, "settings": {"url": "https://10.0.0.1/"}}, "address_inside"),
        ({**HOOK, "settings": {"url": "https://["}}, "address_form"),
        ({**HOOK, "settings": {}}, "setting"),
        ({**WHO, "kind": "thingsboard", "settings": {"url": "https://things.example"}}, "setting"),
        ({**WHO, "kind": "modbus", "settings": {"unit": 1, "clients": "10.0.0.1"}}, "modbus_off"),
        ({**HOOK, "site_id": str(other.pk)}, "not_found"),
    ]
    for body, code in wrong:
        answer = _sent(client, body)
        assert answer.status_code in (404, 422), body
        assert answer.json()["code"] == code, (body, answer.json())
    assert not Outlet.objects.exists()
    assert not Instruction.objects.exists()
    made = _sent(client, HOOK).json()
    kind = _sent(client, BROKER, f"{ADDRESS}/{made['id']}", "put")
    assert (kind.status_code, kind.json()["code"]) == (422, "kind")


def test_it_ends_and_somebody_elses_is_not_there() -> None:
    owner, site = customer()
    stranger, other = customer("other@example.jp")
    row = outlet(owner, site.organization)
    theirs = calling(token_for(other.organization, stranger))
    address = f"{ADDRESS}/{row.pk}"
    for answer in (
        _sent(theirs, HOOK, address, "put"),
        theirs.delete(address),
        theirs.post(f"{address}/secret"),
        theirs.get(f"{address}/set-aside"),
        theirs.post(f"{address}/set-aside/1/again"),
        theirs.get(f"{address}/places"),
        theirs.post(f"{address}/stop-filling"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert calling(token_for(site.organization, owner)).delete(address).status_code == 204
    assert not Outlet.objects.exists()
    assert Instruction.objects.get().ended_at is not None
