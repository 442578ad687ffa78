"""The periodic review: the desk warns once a year is over, and what was found stays with its evidence."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.staff import StaffRole
from harimi.service.office.waiting import waiting_for
from harimi.service.privacy import choices, evidence, reviewing
from harimi.service.privacy.audit import record
from harimi.service.privacy.choices import Asked
from harimi.service.privacy.evidence import Line
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import AccessLog, AuditAnchor, AuditEvent, PolicyReview
from harimi.service.privacy.recipients import register
from harimi.service.privacy.reviewing import ReviewError
from harimi.service.project.doctor import promised
from harimi.service.rights.models import Leaving
from harimi.service.support.models import Case
from tests.services.inquiries import asked
from tests.services.office import desk, signed_in, worker
from tests.services.test_egress import recipient_of_mail
from tests.services.world import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]
YEAR = timedelta(days=366)


def _tiles(*roles: StaffRole) -> set[str]:
    return {one.work.text for one in waiting_for(roles)}


def _later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    at = timezone.now() + by
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)


def _lines(since: timedelta = timedelta(days=1)) -> dict[tuple[str, str], Line]:
    now = timezone.now()
    return {(one.what, one.about): one for one in evidence.gathered(now - since, now + timedelta(minutes=1))}


@pytest.mark.clause("PP-10a")
def test_the_desk_and_the_doctor_warn_after_366_days_without_a_review(monkeypatch: pytest.MonkeyPatch) -> None:
    assert current().deadlines.review_days == 366
    _later(monkeypatch, YEAR - timedelta(days=1))
    assert "desk.review" not in _tiles(StaffRole.PRIVACY)
    assert [one.level for one in promised.review()] == ["fine"]
    _later(monkeypatch, timedelta(days=1))
    assert "desk.review" in _tiles(StaffRole.PRIVACY)
    assert "desk.review" not in _tiles(StaffRole.SUPPORT, StaffRole.BILLING)
    assert [one.level for one in promised.review()] == ["look"]
    page = desk(StaffRole.PRIVACY).get("/office/").content.decode()
    assert "/office/reviews" in page


@pytest.mark.clause("PP-10a")
def test_a_review_ends_the_warning_for_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    officer = worker(StaffRole.PRIVACY)
    _later(monkeypatch, YEAR)
    assert reviewing.is_due()
    reviewing.keep("All is well.", [], since=reviewing.began(), actor=officer.subject_id)
    assert not reviewing.is_due()
    _later(monkeypatch, YEAR)
    assert reviewing.is_due()


def test_a_year_is_counted_in_days_of_japan(monkeypatch: pytest.MonkeyPatch) -> None:
    late = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)  # already the first of April there
    PolicyReview.objects.create(at=late, since=late, policy=1, findings="x")
    assert reviewing.due_on() == date(2026, 4, 1) + YEAR


def test_what_was_found_is_kept_with_its_evidence_by_whom_and_when() -> None:
    officer = worker(StaffRole.PRIVACY)
    client = signed_in(officer)
    answer = client.post("/office/reviews", {"findings": "Two recipients to review. <b>Done</b> by May."})
    row = PolicyReview.objects.get()
    assert answer["Location"] == f"/office/reviews/{row.pk}"
    assert (row.by_id, row.policy) == (officer.subject_id, 1)
    assert {"what": "unmapped", "about": "", "count": 0, "bad": False} in row.evidence
    page = client.get(answer["Location"]).content.decode()
    assert "Two recipients to review. &lt;b&gt;Done&lt;/b&gt; by May." in page
    assert officer.email in page
    event = AuditEvent.objects.get(action="policy_reviewed")
    assert (event.clause, event.policy, len(event.digest)) == ("10", 1, 64)
    with pytest.raises(TypeError):
        row.save()


def test_a_review_that_says_nothing_is_none() -> None:
    client = desk(StaffRole.PRIVACY)
    assert client.post("/office/reviews", {"findings": "  "}).status_code == 200
    assert not PolicyReview.objects.exists()
    with pytest.raises(ReviewError):
        reviewing.keep(" ", [], since=timezone.now(), actor=person("who@example.jp").subject_id)


def test_only_the_privacy_officer_reviews() -> None:
    officer = worker(StaffRole.PRIVACY)
    row = reviewing.keep("Fine.", [], since=timezone.now(), actor=officer.subject_id)
    others = [desk(StaffRole.SUPPORT), desk(StaffRole.BILLING), signed_in(person("who@example.jp"))]
    for client in others:
        assert client.get("/office/reviews").status_code == client.get(f"/office/reviews/{row.pk}").status_code == 404
        assert client.post("/office/reviews", {"findings": "x"}).status_code == 404
    assert Client().get("/office/reviews").status_code == 302
    assert PolicyReview.objects.count() == 1


def test_the_evidence_counts_what_was_done_and_to_whom_it_went() -> None:
    user = person("who@example.jp")
    for _ in range(3):
        record("looked", actor=user.subject_id, recipient="relay")
    choices.consent("access_device", Asked("May we?", "en", "my_account"), subject=user.subject_id)
    lines = _lines()
    assert lines["audit", "looked"].count == 3
    assert lines["recipients", "relay"].count == 3
    assert lines["choices", "consent: access_device"].count == 1
    assert lines["unmapped", ""].count == 0
    assert lines["chain", ""].count == 0
    assert ("audit", "looked") not in _lines(-timedelta(minutes=2))


def test_the_evidence_names_what_is_wrong() -> None:
    now = timezone.now()
    AuditAnchor.objects.create(pk=1, fault="7: changed")
    register(recipient_of_mail(review_by=now.date() - timedelta(days=1)))
    register(recipient_of_mail(id="soon", host="soon.example", review_by=now.date() + timedelta(days=20)))
    AccessLog.objects.create(page="home", method="GET", status=200)
    AccessLog.objects.update(at=now - timedelta(days=200))
    case = asked()
    Case.objects.filter(pk=case.pk).update(due_at=now - timedelta(hours=2))
    Leaving.objects.create(kind="person", asked_at=now, due_at=now - timedelta(hours=3))
    lines = _lines()
    wrong = {key for key, one in lines.items() if one.bad}
    assert wrong == {
        ("chain", ""),
        ("recipients_closed", "relay"),
        ("overdue", "privacy_accesslog"),
        ("cases_late", ""),
        ("erasures_late", ""),
    }
    assert lines["recipients_due", "soon"].count == 1


def test_each_kind_of_evidence_has_its_words_on_the_page() -> None:
    for language in ("ja", "en"):
        client = desk(StaffRole.PRIVACY) if language == "en" else signed_in(worker(StaffRole.PRIVACY, StaffRole.SUPPORT))
        page = client.get("/office/reviews", headers={"accept-language": language}).content.decode()
        assert "policy_review." not in page
