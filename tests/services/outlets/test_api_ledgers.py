"""Ledgers by the API, by mail and by SFTP: made, sent, changed with what they sent, ended."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from harimi.service.accounts.models import Membership, User
from harimi.service.api.v1.instructing import WORDS
from harimi.service.egress import sftp as asking
from harimi.service.outlets.ledgers.sending import send_one
from harimi.service.outlets.models import Ledger, LedgerMonth
from harimi.service.third_parties.models import Instruction
from tests.instances.sftp import PASSWORD, USER, Sftp
from tests.services.api_calls import calling, token_for
from tests.services.outlets.scene import customer, say, water
from tests.services.world import member

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]
ADDRESS, JSON = "/api/v1/ledgers", "application/json"
BOOKS = {"name": "Books", "form": "csv", "language": "en", "instruct": True}


def _sent(client: Client, body: dict[str, Any], address: str = ADDRESS, method: str = "post", **headers: str) -> Any:
    return getattr(client, method)(address, body, content_type=JSON, headers=headers)


def _folder(sftp: Sftp, **changed: str) -> dict[str, Any]:
    told = {"url": sftp.url, "user": USER, "password": PASSWORD, **changed}
    settings = {name: one for name, one in told.items() if one}
    return {**BOOKS, "way": "sftp", "settings": settings, "recipient": "Me", "country": "JP"}


def _mail(user: User) -> dict[str, Any]:
    return {**BOOKS, "way": "mail", "member_id": Membership.objects.get(user=user).pk}


def test_one_by_sftp_is_made_sent_changed_and_keeps_what_it_sent(sftp: Sftp) -> None:
    owner, site = customer()
    say(water(site), 1, 1000)
    client = calling(token_for(site.organization, owner))
    made = [_sent(client, _folder(sftp), **{"idempotency-key": "a"}) for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    answer, row = made[0].json(), Ledger.objects.get()
    assert (answer["url"], answer["fingerprint"]) == (sftp.url, sftp.key.get_fingerprint())
    assert PASSWORD not in made[0].content.decode()
    assert Instruction.objects.get().text_hash == hashlib.sha256(WORDS["ledger"][0].encode()).hexdigest()
    assert client.post(f"{ADDRESS}/{row.pk}/send").json()["due_at"] is not None
    assert send_one()
    [month] = client.get(f"{ADDRESS}/{row.pk}/months").json()["data"]
    assert (month["version"], month["fault"], month["due_at"]) == (1, "", None)
    told = client.get(f"{ADDRESS}/{row.pk}")
    assert told.json() in client.get(ADDRESS).json()["data"]
    other = {**_folder(sftp, password=""), "name": "Kept", "day": 9}
    stale = _sent(client, other, f"{ADDRESS}/{row.pk}", "put", **{"if-match": '"x"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")
    changed = _sent(client, other, f"{ADDRESS}/{row.pk}", "put", **{"if-match": told.headers["ETag"]}).json()
    assert (changed["name"], changed["day"], changed["fingerprint"]) == ("Kept", 9, answer["fingerprint"])
    assert client.get(f"{ADDRESS}/{row.pk}/months").json()["data"] == [month]
    client.post(f"{ADDRESS}/{row.pk}/send")
    assert send_one()
    assert LedgerMonth.objects.get().fault == ""
    assert not _sent(client, {"on": False}, f"{ADDRESS}/{row.pk}", "patch").json()["on"]
    assert client.delete(f"{ADDRESS}/{row.pk}").status_code == 204
    assert not Instruction.objects.filter(ended_at=None).exists()


def test_nobody_waits_in_a_transaction_for_a_server_that_is_asked(sftp: Sftp, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, site = customer()
    client, within = calling(token_for(site.organization, owner)), list[bool]()
    told = asking._key_of

    def asked(to: Any) -> str:
        within.append(connection.in_atomic_block)
        return told(to)

    monkeypatch.setattr(asking, "_key_of", asked)
    made = _sent(client, _folder(sftp), **{"idempotency-key": "a"}).json()
    tag = client.get(f"{ADDRESS}/{made['id']}").headers["ETag"]
    assert _sent(client, _folder(sftp), f"{ADDRESS}/{made['id']}", "put", **{"if-match": tag}).status_code == 200
    assert within == [False, False], "each is asked once, and before"
    away = _folder(sftp, url="sftp://127.0.0.1:1")
    assert _sent(client, away, **{"idempotency-key": "b"}).json()["code"] == "unreached"
    assert within == [False, False, False]


def test_the_password_never_follows_to_another_server(sftp: Sftp, tmp_path: Path) -> None:
    owner, site = customer()
    client = calling(token_for(site.organization, owner))
    made = _sent(client, _folder(sftp)).json()
    other = Sftp(tmp_path / "other")
    other.start()
    try:
        moved = _sent(client, _folder(other, password=""), f"{ADDRESS}/{made['id']}", "put")
        assert (moved.status_code, moved.json()["code"]) == (422, "secret_anew")
        assert Ledger.objects.get().instruction_id == Instruction.objects.get(ended_at=None).pk
        anew = _sent(client, _folder(other), f"{ADDRESS}/{made['id']}", "put").json()
        assert (anew["url"], anew["fingerprint"]) == (other.url, other.key.get_fingerprint())
    finally:
        other.stop()


def test_one_by_mail_goes_to_a_member_and_to_nobody_else() -> None:
    owner, site = customer()
    viewer = member(site.organization, "viewer@example.jp")
    stranger, _ = customer("stranger@example.jp")
    client = calling(token_for(site.organization, owner))
    assert _sent(client, _mail(stranger)).status_code == 404
    made = _sent(client, _mail(viewer)).json()
    assert (made["member_id"], made["url"], made["day"]) == (Membership.objects.get(user=viewer).pk, "", 3)
    changed = _sent(client, _mail(owner), f"{ADDRESS}/{made['id']}", "put").json()
    assert changed["member_id"] == Membership.objects.get(user=owner).pk


def test_what_cannot_be_is_refused(settings: Any) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"inside": "127.0.0.1"})
    owner, site = customer()
    _, elsewhere = customer("other@example.jp")
    client = calling(token_for(site.organization, owner))
    folder = {"url": "sftp://127.0.0.1:1", "user": "u", "password": "p"}
    by_sftp = {**BOOKS, "way": "sftp", "settings": folder, "recipient": "Me", "country": "JP"}
    wrong: list[tuple[dict[str, Any], str]] = [
        (by_sftp, "unreached"),
        ({**by_sftp, "settings": {**folder, "password": ""}}, "setting"),
        ({**by_sftp, "settings": {**folder, "url": "http://127.0.0.1"}}, "address_scheme"),
        ({**by_sftp, "settings": {**folder, "folder": "a\nb"}}, "setting"),
        ({**_mail(owner), "day": 29}, "bad_request"),
        ({**_mail(owner), "instruct": False}, "bad_request"),
        ({**_mail(owner), "way": "pigeon"}, "bad_request"),
        ({**_mail(owner), "site_id": str(elsewhere.pk)}, "not_found"),
    ]
    for body, code in wrong:
        answer = _sent(client, body)
        assert answer.status_code in (404, 422), body
        assert answer.json()["code"] == code, (body, answer.json())
    assert not Ledger.objects.exists()
    assert not Instruction.objects.exists()
    made = _sent(client, _mail(owner)).json()
    way = _sent(client, by_sftp, f"{ADDRESS}/{made['id']}", "put")
    assert (way.status_code, way.json()["code"]) == (422, "kind")


def test_somebody_elses_is_not_there() -> None:
    owner, site = customer()
    stranger, other = customer("other@example.jp")
    made = _sent(calling(token_for(site.organization, owner)), _mail(owner)).json()
    client, address = calling(token_for(other.organization, stranger)), f"{ADDRESS}/{made['id']}"
    for answer in (
        client.get(address),
        client.get(f"{address}/months"),
        client.post(f"{address}/send"),
        _sent(client, {"on": False}, address, "patch"),
        _sent(client, _mail(stranger), address, "put"),
        client.delete(address),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert Ledger.objects.get().on
    assert not LedgerMonth.objects.filter(month__lt=date(2100, 1, 1)).exists()
