"""Channels by the API: made by an instruction in the words of the document, tested, changed, removed; no secret comes out."""

import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from harimi.service.accounts.models import Membership
from harimi.service.alerts.models import Channel
from harimi.service.api.v1.instructing import WORDS
from harimi.service.egress.channels.kinds import KINDS
from harimi.service.third_parties.models import Instruction
from tests.services.alerts.telling_scene import KEY, House, house, later, opened, webhook
from tests.services.api_calls import calling, operations, token_for
from tests.services.third_parties.scene import Server
from tests.services.world import member

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
ADDRESS, JSON = "/api/v1/channels", "application/json"
WHO = {"name": "Hook", "recipient": "Tanaka Co.", "country": "JP", "language": "en", "instruct": True}
SLACK = "https://hooks.slack.com/services/T1/B2/c3d4e5"


@pytest.fixture
def client(here: House) -> Client:
    """The owner's program."""
    return calling(token_for(here.site.organization, here.owner))


def _hook(server: Server, path: str = "in") -> dict[str, Any]:
    url = f"http://127.0.0.1:{server.server_address[1]}/{path}"
    return {**WHO, "kind": "webhook", "settings": {"url": url}}


def _other(server: Server) -> str:
    """Another server on this machine; nothing is sent there."""
    return f"http://127.0.0.1:{server.server_address[1] % 65535 + 1}"


def _sent(client: Client, body: dict[str, Any], address: str = ADDRESS, method: str = "post", **headers: str) -> Any:
    return getattr(client, method)(address, body, content_type=JSON, headers=headers)


def test_the_document_tells_the_settings_of_every_kind() -> None:
    from harimi.service.api.v1.api import api

    schemas = api.get_openapi_schema(path_prefix="/api/v1/")["components"]["schemas"]
    assert set(schemas["ChannelOfKind"]["discriminator"]["mapping"]) == {*KINDS, "mail"}
    assert set(schemas["OutsideChannelOfKind"]["discriminator"]["mapping"]) == set(KINDS)
    for kind, one in KINDS.items():
        told = schemas[f"{kind.capitalize()}ChannelSettings"]["properties"]
        assert set(told) == set(one.settings.model_fields) - {"secret", "older"}, kind
    assert all(words in schemas["ChannelInstruction"]["description"] for words in WORDS["channel"])
    assert operations()["make_channel"][2]["responses"].keys() >= {"201", "404", "409"}


@pytest.mark.parametrize(("language", "place"), [("ja", 0), ("en", 1)])
def test_one_is_made_by_an_instruction_in_the_words_of_the_document(
    server: Server, client: Client, language: str, place: int
) -> None:
    made = _sent(client, {**_hook(server), "items": ["place"]}, **{"accept-language": language})
    assert made.status_code == 201
    told = Instruction.objects.get()
    assert told.text_hash == hashlib.sha256(WORDS["channel"][place].encode()).hexdigest()
    assert (told.language, told.service, told.items) == (language, "webhook", ["display_content", "place"])
    row, answer = Channel.objects.get(), made.json()
    assert answer["key"] == json.loads(row.settings)["secret"]
    assert (answer["recipient"], answer["host"], answer["settings"]) == ("Tanaka Co.", "127.0.0.1", {})
    assert client.get(f"{ADDRESS}/{row.pk}").json() == {**answer, "key": None}
    assert client.get(ADDRESS).json()["data"] == [{**answer, "key": None}]


def test_no_secret_comes_out(server: Server, client: Client) -> None:
    secrets = {
        "slack": {"url": SLACK},
        "chatwork": {"token": "tokentoken", "room": "123"},
        "ntfy": {"server": "http://127.0.0.1:8", "topic": "hidden", "token": "tk_x"},
    }
    for kind, settings in secrets.items():
        assert _sent(client, {**WHO, "kind": kind, "settings": settings}).status_code == 201, kind
    _sent(client, _hook(server, "secretpath"))
    told = client.get(ADDRESS).content.decode()
    for secret in (SLACK, "tokentoken", "hidden", "tk_x", "secretpath", "whsec_"):
        assert secret not in told, secret
    assert [one["settings"] for one in json.loads(told)["data"]] == [{}, {"room": "123"}, {"server": "http://127.0.0.1:8"}, {}]


def test_the_same_made_twice_by_one_key_is_one(server: Server, client: Client) -> None:
    told, again = (_sent(client, _hook(server), **{"idempotency-key": "one"}) for _ in range(2))
    assert (again.status_code, again.json()["code"]) == (409, "told_once")
    assert told.json()["id"] in again.json()["detail"]
    assert told.json()["key"] not in again.content.decode()
    assert Channel.objects.count() == 1


def test_a_broken_one_is_tested_and_mended_and_the_record_says_what_was_told(
    server: Server, here: House, client: Client
) -> None:
    row = webhook(here, server)
    server.answer = (401, {}, b"")
    assert client.post(f"{ADDRESS}/{row.pk}/test").json() == {"taken": False, "code": "unauthorized", "status": 401}
    soon = client.post(f"{ADDRESS}/{row.pk}/test")
    assert (soon.status_code, soon.json()["code"]) == (422, "too_soon")
    alert = opened(here)
    later()
    assert client.get(f"{ADDRESS}/{row.pk}").json()["state"] == "broken"
    server.answer = (200, {}, b"")
    mended = _sent(client, {**WHO, "kind": "webhook", "settings": {}, "new_key": True}, f"{ADDRESS}/{row.pk}", "put").json()
    row.refresh_from_db()
    kept = json.loads(row.settings)
    assert (mended["state"], mended["key"], kept["older"]) == ("works", kept["secret"], KEY)
    later()
    [told] = client.get(f"{ADDRESS}/{row.pk}/tellings").json()["data"]
    assert (told["state"], told["what"], told["status"]) == ("sent", "opened", 200)
    assert told["alert_id"] == str(alert.pk)


def test_what_is_left_out_stays_and_never_follows_to_another_server(server: Server, here: House, client: Client) -> None:
    kept = {"server": f"http://127.0.0.1:{server.server_address[1]}", "topic": "t1", "token": "k1"}
    made = _sent(client, {**WHO, "kind": "ntfy", "settings": kept}).json()
    address = f"{ADDRESS}/{made['id']}"
    first = client.get(address)
    renamed = {**WHO, "name": "Other", "kind": "ntfy", "settings": {}}
    stale = _sent(client, renamed, address, "put", **{"if-match": '"x"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")
    assert _sent(client, renamed, address, "put", **{"if-match": first.headers["ETag"]}).json()["name"] == "Other"
    assert json.loads(Channel.objects.get().settings) == kept
    elsewhere = {"server": _other(server)}
    for missing, told in (("topic, token", {}), ("token", {"topic": "t2"})):
        answer = _sent(client, {**renamed, "settings": {**elsewhere, **told}}, address, "put")
        assert (answer.status_code, answer.json()["code"]) == (422, "secret_anew")
        assert missing in answer.json()["detail"]
    assert "k1" in Channel.objects.get().settings
    both = {**elsewhere, "topic": "t2", "token": "k2"}
    assert _sent(client, {**renamed, "settings": both}, address, "put").status_code == 200
    assert "k1" not in Channel.objects.get().settings


def test_a_webhook_that_moves_gets_another_key(server: Server, here: House, client: Client) -> None:
    row = webhook(here, server)
    moved = _sent(client, {**WHO, "kind": "webhook", "settings": {"url": _other(server)}}, f"{ADDRESS}/{row.pk}", "put")
    row.refresh_from_db()
    assert json.loads(row.settings)["secret"] == moved.json()["key"] != KEY
    assert not json.loads(row.settings)["older"]


def test_a_member_is_told_by_mail_once_and_not_a_stranger(here: House, client: Client) -> None:
    viewer = member(here.site.organization, "viewer@example.jp").memberships.get()
    for _ in range(2):
        made = _sent(client, {"kind": "mail", "member_id": viewer.pk})
        assert (made.status_code, made.json()["member_id"], made.json()["key"]) == (201, viewer.pk, None)
    assert Channel.objects.get().user == viewer.user
    other = house("other@example.jp")
    theirs = Membership.objects.get(organization=other.site.organization)
    assert _sent(client, {"kind": "mail", "member_id": theirs.pk}).status_code == 404
    kind = _sent(client, {**WHO, "kind": "slack", "settings": {"url": SLACK}}, f"{ADDRESS}/{made.json()['id']}", "put")
    assert (kind.status_code, kind.json()["code"]) == (422, "kind")
    assert client.delete(f"{ADDRESS}/{made.json()['id']}").status_code == 204
    assert client.get(ADDRESS).json()["data"] == []


def test_what_cannot_be_is_refused_and_instructs_nothing(server: Server, client: Client) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({**_hook(server), "instruct": False}, "bad_request"),
        ({name: one for name, one in _hook(server).items() if name != "instruct"}, "bad_request"),
        ({**_hook(server), "kind": "fax"}, "bad_request"),
        ({**_hook(server), "settings": {"url": "https://x.example/", "secret": KEY}}, "bad_request"),
        ({**_hook(server), "country": "jp"}, "bad_request"),
        ({**_hook(server), "name": " "}, "bad_request"),
        ({**WHO, "kind": "slack", "settings": {"url": "https://elsewhere.example/"}}, "setting"),
        ({**WHO, "kind": "slack", "settings": {}}, "setting"),
        ({**_hook(server), "settings": {"url": "http://["}}, "address_form"),
    ]
    for body, code in wrong:
        answer = _sent(client, body)
        assert answer.status_code == 422, body
        assert answer.json()["code"] == code, (body, answer.json())
    assert not Channel.objects.exists()
    assert not Instruction.objects.exists()


def test_it_ends_and_its_secrets_go(server: Server, here: House, client: Client) -> None:
    row = webhook(here, server)
    assert client.delete(f"{ADDRESS}/{row.pk}").status_code == 204
    row.refresh_from_db()
    assert (row.settings, row.ended_at is None) == ("", False)
    assert Instruction.objects.get().ended_at is not None
    for answer in (
        client.get(f"{ADDRESS}/{row.pk}"),
        client.delete(f"{ADDRESS}/{row.pk}"),
        client.post(f"{ADDRESS}/{row.pk}/test"),
    ):
        assert answer.status_code == 404


def test_somebody_elses_is_not_there(server: Server, here: House) -> None:
    row, other = webhook(here, server), house("other@example.jp")
    client = calling(token_for(other.site.organization, other.owner))
    address = f"{ADDRESS}/{row.pk}"
    put = {**WHO, "kind": "webhook", "settings": {}}
    for answer in (
        client.get(address),
        client.get(f"{address}/tellings"),
        client.post(f"{address}/test"),
        _sent(client, put, address, "put"),
        client.delete(address),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert server.taken == []
    row.refresh_from_db()
    assert (row.ended_at, row.name) == (None, "Hook")
