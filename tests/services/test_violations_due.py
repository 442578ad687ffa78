"""Letters to the privacy officer: an objection came, something is due; a number and a link, and nothing of whom it is about."""

from datetime import UTC, datetime, timedelta

import pytest

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.notices.models import Message as Mail
from harimi.service.support.models import Violation
from harimi.service.support.violations import leading, objecting, reminding
from tests.services.breaches import officer, opened
from tests.services.inquiries import mails
from tests.services.office import worker
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
TUESDAY = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def owner() -> User:
    return person("owner@example.jp")


def _warned(owner: User) -> Violation:
    case = opened(owner)
    leading.warn(case, "Turn the camera.", datetime(2099, 1, 1, tzinfo=UTC).date(), actor=officer())
    mails()
    Mail.objects.all().delete()
    return case


def _reminded(at: datetime) -> int:
    told = reminding.remind(at)
    Mail.objects.update(asked_at=at)
    return told


def test_the_officer_is_told_of_an_objection_by_number_and_link_alone(owner: User) -> None:
    case = _warned(owner)
    worker(StaffRole.SUPPORT)
    before = len(mails())
    objecting.object_to(case, "Secret words", actor=owner)
    [sent] = mails()[before:]
    assert sent.to == [officer().email]
    assert case.number in sent.subject
    assert f"/office/violations/{case.pk}" in sent.body
    for hidden in ("Secret words", owner.email, "Turn the camera", str(owner.pk)):
        assert hidden not in sent.subject + sent.body


def test_an_objection_is_reminded_of_once_on_each_working_day_from_three_days_before(owner: User) -> None:
    case = _warned(owner)
    objecting.object_to(case, "But", actor=owner)
    Mail.objects.all().delete()
    Violation.objects.update(objection_due_at=TUESDAY + timedelta(days=4))
    assert _reminded(TUESDAY) == 0
    Violation.objects.update(objection_due_at=TUESDAY + timedelta(days=2))
    assert _reminded(TUESDAY - timedelta(hours=2)) == 0, "before the morning"
    assert _reminded(TUESDAY) == 1
    assert _reminded(TUESDAY + timedelta(hours=3)) == 0
    assert _reminded(TUESDAY + timedelta(days=1)) == 1
    assert _reminded(TUESDAY + timedelta(days=4)) == 0, "on a Saturday"
    objecting.answer(case, "So it is.", actor=officer())
    Mail.objects.all().delete()
    assert _reminded(TUESDAY + timedelta(days=6)) == 0


def test_a_warning_whose_day_is_over_is_due_until_something_is_done(owner: User) -> None:
    case = _warned(owner)
    Violation.objects.update(do_by=TUESDAY.date())
    assert _reminded(TUESDAY) == 0
    assert _reminded(TUESDAY + timedelta(days=1)) == 1
    leading.suspend(case, "It went on.", None, actor=officer())
    Mail.objects.all().delete()
    assert _reminded(TUESDAY + timedelta(days=2)) == 0
