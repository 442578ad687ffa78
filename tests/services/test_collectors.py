"""What is noted down while My Account is used: only what the operator collects, only with consent where it is needed."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.privacy import choices, collectors
from harimi.service.privacy.choices import Asked
from harimi.service.privacy.collectors import forget_collected
from harimi.service.privacy.models import AccessDevice, AccessLog, AnonymousId
from harimi.service.project.config import Config
from tests.services.world import home, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
CANARY = "Canary/7.31 (Kx0Vq2)"
ASKED = Asked("May we?", "ja", "my_account")


@pytest.fixture
def who() -> User:
    user = person("who@example.jp")
    home(user)
    return user


def _client(user: User | None = None) -> Client:
    client = Client(headers={"User-Agent": CANARY})
    if user is not None:
        client.force_login(user)
    return client


def _collect(monkeypatch: pytest.MonkeyPatch, *items: str) -> None:
    changed = settings.HARIMI.model_copy(update={"collectors": ",".join(items)})
    monkeypatch.setattr(settings, "HARIMI", changed)


def _everything() -> str:
    """All rows of all tables as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            found.append(repr(cursor.fetchall()))
    return "\n".join(found)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


@pytest.mark.clause("PP-1(2)-0")
def test_with_all_collectors_off_the_service_works_and_writes_nothing(who: User, monkeypatch: pytest.MonkeyPatch) -> None:
    _collect(monkeypatch)
    choices.consent("access_device", ASKED, subject=who.subject_id)
    answer = _client(who).get("/")
    assert answer.status_code == 200
    assert "harimi_anonymous" not in answer.cookies
    assert not AccessLog.objects.exists()
    assert not AccessDevice.objects.exists()
    assert not AnonymousId.objects.exists()


@pytest.mark.clause("PP-3-1a")
def test_before_consent_not_one_browser_name_is_anywhere(
    who: User, tmp_path: Path, logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    _collect(monkeypatch, *Config.model_fields["collectors"].default.split(","), "cookie")
    signed_in, nobody = _client(who), _client()
    nobody.raise_request_exception = False
    for page in ("/", "/no-such-page", "/accounts/login/", "/meters/not-a-meter", "/office/") * 4:
        signed_in.get(page)
        nobody.get(page)
    nobody.post("/accounts/login/", {"login": "who@example.jp", "password": "wrong password"})
    assert AccessLog.objects.count() > 20
    assert CANARY not in _everything()
    assert CANARY not in logged.text
    assert not any(CANARY.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.clause("PP-3-1b")
def test_device_information_begins_with_the_consent(who: User) -> None:
    client = _client(who)
    client.get("/")
    assert not AccessDevice.objects.exists()
    given = choices.consent("access_device", ASKED, subject=who.subject_id)
    client.get("/")
    client.get("/")
    row = AccessDevice.objects.get()
    assert (row.named, row.subject_id) == (CANARY, who.subject_id)
    assert row.first_at >= given.at


@pytest.mark.clause("PP-3-1c")
def test_where_consents_cannot_be_looked_up_nothing_is_collected_and_pages_work(
    who: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices.consent("access_device", ASKED, subject=who.subject_id)

    def fails(*_: object) -> object:
        raise DatabaseError("gone")

    monkeypatch.setattr(collectors, "decide", fails)
    assert _client(who).get("/").status_code == 200
    assert not AccessDevice.objects.exists()
    assert not AccessLog.objects.exists()


@pytest.mark.clause("PP-3-1e")
def test_after_withdrawal_nothing_is_added(who: User) -> None:
    choices.consent("access_device", ASKED, subject=who.subject_id)
    client = _client(who)
    client.get("/")
    before = AccessDevice.objects.get().last_at
    choices.withdraw("access_device", ASKED, subject=who.subject_id)
    client.get("/")
    assert AccessDevice.objects.get().last_at == before


def test_a_stopped_log_stops_at_the_next_page(who: User) -> None:
    client = _client(who)
    client.get("/")
    choices.stop(who.subject_id, ASKED, item="access_log")
    client.get("/")
    assert AccessLog.objects.count() == 1


@pytest.mark.clause("PP-1(2)2a")
def test_the_log_names_a_page_and_nothing_that_stood_in_its_address(who: User) -> None:
    _client(who).get("/?token=secret-in-the-address&mail=who@example.jp")
    row = AccessLog.objects.values().get()
    assert {key: row[key] for key in ("method", "page", "status", "anonymous_id")} == {
        "method": "GET",
        "page": "home",
        "status": 200,
        "anonymous_id": "",
    }
    assert "secret-in-the-address" not in _everything()


@pytest.mark.clause("PP-1(2)3")
def test_an_anonymous_id_is_chance_alone_and_never_meets_a_name(who: User, monkeypatch: pytest.MonkeyPatch) -> None:
    _collect(monkeypatch, "access_log", "cookie")
    client = _client()
    client.get("/accounts/login/")
    made = client.cookies["harimi_anonymous"]
    assert (made["httponly"], made["samesite"]) == (True, "Lax")
    client.force_login(who)
    client.get("/")
    assert AccessLog.objects.filter(anonymous_id=made.value, subject=None).count() == 1
    assert not AccessLog.objects.exclude(subject=None).exclude(anonymous_id="").exists()


def test_an_invented_anonymous_id_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    _collect(monkeypatch, "access_log", "cookie")
    client = _client()
    client.cookies["harimi_anonymous"] = "who@example.jp"
    client.get("/accounts/login/")
    assert "who@example.jp" not in _everything()


@pytest.mark.clause("PP-1(2)2b")
def test_what_was_collected_ends_on_its_day(who: User) -> None:
    AccessLog.objects.create(subject=who.subject, method="GET", page="meters", status=200)
    AccessDevice.objects.create(subject=who.subject, named="A browser", last_at=timezone.now())
    assert forget_collected(timezone.now() + timedelta(days=89)) == 0
    assert forget_collected(timezone.now() + timedelta(days=91)) == 1
    assert forget_collected(timezone.now() + timedelta(days=366)) == 1


def test_an_unknown_collector_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"HARIMI_COLLECTORS knows .*, not fingerprint"):
        Config(collectors="access_log,fingerprint")
