"""Audiences are conditions over what the policy lets marketing use; anything else does not compile, or chooses nobody."""

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.marketing.audience import people
from harimi.service.marketing.campaigns import save_draft
from harimi.service.marketing.models import Campaign
from harimi.service.marketing.segments import FIELDS, Field, SegmentError, compile_segment
from harimi.service.privacy import choices, roles
from tests.services.campaigning import WORDS, answers, customer, reader
from tests.services.world import home, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "as_role")]


@pytest.fixture
def staff() -> User:
    return person("admin@example.jp", staff=True, admin=True)


@pytest.mark.clause("PP-2-3(2)b")
@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("usage > 300", "display_content"),
        ("reading >= 1", "display_content"),
        ("address = Tokyo", "address"),
        ("last_login >= 2026-01-01", "access_log"),
        ("battery <= 20", "camera_device"),
        ("cookie = x", "cookie"),
        ("birth_date = 2000-01-01", "birth_date"),
        ("place = roof", "place"),
        ("paid = yes", "payment"),
        ("readings_reading.value > 300", "display_content"),
        ("contracts_contract.address = Tokyo", "address"),
    ],
)
def test_what_the_policy_does_not_let_marketing_use_does_not_compile(line: str, item: str) -> None:
    with pytest.raises(SegmentError) as raised:
        compile_segment(f"kind = company\n{line}")
    assert (raised.value.code, raised.value.item, raised.value.line) == ("not_allowed", item, line)


@pytest.mark.clause("PP-2-3(2)b")
def test_a_field_that_somebody_adds_past_the_policy_does_not_compile_either(monkeypatch: pytest.MonkeyPatch) -> None:
    added = Field("readings_reading", "value", "memberships__organization__sites__meters", (">=",), int)
    monkeypatch.setattr("harimi.service.marketing.segments.FIELDS", {**FIELDS, "heavy": added})
    with pytest.raises(SegmentError, match="not_allowed"):
        compile_segment("heavy >= 300")


@pytest.mark.clause("PP-2-3(2)b")
def test_a_draft_with_such_an_audience_is_not_kept(staff: User) -> None:
    with pytest.raises(SegmentError):
        save_draft(None, {**WORDS, "audience": "usage > 300"}, actor=staff)
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("weather = fine", "unknown"),
        ("contracts_plan.code = small", "unknown"),
        ("kind", "form"),
        ("kind = castle", "value"),
        ("plan = none", "value"),
        ("meters >= many", "value"),
        ("since >= 2026-02-31", "value"),
        ("kind >= company", "compared"),
        ("meters = 3", "compared"),
        ("kind = company\nkind = public", "twice"),
        ("kind = company\n" * 21, "long"),
    ],
)
def test_what_is_no_condition_is_told(lines: str, code: str) -> None:
    with pytest.raises(SegmentError) as raised:
        compile_segment(lines)
    assert raised.value.code == code


def test_conditions_hold_in_one_and_the_same_organization() -> None:
    company, household, both = (reader(f"{one}@example.jp") for one in ("company", "household", "both"))
    customer(company, kind="company", plan="small")
    customer(household, kind="household", plan="large", meters=9)
    customer(both, kind="company", plan="large")
    customer(both, kind="household", plan="small", meters=30)
    assert people(compile_segment("")) == sorted([company.pk, household.pk, both.pk])
    assert people(compile_segment("kind = company")) == sorted([company.pk, both.pk])
    assert people(compile_segment("kind = company\nplan = small")) == [company.pk]
    assert people(compile_segment("plan = small, large\nmeters >= 9\nmeters <= 9")) == [household.pk]
    assert people(compile_segment("role = viewer")) == []
    assert people(compile_segment("since >= 2999-01-01")) == []


def test_what_an_organization_that_stopped_agreed_on_chooses_nobody() -> None:
    user = reader("owner@example.jp")
    organization = customer(user)
    assert people(compile_segment("plan = small")) == [user.pk]
    choices.stop(organization.subject_id, answers(user), purpose="marketing")
    assert people(compile_segment("plan = small")) == []
    assert people(compile_segment("")) == [user.pk]


def test_nobody_who_cannot_sign_in_is_written_to() -> None:
    gone, suspended = reader("gone@example.jp"), reader("suspended@example.jp")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    User.objects.filter(pk=suspended.pk).update(suspended_at=timezone.now())
    assert people(compile_segment("")) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles; the gate decides there")
def test_the_database_itself_refuses_what_is_not_for_marketing() -> None:
    home(person("owner@example.jp"))
    for rows in (Organization.objects.values_list("name_index"), User.objects.values_list("last_login", "password")):
        with pytest.raises(ProgrammingError, match="permission denied"), roles.reading_as("marketing"):
            list(rows)
