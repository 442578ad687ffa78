"""Incidents: the clock, the kind, whom they concern, the report, the letters, and how long anything of it is kept."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.staff import StaffRole
from harimi.service.billing.models import InvoiceCopy
from harimi.service.incidents import (
    assessing,
    clock,
    closing,
    evidence,
    keeping,
    reach,
    recording,
    reminding,
    reporting,
    telling,
)
from harimi.service.incidents.assessing import assess
from harimi.service.incidents.models import Affected, Incident
from harimi.service.incidents.recording import IncidentError
from harimi.service.notices.models import Message
from harimi.service.office.waiting import waiting_for
from harimi.service.privacy.held import held
from harimi.service.privacy.keys import new_subject
from harimi.service.privacy.models import AccessLog, AuditEvent, Subject
from harimi.service.privacy.overdue import overdue
from tests.services.inquiries import asked_by, mails
from tests.services.office import worker
from tests.services.world import home, member, person, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
TOKYO = ZoneInfo("Asia/Tokyo")
KNOWN = datetime(2026, 4, 1, 22, 30, tzinfo=TOKYO)
"""A Wednesday evening; in UTC it is the same day, an hour and a half later in Japan it is the next."""
ALL = {part: (f"日本語の{part}", f"english {part}") for part in ("outline", "cause", "harm", "prevention")}


@pytest.fixture
def officer() -> User:
    return worker(StaffRole.PRIVACY)


@pytest.fixture
def row(officer: User) -> Incident:
    """Known on the first of April."""
    return recording.open_incident(KNOWN, "A laptop was lost.", actor=officer)


def _scope(**changed: object) -> dict[str, object]:
    return {"items": ["mail"], "tables": [], "since": None, "until": None, "estimated": 0} | changed


def _choose(row: Incident, officer: User, *organizations: Organization, **scope: object) -> None:
    reach.choose(row, _scope(**scope), list(organizations), actor=officer)
    row.refresh_from_db()


def _on(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=TOKYO)


def _reminded(row: Incident) -> list[str]:
    return list(row.events.filter(what="reminded").values_list("about", flat=True))


@pytest.mark.parametrize(
    ("answers", "people", "categories"),
    [
        ({}, 0, ()),
        ({"sensitive": True}, 1, ("sensitive",)),
        ({"card_numbers": True}, 1, ("property",)),
        ({"card_rests": True}, 1, ()),
        ({"card_rests": True, "payable": True}, 1, ("property",)),
        ({"wrongful": True}, 1, ("wrongful",)),
        ({}, 1000, ()),
        ({}, 1001, ("many",)),
        ({"sensitive": True, "card_numbers": True, "wrongful": True}, 5000, ("sensitive", "property", "wrongful", "many")),
    ],
)
def test_what_has_to_be_reported(
    row: Incident, officer: User, answers: dict[str, bool], people: int, categories: tuple[str, ...]
) -> None:
    _choose(row, officer, estimated=people)
    found = assess(row, answers, actor=officer)
    assert found.categories == categories
    assert found.reportable is bool(categories)


@pytest.mark.parametrize(
    ("encrypted", "keys_safe", "reportable"), [(True, True, False), (True, False, True), (False, True, True)]
)
def test_encryption_exempts_only_with_safe_keys(
    row: Incident, officer: User, encrypted: bool, keys_safe: bool, reportable: bool
) -> None:
    found = assess(row, {"sensitive": True, "encrypted": encrypted, "keys_safe": keys_safe}, actor=officer)
    assert found.reportable is reportable


def test_a_thousand_people_are_counted_and_not_typed(row: Incident, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assessing, "THOUSAND", 2)
    people = [person(f"p{n}@example.jp") for n in range(2)]
    _choose(row, officer, tables=["accounts_user"])
    reach.gather(row, actor=officer)
    assert assessing.people(row) == len(people) + 1
    assert assess(row, {}, actor=officer).categories == ("many",)


def test_days_are_japans_and_the_day_of_knowing_is_the_first(row: Incident, officer: User) -> None:
    assert clock.known_on(row) == date(2026, 4, 1)
    assert clock.day_number(row, KNOWN) == 1
    assert clock.day_number(row, datetime(2026, 4, 1, 15, 0, tzinfo=UTC)) == 2
    assert clock.prompt_by(row) == date(2026, 4, 5)
    assert clock.full_by(row) == date(2026, 4, 30)
    assess(row, {"wrongful": True}, actor=officer)
    row.refresh_from_db()
    assert clock.day(row, 60) == date(2026, 5, 30)
    assert clock.full_by(row) == date(2026, 6, 1)  # the thirtieth of May is a Saturday


def test_a_full_report_is_never_due_on_a_holiday_or_at_the_turn_of_the_year(officer: User) -> None:
    may = recording.open_incident(datetime(2026, 4, 4, tzinfo=TOKYO), "x", actor=officer)
    assert clock.day(may, 30) == date(2026, 5, 3)
    assert clock.full_by(may) == date(2026, 5, 7)
    year = recording.open_incident(datetime(2025, 12, 1, tzinfo=TOKYO), "x", actor=officer)
    assert clock.full_by(year) == date(2026, 1, 5)


def test_nobody_knew_it_tomorrow(officer: User) -> None:
    with pytest.raises(IncidentError, match="future"):
        recording.open_incident(timezone.now() + timedelta(hours=1), "x", actor=officer)
    with pytest.raises(IncidentError, match="empty"):
        recording.open_incident(KNOWN, "  ", actor=officer)


@pytest.mark.parametrize(("wrongful", "numbers"), [(False, [3, 5, 23, 30]), (True, [3, 5, 30, 53, 60, 62])])
def test_reminders_on_the_days_3_5_30_and_60_and_on_the_last_one_where_it_moved(
    row: Incident, officer: User, wrongful: bool, numbers: list[int]
) -> None:
    assess(row, {"sensitive": True, "wrongful": wrongful}, actor=officer)
    row.refresh_from_db()
    told = {}
    for number in range(1, 70):
        day = clock.day(row, number)
        assert reminding.remind(_on(day, 8)) == 0
        told[number] = reminding.remind(_on(day))
        assert reminding.remind(_on(day, 15)) == 0
    assert [number for number, count in told.items() if count] == numbers
    assert Message.objects.filter(letter="incident_due", user=officer).count() == len(numbers)


def test_a_report_that_is_made_is_not_reminded_of(row: Incident, officer: User) -> None:
    assess(row, {"sensitive": True}, actor=officer)
    reporting.reported(row, "prompt", "No. 7", actor=officer, now=_on(clock.day(row, 2)))
    assert reminding.remind(_on(clock.day(row, 6))) == 0
    assert reminding.remind(_on(clock.day(row, 30))) == 1
    assert _reminded(row) == ["final day 23", "final day 30"]
    row.refresh_from_db()
    assert not reminding.is_late(row, _on(clock.full_by(row)))
    assert reminding.is_late(row, _on(clock.full_by(row) + timedelta(days=1)))
    reporting.reported(row, "final", "No. 8", actor=officer)
    row.refresh_from_db()
    assert reminding.waiting(row) == []


def test_what_nobody_assessed_counts_as_one_to_be_reported_and_what_need_not_be_is_not_reminded_of(
    row: Incident, officer: User
) -> None:
    assert reminding.remind(_on(clock.day(row, 3))) == 1
    assert {"desk.incidents", "desk.late_incidents"} <= {one.work.text for one in waiting_for([StaffRole.PRIVACY])}
    assess(row, {"card_rests": True}, actor=officer)
    assert reminding.remind(_on(clock.day(row, 5))) == 0
    assert "desk.late_incidents" not in {one.work.text for one in waiting_for([StaffRole.PRIVACY])}
    assert waiting_for([StaffRole.SUPPORT, StaffRole.BILLING]) == []


def test_a_reminder_says_a_number_a_day_and_a_link(row: Incident, officer: User) -> None:
    reminding.remind(_on(clock.day(row, 3)))
    work()
    sent = next(one for one in mail.outbox if one.to == [officer.email])
    assert row.number in sent.subject
    assert "2026-04-05" in sent.body
    assert f"/office/incidents/{row.pk}" in sent.body
    assert "laptop" not in sent.body


def _seeded() -> tuple[list[User], list[Organization]]:
    """Three households with an owner each, one viewer more, and what each did."""
    owners = [person(f"owner{n}@example.jp") for n in range(3)]
    homes = [home(one, f"Home {n}").organization for n, one in enumerate(owners)]
    viewer = member(homes[0], "viewer@example.jp")
    for n, user in enumerate([*owners, viewer]):
        AccessLog.objects.create(subject=user.subject, page="home", method="GET", status=200)
        AccessLog.objects.filter(subject=user.subject).update(at=datetime(2026, 3, 1 + n, 3, tzinfo=UTC))
    return [*owners, viewer], homes


def test_whom_it_concerns_is_what_was_seeded(row: Incident, officer: User) -> None:
    people, homes = _seeded()
    everybody = {one.subject_id for one in (*people, officer)}
    _choose(row, officer, items=["access_log"], tables=["privacy_accesslog"])
    assert reach.reached(row) == reach.Reached(frozenset(one.subject_id for one in people), frozenset())
    _choose(row, officer, items=["name"], tables=["accounts_organization"])
    assert reach.reached(row).organizations == {one.subject_id for one in homes}
    assert reach.reached(row).people == frozenset()
    _choose(row, officer, items=["mail"], tables=["accounts_user"])
    assert reach.reached(row).people == everybody
    _choose(row, officer, items=["access_log", "name"])
    both = reach.reached(row)  # of the officer the audit tells what they did
    assert (set(both.people), len(both.organizations)) == (everybody, 3)


def test_a_period_and_customers_narrow_it(row: Incident, officer: User) -> None:
    people, homes = _seeded()
    march = {"since": datetime(2026, 3, 2, tzinfo=UTC), "until": datetime(2026, 3, 4, tzinfo=UTC)}
    log = {"items": ["access_log"], "tables": ["privacy_accesslog"]}
    _choose(row, officer, **log, **march)
    assert reach.reached(row).people == {people[1].subject_id, people[2].subject_id}
    _choose(row, officer, homes[0], **log)
    assert reach.reached(row).people == {people[0].subject_id, people[3].subject_id}
    _choose(row, officer, homes[0], **log, **march)
    assert reach.reached(row).people == frozenset()


def test_what_is_found_by_no_key_is_found_too(row: Incident, officer: User) -> None:
    people, _ = _seeded()
    case = asked_by(people[1])
    _choose(row, officer, items=["contract_data"], tables=["support_case"])
    assert reach.reached(row).people == {people[1].subject_id}
    _choose(row, officer, items=["contract_data"], tables=["support_case"], until=case.arrived_at)
    assert reach.reached(row).people == frozenset()


def test_every_table_that_is_somebodys_can_be_chosen_and_asked(row: Incident, officer: User) -> None:
    for table in reach.holding_tables():
        row.items, row.tables = list({one.item for one in held().tables[table].columns.values() if one.personal}), [table]
        row.since = row.until = KNOWN
        reach.reached(row)


def test_what_there_is_not_cannot_be_chosen(row: Incident, officer: User) -> None:
    wrongs: tuple[dict[str, object], ...] = ({"items": []}, {"items": ["shoe_size"]}, {"tables": ["auth_group"]})
    for wrong in wrongs:
        with pytest.raises(IncidentError, match="scope"):
            _choose(row, officer, **wrong)
    with pytest.raises(IncidentError, match="period"):
        _choose(row, officer, since=KNOWN, until=KNOWN)


def test_whether_all_of_it_is_sealed() -> None:
    assert reach.all_sealed(["name", "address"], ["contracts_application"])
    assert not reach.all_sealed(["mail"], ["accounts_user"])
    assert not reach.all_sealed([], ["accounts_user"])


def _ready(row: Incident, officer: User, *organizations: Organization, **scope: object) -> None:
    reporting.write_texts(row, ALL, actor=officer)
    _choose(row, officer, *organizations, **scope)
    reach.gather(row, actor=officer)


def test_each_person_is_written_to_once_in_their_language_and_counted(row: Incident, officer: User) -> None:
    people, _ = _seeded()
    User.objects.filter(pk=people[1].pk).update(language="en")
    _ready(row, officer, items=["access_log"], tables=["privacy_accesslog"])
    assert telling.tell(row, actor=officer) == 4
    assert telling.tell(row, actor=officer) == 0
    reach.gather(row, actor=officer)
    assert telling.tell(row, actor=officer) == 0
    mails()
    letters = {one.to[0]: one.body for one in mail.outbox if row.number in one.body}
    assert set(letters) == {one.email for one in people}
    assert "日本語のoutline" in letters["owner0@example.jp"]
    assert "english outline" in letters["owner1@example.jp"]
    assert "Log of access to My Account" in letters["owner1@example.jp"]
    now = reporting.facts(row, "ja")
    assert (now.people, now.told, now.waiting, now.unreachable) == (4, 4, 0, 0)
    assert AuditEvent.objects.filter(action="incident_told", case=row.number).exclude(subject="").count() == 4


def test_of_a_company_the_owners_are_told_and_do_not_count_as_concerned(row: Incident, officer: User) -> None:
    people, homes = _seeded()
    Organization.objects.update(kind="company")
    _ready(row, officer, items=["name"], tables=["accounts_organization"])
    now = reporting.facts(row, "ja")
    assert (now.people, now.organizations, now.total, now.waiting) == (0, 3, 0, 3)
    assert telling.tell(row, actor=officer) == 3
    told = set(Message.objects.filter(letter="incident_told").values_list("user__email", flat=True))
    assert told == {one.email for one in people[:3]}
    assert Affected.objects.filter(subject=homes[0].subject, told_at=None).exists()


def test_a_households_data_are_its_owners_own(row: Incident, officer: User) -> None:
    _seeded()
    _ready(row, officer, items=["name"], tables=["accounts_organization"])
    now = reporting.facts(row, "ja")
    assert (now.people, now.organizations, now.total, now.waiting) == (3, 3, 3, 3)


def test_who_was_erased_and_stands_in_copies_is_concerned_and_cannot_be_told(row: Incident, officer: User) -> None:
    key = new_subject(Subject.Kind.KEPT)
    for number, name, alone in (("1", "a", True), ("2", "a", True), ("3", "b", True), ("4", "c", False)):
        told = {"number": number, "recipient_index": name, "alone": alone, "subject": key, "total": 1}
        InvoiceCopy.objects.create(issued_on=KNOWN.date(), until=date(2034, 1, 1), recipient=name, content="{}", **told)
    _ready(row, officer, items=["name"], tables=["billing_invoicecopy"])
    row.refresh_from_db()
    now = reporting.facts(row, "ja")
    assert (now.people, now.former, now.total, now.unreachable, now.waiting) == (0, 2, 2, 2, 0)
    _ready(row, officer, home(person("one@example.jp"), "One").organization, items=["name"], tables=["billing_invoicecopy"])
    row.refresh_from_db()
    assert reporting.facts(row, "ja").former == 0


def test_who_cannot_be_written_to_is_counted(row: Incident, officer: User) -> None:
    nobody = new_subject(Subject.Kind.PERSON)
    AccessLog.objects.create(subject=nobody, page="home", method="GET", status=200)
    _ready(row, officer, items=["access_log"], tables=["privacy_accesslog"])
    assert telling.tell(row, actor=officer) == 0
    assert reporting.facts(row, "ja").unreachable == 1


def test_nobody_is_told_before_there_is_something_to_tell(row: Incident, officer: User) -> None:
    with pytest.raises(IncidentError, match="gather_first"):
        telling.tell(row, actor=officer)
    _choose(row, officer)
    reach.gather(row, actor=officer)
    reporting.write_texts(row, {"outline": ("概要", "")}, actor=officer)
    with pytest.raises(IncidentError, match="texts_first"):
        telling.tell(row, actor=officer)
    assert telling.lacking(row) == ["outline", "cause", "harm"]


def test_a_narrower_reach_lets_go_of_whoever_was_not_told(row: Incident, officer: User) -> None:
    people, _ = _seeded()
    _choose(row, officer, items=["access_log"], tables=["privacy_accesslog"])
    assert reach.gather(row, actor=officer) == 4
    _choose(row, officer, items=["access_log"], tables=["privacy_accesslog"], until=datetime(2026, 3, 2, tzinfo=UTC))
    assert reach.gather(row, actor=officer) == 1
    assert Affected.objects.get().subject_id == people[0].subject_id


def test_it_is_closed_once_all_is_done_and_not_before(row: Incident, officer: User) -> None:
    people, _ = _seeded()
    assert closing.lacking(row) == ["assess_first"]
    assess(row, {"sensitive": True}, actor=officer)
    row.refresh_from_db()
    assert closing.lacking(row) == ["reports_first", "prevention_first", "tell_first"]
    with pytest.raises(IncidentError, match="reports_first"):
        closing.close(row, "Done.", actor=officer)
    reporting.reported(row, "prompt", "No. 7", actor=officer)
    reporting.reported(row, "final", "No. 8", actor=officer)
    with pytest.raises(IncidentError, match="reported"):
        reporting.reported(row, "final", "No. 9", actor=officer)
    _ready(row, officer, items=["access_log"], tables=["privacy_accesslog"])
    row.refresh_from_db()
    assert closing.lacking(row) == ["tell_first"]
    assert telling.tell(row, actor=officer) == 4
    assert closing.lacking(row) == ["sending_first"]
    mails()
    Affected.objects.filter(subject=people[0].subject).update(unreachable=True, told_at=None)
    assert closing.lacking(row) == ["publish_first"]
    reporting.write_texts(row, {**ALL, "publication": ("公表した", "published")}, actor=officer)
    closing.close(row, "Done.", actor=officer)
    row.refresh_from_db()
    assert row.state == "closed"
    with pytest.raises(IncidentError, match="closed"):
        recording.add_note(row, "More", actor=officer)
    steps = list(row.events.values_list("what", flat=True))
    assert [steps[0], steps[-1]] == ["opened", "closed"]
    assert {f"incident_{one}" for one in steps} <= set(AuditEvent.objects.values_list("action", flat=True))


def test_a_full_report_in_time_is_both(row: Incident, officer: User) -> None:
    with pytest.raises(IncidentError, match="report"):
        reporting.reported(row, "final", "No. 8", actor=officer)
    assess(row, {"sensitive": True}, actor=officer)
    reporting.reported(row, "final", "No. 8", actor=officer)
    row.refresh_from_db()
    assert row.prompt_reported_at == row.final_reported_at


def test_whom_it_concerned_is_forgotten_three_years_after_it_was_closed(row: Incident, officer: User) -> None:
    _choose(row, officer)
    reach.gather(row, actor=officer)
    ends = held().kept("incident")
    Incident.objects.update(state="closed", closed_at=timezone.now() - ends + timedelta(hours=1))
    assert keeping.forget_old() == 0
    Incident.objects.update(closed_at=timezone.now() - ends - timedelta(days=2))
    assert [one.table for one in overdue()] == ["incidents_affected"]
    assert keeping.forget_old() == 1
    assert list(overdue()) == []
    assert Incident.objects.exists()


def test_card_numbers_in_staffs_words_are_masked(row: Incident, officer: User) -> None:
    recording.add_note(row, "It showed 4242 4242 4242 4242.", actor=officer)
    assert "4242 4242 4242 4242" not in row.events.last().words  # type: ignore[union-attr]


def test_the_periodic_review_counts_them(row: Incident) -> None:
    lines = {one.what: one for one in evidence.incidents(KNOWN - timedelta(days=1), KNOWN + timedelta(days=10))}
    assert lines["incidents"].count == 1
    assert (lines["incidents_late"].count, lines["incidents_late"].bad) == (1, True)
