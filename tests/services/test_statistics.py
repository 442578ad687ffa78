"""Figures about the use of the service: whom they count, whom they leave out, and that a release is written once."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.db.models import QuerySet

from harimi.service.accounts.models import User
from harimi.service.billing.months import first_of, moments, next_of
from harimi.service.devices.models import Device, DeviceLog, DeviceReport
from harimi.service.meters.services import found_home
from harimi.service.privacy import choices
from harimi.service.privacy.choices import Asked
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import Use, permitted
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import AccessDevice, AccessLog, AuditEvent, Subject
from harimi.service.statistics import releasing
from harimi.service.statistics.counted import TABLES
from harimi.service.statistics.labels import battery, browser
from harimi.service.statistics.models import Cell, Release, ReleasedError
from harimi.service.statistics.reading import groups
from harimi.service.statistics.releasing import NearError, make, make_due, min_cell, months, release
from tests.services.policies import operator
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "as_role")]
ASKED = Asked("Stop", "en", "my_account")
MONTH = next_of(first_of(today()), -1)
NOON = datetime(MONTH.year, MONTH.month, 10, 12, tzinfo=ZoneInfo("Asia/Tokyo"))
_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture(autouse=True)
def collected(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator collects all that there is."""
    every = "access_device,camera_device,access_log,camera_log,cookie"
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"collectors": every}))


def _people(count: int, page: str = "meters", *, begin: int = 0, at: datetime = NOON) -> list[User]:
    found = [person(f"{page}{begin + n}@example.jp") for n in range(count)]
    for one in found:
        _opened(one, page, at)
    return found


def _opened(user: User | None, page: str, at: datetime = NOON, *, status: int = 200, anonymous_id: str = "") -> None:
    row = AccessLog.objects.create(
        subject=user.subject if user else None, anonymous_id=anonymous_id, method="GET", page=page, status=status
    )
    AccessLog.objects.filter(pk=row.pk).update(at=at)


def _counted(name: str) -> dict[str, int]:
    return {label: len(people) for label, people in groups(TABLES[name], *moments(MONTH)).items()}


def _camera(
    owner: User, *, consent: bool = True, firmware: str = "1.2", battery: int | None = 80, name: str = "Home"
) -> Device:
    organization = found_home(name, owner, time_zone="Asia/Tokyo").organization
    if consent:
        choices.consent("camera_device", ASKED, subject=organization.subject_id)
    device = Device.objects.create(organization=organization, name="Camera")
    row = DeviceReport.objects.create(device=device, model="M5", firmware=firmware, battery_percent=battery)
    DeviceReport.objects.filter(pk=row.pk).update(at=NOON)
    return device


@pytest.mark.clause("PP-2-3(1)b")
def test_a_figure_of_one_person_is_not_released() -> None:
    _people(12)
    _people(1, "imports")
    row = release(TABLES["pages"], MONTH, actor=None)
    assert [(one.label, one.people) for one in row.cells.all()] == [("meters", 10)]
    assert (row.people, row.left_out, row.min_cell) == (None, True, 10)


@pytest.mark.clause("PP-2-3(1)b")
def test_people_are_counted_and_not_rows() -> None:
    busy = person("busy@example.jp")
    for _ in range(30):
        _opened(busy, "meters")
    assert _counted("pages") == {"meters": 1}
    assert not release(TABLES["pages"], MONTH, actor=None).cells.exists()


@pytest.mark.clause("PP-2-3(1)b")
def test_who_owns_many_organizations_is_one_person() -> None:
    owner = person("landlord@example.jp")
    for n in range(12):
        _camera(owner, firmware="rare", name=f"House {n}")
    assert _counted("firmware") == {"rare": 1}


@pytest.mark.clause("PP-2-3(1)c")
def test_a_second_release_that_differs_by_one_person_is_not_published() -> None:
    people = _people(20)
    release(TABLES["pages"], MONTH, actor=None)
    choices.stop(people[0].subject_id, ASKED, purpose="statistics")
    with pytest.raises(NearError):
        release(TABLES["pages"], MONTH, actor=None)
    assert Release.objects.count() == 1
    _people(1, begin=20)
    with pytest.raises(NearError):
        release(TABLES["pages"], MONTH, actor=None)


@pytest.mark.clause("PP-2-3(1)c")
def test_a_second_release_is_published_where_many_differ() -> None:
    _people(20)
    release(TABLES["pages"], MONTH, actor=None)
    _people(20, begin=20)
    assert release(TABLES["pages"], MONTH, actor=None).turn == 1


@pytest.mark.clause("PP-2-3(1)c")
def test_another_threshold_between_two_releases_publishes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    _people(40)
    release(TABLES["pages"], MONTH, actor=None)
    monkeypatch.setattr(releasing, "known_operator", lambda: operator(statistics={"min_cell": 15}))
    with pytest.raises(NearError):
        release(TABLES["pages"], MONTH, actor=None)


@pytest.mark.clause("PP-2-3(1)d")
def test_who_did_not_consent_or_stopped_is_no_part_of_the_input() -> None:
    consented, silent, stopped, declined = (person(f"{one}@example.jp") for one in ("yes", "silent", "stop", "purpose"))
    for one in (consented, silent, stopped, declined):
        AccessDevice.objects.create(subject=one.subject, named=_FIREFOX, last_at=NOON)
        _opened(one, "meters")
        if one != silent:
            choices.consent("access_device", ASKED, subject=one.subject_id)
    AccessDevice.objects.update(first_at=NOON)
    choices.stop(stopped.subject_id, ASKED, item="access_device")
    choices.stop(stopped.subject_id, ASKED, item="access_log")
    choices.stop(declined.subject_id, ASKED, purpose="statistics")
    assert groups(TABLES["browsers"], *moments(MONTH)) == {"firefox": {consented.subject_id}}
    assert groups(TABLES["pages"], *moments(MONTH)) == {"meters": {consented.subject_id, silent.subject_id}}


@pytest.mark.clause("PP-2-3(1)d")
def test_cameras_count_with_their_organizations_consent_alone() -> None:
    with_it, without = person("with@example.jp"), person("without@example.jp")
    camera, other = _camera(with_it), _camera(without, consent=False)
    for one in (camera, other):
        DeviceLog.objects.create(device=one, at=NOON, level="info", event="started")
    choices.stop(other.organization.subject_id, ASKED, item="camera_log")
    for name in ("models", "firmware", "batteries", "events"):
        assert list(groups(TABLES[name], *moments(MONTH)).values()) == [{with_it.subject_id}], name


@pytest.mark.clause("PP-3-2d")
@pytest.mark.parametrize("what", [{"item": "access_log"}, {"purpose": "statistics"}], ids=["item", "purpose"])
def test_a_second_after_a_stop_nothing_of_them_is_counted(what: dict[str, str]) -> None:
    people = _people(3)
    assert _counted("pages") == {"meters": 3}
    choices.stop(people[0].subject_id, ASKED, **what)
    assert _counted("pages") == {"meters": 2}
    choices.resume(people[0].subject_id, ASKED, **what)
    assert _counted("pages") == {"meters": 3}


@pytest.mark.clause("PP-3-2d")
def test_a_stop_while_rows_are_read_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    people = _people(2)

    def stop_then_ask(use: Use, subjects: set[UUID]) -> set[UUID]:
        choices.stop(people[0].subject_id, ASKED, item="access_log")
        return permitted(use, subjects)

    monkeypatch.setattr("harimi.service.statistics.reading.permitted", stop_then_ask)
    assert _counted("pages") == {"meters": 1}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles; the gate decides there")
def test_the_database_itself_keeps_all_else_out() -> None:
    spoiled = replace(TABLES["pages"], read=_all_users)
    with pytest.raises(ProgrammingError, match="permission denied"):
        groups(spoiled, *moments(MONTH))


def _all_users(begin: datetime, end: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    return User.objects.filter(date_joined__gte=begin, date_joined__lt=end).values_list("pk", "email")


def test_every_table_uses_what_the_policy_lets_statistics_use() -> None:
    manifest = current()
    assert all(manifest.allowed("statistics", item) for table in TABLES.values() for item in table.items)


def test_a_release_has_no_key_of_anybody() -> None:
    related = {field.related_model for model in (Release, Cell) for field in model._meta.concrete_fields if field.is_relation}
    assert related == {Release, User}
    assert Subject not in related


def test_nothing_is_finer_than_a_day() -> None:
    _people(12, at=NOON + timedelta(minutes=3, seconds=7))
    assert _counted("days") == {f"{MONTH:%Y-%m}-10": 12}


def test_a_day_is_one_in_japan() -> None:
    _opened(person("late@example.jp"), "meters", datetime(MONTH.year, MONTH.month, 9, 15, 30, tzinfo=ZoneInfo("UTC")))
    assert _counted("days") == {f"{MONTH:%Y-%m}-10": 1}


def test_people_by_how_often_they_came_and_what_they_were_answered() -> None:
    often, once = person("often@example.jp"), person("once@example.jp")
    for day in range(3):
        _opened(often, "meters", NOON + timedelta(days=day))
    _opened(once, "meter", status=404)
    _opened(once, "meters", status=500)
    assert _counted("visits") == {"2-3": 1, "1": 1}
    assert _counted("answers") == {"fine": 1, "not_found": 1, "error": 1}


def test_staff_at_work_are_no_use_of_the_service() -> None:
    _opened(person("staff@example.jp", staff=True), "office_customers")
    assert _counted("pages") == {}


def test_browsers_in_which_nobody_is_signed_in_are_counted_nowhere() -> None:
    for n in range(12):
        _opened(None, "login", anonymous_id=f"{n:043}")
    assert {name: _counted(name) for name in TABLES} == {name: {} for name in TABLES}
    assert {table.who for table in TABLES.values()} == {"person", "camera"}


def test_what_the_operator_does_not_collect_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    _people(2)
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"collectors": "camera_log"}))
    assert _counted("pages") == {}


@pytest.mark.parametrize(
    ("named", "family"),
    [
        (_FIREFOX, "firefox"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36", "chrome"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "edge"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1", "safari"),
        ("Yamada's own browser", "rest"),
    ],
)
def test_browsers_are_counted_by_family(named: str, family: str) -> None:
    assert browser(named) == family


@pytest.mark.parametrize(("percent", "part"), [(None, ""), (0, "0-20"), (20, "0-20"), (21, "21-50"), (100, "51-100")])
def test_batteries_are_counted_by_part(percent: int | None, part: str) -> None:
    assert battery(percent) == part


def test_the_weakest_battery_of_somebody_counts() -> None:
    owner = person("two@example.jp")
    camera = _camera(owner, battery=None)
    for percent in (90, 15, 60):
        row = DeviceReport.objects.create(device=camera, battery_percent=percent)
        DeviceReport.objects.filter(pk=row.pk).update(at=NOON)
    assert _counted("batteries") == {"0-20": 1}


def test_a_worker_makes_last_months_tables_once() -> None:
    _people(11)
    assert make_due() == len(TABLES)
    assert make_due() == 0
    assert set(Release.objects.values_list("month", flat=True)) == {MONTH}
    assert AuditEvent.objects.filter(action="statistics_released", purpose="statistics").count() == len(TABLES)


def test_a_month_that_goes_on_is_not_counted() -> None:
    with pytest.raises(ValueError, match="ended"):
        release(TABLES["pages"], first_of(today()), actor=None)


def test_months_of_which_something_is_deleted_already_are_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "today", lambda: date(2026, 6, 1))
    assert months() == [date(2026, 5, 1), date(2026, 4, 1)]


def test_the_operator_may_only_raise_the_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    assert min_cell() == 10
    monkeypatch.setattr(releasing, "known_operator", lambda: operator(statistics={"min_cell": 25}))
    assert min_cell() == 25
    with pytest.raises(ValueError, match="min_cell from 10"):
        operator(statistics={"min_cell": 9})


def test_of_two_workers_that_count_at_once_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    _people(11)
    calls = list[int]()

    def another_is_faster(*asked: Any) -> Any:
        found = groups(*asked)
        if not calls:
            calls.append(1)
            release(TABLES["pages"], MONTH, actor=None)
        return found

    monkeypatch.setattr(releasing, "groups", another_is_faster)
    with pytest.raises(NearError):
        release(TABLES["pages"], MONTH, actor=None)
    assert Release.objects.count() == 1
    assert AuditEvent.objects.filter(action="statistics_released").count() == 1


def test_a_release_is_written_once() -> None:
    _people(11)
    make([TABLES["pages"]], MONTH, actor=None)
    row = Release.objects.get()
    with pytest.raises(ReleasedError):
        row.save()
    with pytest.raises(ReleasedError):
        row.cells.get().save()
    for change in (
        lambda: Release.objects.update(people=1),
        lambda: Cell.objects.update(people=1),
        lambda: Cell.objects.all().delete(),
        lambda: Release.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_who_made_a_release_can_go() -> None:
    staff = person("admin@example.jp", staff=True, admin=True)
    row = release(TABLES["pages"], MONTH, actor=staff)
    staff.delete()
    row.refresh_from_db()
    assert row.made_by is None
