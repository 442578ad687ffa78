"""Notices: exactly one for each person they are for, whatever they stopped; about new rules by themselves."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.db import IntegrityError, connection
from django.utils import timezone

from harimi.service.accounts.models import Membership, User
from harimi.service.notices import delivering
from harimi.service.notices.announcing import announce
from harimi.service.notices.delivering import deliver_some
from harimi.service.notices.models import Delivery, Message, Notice, NoticePublishedError
from harimi.service.notices.publishing import NoticeError, publish, save_draft
from harimi.service.notices.reading import of_person, opened, unread_rules
from harimi.service.platform.models import OutboxEvent
from harimi.service.privacy import choices
from harimi.service.privacy import publication as published_texts
from harimi.service.privacy.gate import OPTIONAL
from harimi.service.privacy.models import AuditEvent
from harimi.service.privacy.wishes import Wish
from tests.services.policies import EXAMPLE, operator
from tests.services.world import home, member, person, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
TOLD = {
    "kind": "outage",
    "audience": "everyone",
    "title_ja": "障害のお知らせ",
    "title_en": "Outage",
    "body_ja": "本日9時から10時まで、ご利用いただけませんでした。",
    "body_en": "The service was away from 9 to 10 today.",
}
MOVED = operator(telephone="03-9999-9999")


@pytest.fixture
def staff() -> User:
    return person("staff@example.jp", staff=True)


def _published(staff: User, organizations: Any = (), **changed: str) -> Notice:
    draft = save_draft(None, {**TOLD, **changed}, organizations, actor=staff)
    publish(draft, actor=staff)
    return draft


def _who() -> set[str]:
    return set(Delivery.objects.values_list("user__email", flat=True))


def _stop_everything(user: User) -> None:
    choices.stop_all(user.subject_id, choices.Asked("Stop", "ja", "my_account"), OPTIONAL)


@pytest.mark.clause("PP-2-2(2)a")
def test_an_outage_is_told_to_who_stopped_marketing_and_all_else(staff: User) -> None:
    user = person("owner@example.jp")
    _stop_everything(user)
    _published(staff)
    work()
    assert [one.subject for one in mail.outbox if one.to == ["owner@example.jp"]] == ["障害のお知らせ"]
    assert Delivery.objects.get(user=user).mail == "sent"


def test_each_reads_it_in_their_own_language(staff: User) -> None:
    user = person("owner@example.jp")
    user.language = "en"
    user.save()
    _published(staff)
    work()
    sent = next(one for one in mail.outbox if one.to == ["owner@example.jp"])
    assert sent.subject == "Outage"
    assert f"/account/notices/{Notice.objects.get().pk}" in sent.body


def test_a_draft_is_told_to_nobody(staff: User) -> None:
    save_draft(None, TOLD, (), actor=staff)
    work()
    assert not Delivery.objects.exists()


def test_who_is_told(staff: User) -> None:
    organization = home(person("owner@example.jp")).organization
    member(organization, "manager@example.jp", "manager")
    member(organization, "viewer@example.jp")
    elsewhere = home(person("other@example.jp"), "Elsewhere").organization
    gone = person("gone@example.jp")
    gone.is_active = False
    gone.save()
    everyone = {f"{one}@example.jp" for one in ("staff", "owner", "manager", "viewer", "other")}
    for audience, chosen, wanted in (
        ("everyone", [], everyone),
        ("managers", [], {"owner@example.jp", "manager@example.jp", "other@example.jp"}),
        ("chosen", [organization], {"owner@example.jp", "manager@example.jp", "viewer@example.jp"}),
        ("chosen", [elsewhere], {"other@example.jp"}),
    ):
        Delivery.objects.all().delete()
        _published(staff, chosen, audience=audience)
        work()
        assert _who() == wanted


def test_a_member_of_two_chosen_organizations_is_told_once(staff: User) -> None:
    owner = person("owner@example.jp")
    both = [home(owner).organization, home(owner, "Second").organization]
    _published(staff, both, audience="chosen")
    work()
    assert Delivery.objects.count() == 1


def test_whoever_comes_after_it_is_not_told(staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    _published(staff)
    person("late@example.jp")
    work()
    assert _who() == {"staff@example.jp"}


def test_many_people_are_told_in_parts_of_which_none_comes_twice(staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "PART", 3)
    for n in range(7):
        person(f"p{n}@example.jp")
    _published(staff)
    parts = 0
    while deliver_some():
        parts += 1
    assert parts == 3
    assert Delivery.objects.count() == Message.objects.count() == 8
    assert Notice.objects.get().due_at is None


def test_a_worker_killed_in_the_middle_of_a_part_leaves_one_for_each(staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "PART", 3)
    for n in range(5):
        person(f"p{n}@example.jp")
    _published(staff)
    true, calls = delivering._deliver, [0]

    def dies(notice: Notice, user: User) -> None:
        calls[0] += 1
        if calls[0] == 5:
            raise SystemExit
        true(notice, user)

    monkeypatch.setattr(delivering, "_deliver", dies)
    with pytest.raises(SystemExit):
        while deliver_some():
            pass
    assert Delivery.objects.count() == 3
    Notice.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    work()
    assert Delivery.objects.count() == Message.objects.count() == len(mail.outbox) == 6


def test_two_workers_whose_lease_ran_out_tell_nobody_twice(staff: User) -> None:
    """The second takes over while the first is at work; the first one's part is undone."""
    for n in range(3):
        person(f"p{n}@example.jp")
    notice = _published(staff)
    Notice.objects.filter(pk=notice.pk).update(lease="00000000-0000-4000-8000-000000000000")
    stale = Notice.objects.get()
    Notice.objects.filter(pk=notice.pk).update(lease=None)
    while deliver_some():
        pass
    Delivery.objects.filter(user__email="p1@example.jp").delete()
    with pytest.raises(RuntimeError):
        delivering._part(stale)
    assert Delivery.objects.count() == 3
    with pytest.raises(IntegrityError):
        Delivery.objects.create(notice=notice, user=User.objects.get(email="p2@example.jp"))


def test_a_part_that_fails_is_tried_again_for_ever(staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    _published(staff)
    true = delivering._part

    def broken(_: Notice) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(delivering, "_part", broken)
    for _ in range(9):
        Notice.objects.update(due_at=timezone.now())
        assert deliver_some()
    monkeypatch.setattr(delivering, "_part", true)
    Notice.objects.update(due_at=timezone.now())
    work()
    assert _who() == {"staff@example.jp"}


def test_what_was_published_never_changes(staff: User) -> None:
    notice = _published(staff)
    notice.title_ja = "別の題"
    for change in (notice.save, notice.delete, lambda: save_draft(notice, TOLD, (), actor=staff)):
        with pytest.raises(NoticePublishedError):
            change()
    with pytest.raises(NoticeError, match="changed"):
        publish(notice, actor=staff)
    assert Notice.objects.get().title_ja == "障害のお知らせ"


def test_what_is_published_is_what_was_looked_at(staff: User) -> None:
    looked_at = save_draft(None, TOLD, (), actor=staff)
    save_draft(Notice.objects.get(), {**TOLD, "title_ja": "別の題"}, (), actor=staff)
    with pytest.raises(NoticeError, match="changed"):
        publish(looked_at, actor=staff)
    assert Notice.objects.get().published_at is None


@pytest.mark.parametrize("lacking", ["title_ja", "title_en", "body_ja", "body_en"])
def test_both_languages_are_needed(staff: User, lacking: str) -> None:
    with pytest.raises(NoticeError, match="texts"):
        _published(staff, **{lacking: " "})


def test_chosen_organizations_have_to_be_chosen(staff: User) -> None:
    with pytest.raises(NoticeError, match="nobody"):
        _published(staff, audience="chosen")


@pytest.mark.parametrize("kind", ["terms", "policy"])
def test_nobody_writes_by_hand_that_the_rules_change(staff: User, kind: str) -> None:
    with pytest.raises(ValueError, match="no notice of kind"):
        save_draft(None, {**TOLD, "kind": kind}, (), actor=staff)


def test_who_published_stands_in_the_audit(staff: User) -> None:
    notice = _published(staff)
    assert AuditEvent.objects.get(action="informed").case == str(notice.pk)


def test_an_address_that_is_not_proven_finds_the_notice_in_the_account_alone(staff: User) -> None:
    user = person("owner@example.jp")
    user.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]
    _published(staff)
    work()
    assert Delivery.objects.get(user=user).mail == "none"
    assert of_person(user).count() == 1
    assert "owner@example.jp" not in {one.to[0] for one in mail.outbox}


def _change_the_policy(**wish: Any) -> None:
    django_settings.HARIMI.operator_path.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    day = datetime(2099, 4, 1, tzinfo=UTC)
    published_texts.publish(MOVED, Wish(effective_from=day, reason="電話番号の変更", **wish))


@pytest.mark.clause("PP-2-2(4)")
def test_new_rules_are_told_once_to_everybody_with_what_differs_and_from_which_day(staff: User) -> None:
    user = person("owner@example.jp")
    _stop_everything(user)
    gone = person("gone@example.jp")
    gone.is_active = False
    gone.save()
    _change_the_policy()
    work()
    announce({"policy": 2})
    work()
    assert Notice.objects.count() == 1
    assert _who() == {"owner@example.jp", "staff@example.jp"}
    [letter] = [one for one in mail.outbox if one.to == ["owner@example.jp"]]
    for words in ("2099年4月1日", "/privacy/changes/1/2", "/terms/changes/1/2", "電話番号の変更"):
        assert words in letter.body
    assert "1 April 2099" in Notice.objects.get().body_en
    assert unread_rules().filter(user=user).exists()


@pytest.mark.clause("PP-2-2(4)")
def test_a_letter_about_rules_goes_out_for_that_purpose(staff: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "harimi.service.egress.mail.GatedMail"
    seen: list[tuple[str, Any]] = []
    settings.MAIL_KEEPER = "tests.services.test_notices.Seeing"
    Seeing.seen = seen
    _change_the_policy()
    work()
    assert seen == [("terms_change", staff.subject_id)]


class Seeing:
    """A mail backend that looks for which purpose it is called."""

    seen: list[tuple[str, Any]] = []  # noqa: RUF012

    def __init__(self, **_: Any) -> None: ...

    def send_messages(self, _: Any) -> int:
        """Notes it."""
        from harimi.service.privacy.gate import declared

        self.seen.append((declared().purpose, declared().subject))
        return 1


@pytest.mark.clause("PP-2-2(4)")
def test_a_publication_and_its_notice_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(published_texts, "_write", fails)
    with pytest.raises(RuntimeError):
        _change_the_policy()
    assert not OutboxEvent.objects.exists()


def test_the_first_publication_is_no_news() -> None:
    work()
    assert not Notice.objects.exists()
    announce({"policy": 1})
    assert not Notice.objects.exists()


def test_a_notice_is_opened_once_and_by_nobody_else(staff: User) -> None:
    user = person("owner@example.jp")
    notice = _published(staff)
    work()
    opened(user, notice.pk)
    first = Delivery.objects.get(user=user).read_at
    assert first is not None
    opened(user, notice.pk)
    assert Delivery.objects.get(user=user).read_at == first
    assert Delivery.objects.get(user=staff).read_at is None


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one write at a time")
def test_two_who_publish_at_once_publish_once(staff: User) -> None:
    draft = save_draft(None, TOLD, (), actor=staff)
    faults: list[str] = []

    def press() -> None:
        try:
            publish(Notice.objects.get(pk=draft.pk), actor=staff)
        except NoticeError as error:
            faults.append(error.code)
        connection.close()

    both = [threading.Thread(target=press) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert faults == ["changed"]
    assert Membership.objects.count() == 0
