"""The census: what the service holds is what the manifest says it holds, both ways; planted strangers are found."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client

from harimi.service.captures.models import Cut
from harimi.service.platform.models import OutboxEvent
from harimi.service.platform.outbox import tell
from harimi.service.privacy import census
from harimi.service.privacy.closed import UnknownKeyError
from harimi.service.privacy.documents import DocumentError
from harimi.service.privacy.held import Table, held, place, read
from harimi.service.privacy.manifest import current
from harimi.service.project.config import Config
from tests.services.world import World, person, work, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
START = datetime(2026, 4, 6, tzinfo=UTC)


@pytest.fixture
def made() -> World:
    """A service that has read a photograph, so that its rows are filled."""
    made = world("energy", since=START)
    work()
    return made


@pytest.fixture
def planted() -> Iterator[None]:
    """A column that nobody mapped."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE meters_meter ADD COLUMN telephone varchar(20)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE meters_meter DROP COLUMN telephone")


@pytest.mark.clause("PP-1-1")
@pytest.mark.clause("PP-1-2")
def test_every_column_is_mapped_and_every_mapped_column_is_there() -> None:
    assert census.database(held()) == []


@pytest.mark.clause("PP-1-1")
def test_a_planted_column_fails_by_its_name(planted: None) -> None:
    assert census.database(held()) == ["column meters_meter.telephone is there, but the manifest does not map it"]


@pytest.mark.clause("PP-1-2")
def test_a_mapped_column_that_is_gone_fails() -> None:
    ghost = Table({"telephone": place("x", "mail")}, "account", "yes", "delete")
    found = replace(held(), tables={**held().tables, "ghosts": ghost})
    assert census.database(found) == ["column ghosts.telephone is mapped, but it is not there"]


def test_every_setting_is_mapped_both_ways() -> None:
    assert census.settings(held(), Config.model_fields) == []
    planted = [*Config.model_fields, "analytics_id"]
    assert census.settings(held(), planted) == ["setting analytics_id is there, but the manifest does not map it"]


@pytest.mark.clause("PP-1-3")
def test_every_json_key_of_a_filled_service_is_mapped(made: World) -> None:
    assert census.json_columns(held()) == []
    assert census.json_keys(held()) == []


@pytest.mark.clause("PP-1-3")
def test_an_unknown_json_key_is_not_written(made: World) -> None:
    cut = Cut.objects.get()
    cut.frame = {"x": 0, "y": 0, "width": 1, "height": 1, "owner": "Sakura"}
    with pytest.raises(UnknownKeyError, match=r"captures_cut\.frame takes no key owner"):
        cut.save()


@pytest.mark.clause("PP-1-3")
def test_a_json_key_that_came_in_by_another_way_is_found(made: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE captures_cut SET frame = %s", ['{"owner": "Sakura"}'])
    assert census.json_keys(held()) == ["JSON key captures_cut.frame: owner"]


def test_a_queue_takes_no_key_that_is_not_mapped() -> None:
    with pytest.raises(UnknownKeyError, match="take no key mail"):
        tell("reading.changed", {"register": "1", "at": "2", "state": "3", "mail": "who@example.jp"})
    with pytest.raises(UnknownKeyError, match=r"'person\.born' are not mapped"):
        tell("person.born", {})
    assert not OutboxEvent.objects.exists()


def test_every_payload_that_was_sent_is_mapped() -> None:
    assert census.payloads(held(), [("reading.changed", {"register": 1, "name": 2}), ("other", {})]) == [
        "payload other is not mapped",
        "payload reading.changed: name",
    ]


def test_every_file_of_a_working_service_is_mapped(made: World, tmp_path: Path) -> None:
    (tmp_path / "contacts.csv").write_text("who@example.jp", encoding="utf-8")
    assert census.files(held(), tmp_path) == ["file contacts.csv is there, but the manifest does not map it"]


def test_every_object_is_mapped(made: World, own_blobs: Path) -> None:
    there = {path.relative_to(settings.HARIMI.data_dir).parts[0] for path in own_blobs.rglob("*") if path.is_file()}
    assert there == set(held().named["objects"])
    planted = census.unknown("objects", there | {"exports"}, held())
    assert planted == ["objects exports is there, but the manifest does not map it"]


def test_every_session_key_is_mapped() -> None:
    person("who@example.jp")
    client = Client()
    client.post("/accounts/login/", {"login": "who@example.jp", "password": "a long password"})
    client.post("/accounts/password/reset/", {"email": "who@example.jp"})
    there = {key for one in Session.objects.all() for key in one.get_decoded()}
    assert "_auth_user_id" in there
    assert census.unknown("sessions", there, held()) == []
    assert census.unknown("sessions", {"mood"}, held()) == ["sessions mood is there, but the manifest does not map it"]


def test_every_family_of_cache_keys_is_mapped() -> None:
    Client().post("/accounts/login/", {"login": "who@example.jp", "password": "wrong"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        families = {key.split(":")[2] for (key,) in cursor.fetchall()}
    assert families
    assert census.unknown("caches", families, held()) == []
    cache.set("profile:1", "Sakura")
    assert census.unknown("caches", {"profile"}, held()) == ["caches profile is there, but the manifest does not map it"]


@pytest.mark.clause("PP-1(1)7a")
def test_what_the_policy_does_not_name_needs_a_clause_of_the_terms() -> None:
    for told, why in (
        ("contract_data", "names no clause of the terms of use"),
        ("contract_data @ terms 1 §99", "which these terms do not have"),
        ("birth_date", "which is not collected"),
        ("shoe_size", "which is no item"),
    ):
        changed = {**current().held["held"], "tables": {"people": {"columns": {"it": told}}}}
        with pytest.raises(DocumentError, match=why):
            read(replace(current(), held={"held": changed}))


@pytest.mark.clause("PP-1(1)7b")
def test_a_field_whose_clause_was_dropped_from_the_terms_stops_the_service() -> None:
    terms = current().terms
    fewer = replace(terms, clauses={name: one for name, one in terms.clauses.items() if name != "§7(10)"})
    with pytest.raises(DocumentError, match=r"meters_meter\.name stands on terms 1 §7\(10\), which these terms do not have"):
        read(replace(current(), terms=fewer))


@pytest.mark.parametrize("lacking", ["retention", "export", "erasure"])
def test_a_table_with_items_says_how_it_ends(lacking: str) -> None:
    whole = {"retention": "account", "export": "yes", "erasure": "delete", "columns": {"mail": "mail"}}
    del whole[lacking]
    changed = {**current().held["held"], "tables": {"people": whole}}
    with pytest.raises(DocumentError, match="people holds items"):
        read(replace(current(), held={"held": changed}))


@pytest.mark.clause("PP-1-4")
def test_a_place_without_relation_to_a_person_says_why() -> None:
    changed = {**current().held["held"], "tables": {"people": {"columns": {"note": "-"}}}}
    with pytest.raises(DocumentError, match="no reason says why"):
        read(replace(current(), held={"held": changed}))
