"""Letters: one way for every mail, its class bound to its template; sent by a worker, to proven addresses."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.addresses import prove
from harimi.service.accounts.models import User
from harimi.service.egress.classes import MailClass
from harimi.service.notices import sending
from harimi.service.notices.letters import Letter, LetterError, declare, letters, write
from harimi.service.notices.lint import faults, faults_in
from harimi.service.notices.models import KeptMessage, Mailbox, Message
from harimi.service.notices.sending import GIVEN_UP, message_id, pause, send_one
from harimi.service.platform.jobs import job
from harimi.service.privacy import keys
from harimi.service.privacy.models import AuditEvent
from tests.services.policies import EXAMPLE
from tests.services.smtp import Smtp, smtp_server
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
EXPIRING = {"count": 1, "lines": ["2026-12-31 Boiler room A-77"], "more": 0}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Smtp]:
    with smtp_server(monkeypatch) as made:
        yield made


@pytest.fixture
def user() -> User:
    return person("owner@example.jp")


def _write(user: User) -> Message:
    row = write("meters_expiring", to=user, context=EXPIRING)
    assert row is not None
    return row


def _again() -> bool:
    """A worker comes by when the row is due again."""
    Message.objects.exclude(due_at=None).update(due_at=timezone.now())
    return send_one()


def test_a_letter_is_written_with_what_asks_for_it_and_sent_by_a_worker(user: User, server: Smtp) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        _write(user)
        raise RuntimeError
    assert not send_one()
    row = _write(user)
    assert server.calls == 0
    assert send_one()
    assert not send_one()
    sent = server.taken[0]
    assert (sent["To"], sent["Message-ID"]) == ("owner@example.jp", message_id(row))
    assert sent["Subject"].strip() == "検定満期が近いメーターがあります(1台)"
    assert "A-77" in sent.get_content()
    row.refresh_from_db()
    assert (row.state, row.due_at, row.lease) == ("sent", None, None)
    told = AuditEvent.objects.get(action="sent")
    assert (told.purpose, told.items) == ("guidance", ["mail"])


def test_a_worker_knows_the_job() -> None:
    assert job("send a letter") is not None


def test_what_a_letter_says_is_sealed_and_gone_with_its_key(user: User) -> None:
    row = _write(user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT heading, body FROM notices_message")
        assert "A-77" not in repr(cursor.fetchall())
    assert "A-77" in Message.objects.get().body
    keys.destroy(user.subject_id)
    assert send_one()
    row.refresh_from_db(fields=["state"])
    assert row.state == "failed"


def test_an_address_of_nobody_gets_its_answer_unsealed(server: Smtp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harimi.service.notices.letters._LETTERS", {})
    declare(Letter("meters_expiring", MailClass.SERVICE, "inquiries", answers=True))
    assert write("meters_expiring", to="Who@example.jp", context=EXPIRING, language="en")
    assert Message.objects.get().heading == "Meters near their legal end: 1"
    assert send_one()
    assert server.taken[0]["To"] == "who@example.jp"


def test_a_server_that_is_busy_is_asked_again_later_and_the_letter_arrives_once(user: User, server: Smtp) -> None:
    server.answers = ["450 try later", "451 still busy"]
    row = _write(user)
    assert send_one()
    row.refresh_from_db()
    assert (row.state, row.status) == ("waiting", "450")
    assert row.due_at is not None
    assert row.due_at > timezone.now() + timedelta(seconds=50)
    assert not send_one()
    assert not Mailbox.objects.get().permanent
    assert _again()
    assert _again()
    assert not _again()
    assert [one["Message-ID"] for one in server.taken] == [message_id(row)]
    assert not Mailbox.objects.exists()


def test_a_mail_that_is_busy_at_its_end_is_tried_again_too(user: User, server: Smtp) -> None:
    server.to_data = ["452 full"]
    _write(user)
    assert send_one()
    assert server.taken == []
    assert _again()
    assert len(server.taken) == 1


def test_pauses_double_and_end_at_four_hours() -> None:
    assert [pause(n).total_seconds() / 60 for n in (1, 2, 3, 9, 40)] == [1, 2, 4, 240, 240]


@pytest.mark.parametrize(("answers", "to_data"), [(["550 no such user"], []), ([], ["554 refused"])])
def test_a_refusal_for_ever_is_a_bounce_and_not_tried_again(
    user: User, server: Smtp, answers: list[str], to_data: list[str]
) -> None:
    server.answers, server.to_data = answers, to_data
    row = _write(user)
    assert send_one()
    assert not _again()
    row.refresh_from_db()
    assert row.state == "bounced"
    assert Mailbox.objects.get(user=user).permanent


def test_a_later_letter_that_is_taken_clears_the_bounce(user: User, server: Smtp) -> None:
    server.answers = ["550 no such user"]
    _write(user)
    assert send_one()
    _write(user)
    assert send_one()
    assert not Mailbox.objects.exists()


def test_a_server_that_is_away_is_nobodys_bounce_and_given_up_after_days(
    user: User, server: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.shutdown()
    server.server_close()
    row = _write(user)
    assert send_one()
    row.refresh_from_db()
    assert (row.state, row.status) == ("waiting", "away")
    Message.objects.update(asked_at=timezone.now() - GIVEN_UP - timedelta(hours=1))
    assert _again()
    row.refresh_from_db()
    assert row.state == "failed"
    assert not Mailbox.objects.exists()


def test_killed_between_the_sending_and_the_note_it_goes_out_again_under_the_same_number(
    user: User, server: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = _write(user)

    def killed(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(sending, "_end", killed)
        with pytest.raises(SystemExit):
            send_one()
    assert not send_one()  # its lease still runs
    Message.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert send_one()
    assert [one["Message-ID"] for one in server.taken] == [message_id(row)] * 2


@pytest.mark.clause("PP-1(1)3")
def test_to_an_address_that_is_not_proven_goes_nothing_but_what_proves_it(user: User, server: Smtp) -> None:
    EmailAddress.objects.update(verified=False)
    for to in (user, "owner@example.jp", "stranger@example.jp"):
        assert write("meters_expiring", to=to, context=EXPIRING) is None
    told = {"name": "Home", "role": "viewer", "by": "", "link": "http://x/invitations/token", "ends": timezone.now()}
    assert write("invitation", to="owner@example.jp", context=told)
    assert send_one()
    assert not send_one()
    assert [one["Subject"] for one in server.taken] == ["「Home」への招待"]
    Client().post("/accounts/password/reset/", {"email": "owner@example.jp"})
    assert len(server.taken) == 2
    prove(user)
    assert write("meters_expiring", to=user, context=EXPIRING)


@pytest.mark.clause("PP-1(1)3")
def test_a_new_password_by_a_mailed_link_proves_the_address(user: User) -> None:
    EmailAddress.objects.all().delete()
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": user.email})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    page = browser.get(link.partition("testserver")[2] or link, follow=True)
    browser.post(page.redirect_chain[-1][0], {"password1": "another long password", "password2": "another long password"})
    assert EmailAddress.objects.get().verified


def test_a_link_that_opens_something_is_kept_no_longer_than_it_takes_to_send_it(user: User, server: Smtp) -> None:
    told = {"name": "Home", "role": "viewer", "by": "", "link": "http://x/invitations/token", "ends": timezone.now()}
    write("invitation", to=user, context=told, subject=user.subject_id)
    assert "token" in Message.objects.get().body
    assert send_one()
    assert Message.objects.get().body == ""
    assert "token" in server.taken[0].get_content()


def test_every_letter_ends_with_who_writes_it(user: User, server: Smtp) -> None:
    django_settings.HARIMI.operator_path.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    _write(user)
    assert send_one()
    words = server.taken[0].get_content()
    assert "針見計測株式会社" in words.rpartition("-- ")[2]
    assert "privacy@example.jp" in words.rpartition("-- ")[2]


def test_a_name_with_a_new_line_stays_in_its_heading(user: User, server: Smtp) -> None:
    told = {"name": "Home\r\nBcc: x@example.jp", "role": "viewer", "by": "", "link": "x", "ends": timezone.now()}
    write("invitation", to=user, context=told, language="en")
    assert send_one()
    assert server.taken[0]["Subject"].strip() == "You are invited to “Home Bcc: x@example.jp”"
    assert server.taken[0]["Bcc"] is None


def test_letters_are_forgotten_after_a_week(user: User) -> None:
    _write(user)
    Message.objects.update(asked_at=timezone.now() - timedelta(days=7, minutes=1))
    assert sending.forget_old() == 1


def test_a_letter_of_a_newer_version_is_left_to_its_own_workers(user: User) -> None:
    _write(user)
    Message.objects.update(letter="of_tomorrow")
    assert not send_one()
    assert Message.objects.get().state == "waiting"


def test_without_a_mail_server_letters_are_kept_for_staff(user: User, settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = "harimi.service.egress.mail.GatedMail"  # type: ignore[attr-defined]
    _write(user)
    assert send_one()
    assert KeptMessage.objects.get().to == "owner@example.jp"


@pytest.mark.parametrize(
    "letter",
    [
        Letter("x", MailClass.MARKETING, "guidance"),
        Letter("x", MailClass.SERVICE, "marketing"),
        Letter("x", MailClass.SERVICE, "provision"),
        Letter("x", MailClass.VERIFICATION, "guidance"),
        Letter("x", MailClass.SERVICE, "guidance", answers=True),
        Letter("x", MailClass.SERVICE, "guidance", owed=True),
        Letter("incident_told", MailClass.SERVICE, "guidance", owed=True, secret=True),
    ],
)
def test_a_letter_that_mixes_its_class_and_its_purpose_cannot_be_declared(letter: Letter) -> None:
    with pytest.raises(LetterError):
        declare(letter)


def test_what_nobody_declared_is_not_written(user: User) -> None:
    with pytest.raises(LetterError, match="nobody declared"):
        write("newsletter", to=user, context={})


@pytest.mark.clause("PP-2-2(2)b")
def test_every_letter_has_both_languages_and_no_service_letter_sells_anything() -> None:
    assert {"invitation", "meters_expiring"} <= {one.name for one in letters()}
    assert faults(letters()) == []


@pytest.mark.clause("PP-2-2(2)b")
@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("{% block campaign %}{% endblock %}", "campaign is promotion"),
        ("秋のキャンペーン実施中!", "キャンペーン is promotion"),
        ("今だけお得な割引があります", "promotion"),
        ("Get 20% off with this coupon", "promotion"),
        ('<img src="https://x/pixel">', "<i is HTML"),
        ("https://example.jp/?utm_source=mail", "follows people"),
    ],
)
def test_promotion_in_a_service_letter_is_found(planted: str, said: str) -> None:
    letter = Letter("outage", MailClass.SERVICE, "guidance")
    [found] = faults_in(letter, "outage.ja.txt", f"障害のお知らせ\n{planted}\n")
    assert said in found


def test_a_template_without_a_letter_and_a_letter_without_a_language_are_found() -> None:
    without = [one for one in letters() if one.name != "invitation"]
    assert "invitation.ja.txt: no letter is declared for it" in faults(without)
    assert "letters/lost.en.txt: is not there" in faults([*letters(), Letter("lost", MailClass.SERVICE, "guidance")])
