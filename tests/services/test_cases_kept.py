"""How long inquiries are kept, who goes with them, and what staff are reminded of."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.notices.models import Message as Mail
from harimi.service.platform.jobs import tidying
from harimi.service.privacy.held import held
from harimi.service.privacy.keys import KeyGoneError, data_key
from harimi.service.privacy.models import Subject, SubjectKey
from harimi.service.privacy.overdue import overdue
from harimi.service.rights import holds
from harimi.service.support import answering, asking, granting, keeping, reminding
from harimi.service.support.clock import SETTLES
from harimi.service.support.models import Case, Message, Note
from tests.services.inquiries import asked, asked_by, mails
from tests.services.office import worker
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
TUESDAY = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
"""At ten in the morning in Japan."""


def _closed(case: Case, ago: timedelta) -> None:
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=timezone.now() - ago)


def test_a_closed_case_is_erased_after_its_time_and_a_stranger_with_it() -> None:
    old, young = asked(), asked(email="other@example.jp")
    answering.note(old, "A word", actor=worker(StaffRole.SUPPORT))
    mails()
    _closed(old, held().kept("case") + timedelta(hours=1))
    _closed(young, held().kept("case") - timedelta(days=1))
    assert keeping.forget_old() == 1
    assert Case.objects.get() == young
    assert not Message.objects.filter(case=old.pk).exists()
    assert not Note.objects.exists()
    assert not Subject.objects.filter(pk=old.subject_id).exists()
    with pytest.raises(KeyGoneError):
        data_key(old.subject_id)
    assert {one.subject_id for one in Mail.objects.all()} == {young.subject_id}


def test_a_member_stays_when_their_case_goes() -> None:
    owner = person("owner@example.jp")
    _closed(asked_by(owner), held().kept("case") + timedelta(days=1))
    assert keeping.forget_old() == 1
    assert SubjectKey.objects.filter(pk=owner.subject_id).exists()
    assert User.objects.filter(pk=owner.pk).exists()


def test_a_hold_keeps_a_case() -> None:
    case = asked_by(person("owner@example.jp"))
    _closed(case, held().kept("case") + timedelta(days=1))
    admin = person("admin@example.jp", admin=True, staff=True)
    holds.place(case.subject, "dispute", until=timezone.localdate() + timedelta(days=3), actor=admin)
    assert keeping.forget_old() == 0


def test_what_is_kept_too_long_is_found() -> None:
    _closed(asked(), held().kept("case") + timedelta(days=2))
    assert {one.table for one in overdue()} >= {"support_case", "support_message"}
    keeping.forget_old()
    assert not {one.table for one in overdue()} & {"support_case", "support_message"}


def test_what_was_answered_is_closed_when_nobody_says_more() -> None:
    case, waits = asked(), asked()
    answering.answer(case, "So.", actor=worker(StaffRole.SUPPORT), asks_back=False)
    assert keeping.settle(timezone.now() + SETTLES - timedelta(hours=1)) == 0
    assert keeping.settle(timezone.now() + SETTLES + timedelta(hours=1)) == 1
    case.refresh_from_db()
    waits.refresh_from_db()
    assert (case.state, waits.state) == ("closed", "new")


def test_everything_that_ends_by_itself_is_done_by_workers() -> None:
    assert {granting.end_what_ran_out, keeping.settle, keeping.forget_old, reminding.remind} <= set(tidying())


def test_support_is_reminded_once_a_day_of_counts_alone(settings: object) -> None:
    support = worker(StaffRole.SUPPORT)
    worker(StaffRole.BILLING)
    asked("complaint", "Secret words", at=TUESDAY - timedelta(days=7))
    asked("complaint", at=TUESDAY - timedelta(days=1))
    asked("opinion", at=TUESDAY)
    assert reminding.remind(TUESDAY.replace(hour=22, day=30, month=11)) == 0, "before the morning"
    assert reminding.remind(datetime(2026, 12, 5, 3, 0, tzinfo=UTC)) == 0, "on a Saturday"
    mails()
    mail.outbox.clear()
    Mail.objects.all().delete()
    assert reminding.remind(TUESDAY) == 1
    Mail.objects.update(asked_at=TUESDAY)
    assert reminding.remind(TUESDAY + timedelta(hours=1)) == 0
    assert reminding.remind(TUESDAY + timedelta(days=1)) == 1
    sent = mails()[0]
    assert sent.to == [support.email]
    assert "超過1件、本日1件" in sent.subject
    for hidden in ("Secret words", "hanako", "Hanako", *Case.objects.values_list("number", flat=True)):
        assert hidden not in sent.subject + sent.body


def test_what_somebody_else_has_is_theirs_to_be_reminded_of() -> None:
    support, other = worker(StaffRole.SUPPORT), person("more@example.jp", staff=True)
    case = asked("complaint", at=TUESDAY - timedelta(days=7))
    answering.assign(case, other, actor=support)
    Mail.objects.all().delete()
    assert reminding.remind(TUESDAY) == 1
    assert Mail.objects.get().user == other


def test_a_closed_case_has_no_clock() -> None:
    worker(StaffRole.SUPPORT)
    asking.close(asked("complaint", at=TUESDAY - timedelta(days=7)))
    assert reminding.remind(TUESDAY) == 0
