"""Mail that comes in: letters that come back are known by what only we could have sent; garbage harms nothing."""

import io
import os
import sys
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.db import OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harimi.cli import main
from harimi.service.accounts.models import User
from harimi.service.notices import incoming
from harimi.service.notices.incoming import LARGEST, Taken, on_mail, take_in
from harimi.service.notices.mailboxes import clear_settled, of_today
from harimi.service.notices.models import Mailbox, Message
from harimi.service.notices.sending import message_id
from tests.services.test_letters import _write
from tests.services.world import person, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
REPORT = """From: MAILER-DAEMON@mx.example.net
To: harimi@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I am sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Mon, 6 Apr 2026 09:00:00 +0900

Final-Recipient: rfc822; owner@example.jp
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--B
Content-Type: {kind}

Message-ID: {id}
Subject: returned

--B--
"""


def returning(user: User) -> Mailbox | None:
    """That mail to the address which somebody has today comes back for ever."""
    return of_today().filter(user=user, permanent=True).first()


@pytest.fixture
def letter() -> Message:
    """One that our server took."""
    row = _write(person("owner@example.jp"))
    work()
    return row


def _report(letter: Message, **changed: str) -> bytes:
    told = {"action": "failed", "status": "5.1.1", "kind": "text/rfc822-headers", "id": message_id(letter)}
    return REPORT.format(**{**told, **changed}).encode()


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_a_letter_that_comes_back_is_known_by_its_number(letter: Message, kind: str) -> None:
    assert take_in(_report(letter, kind=kind)) == Taken.TAKEN
    box = Mailbox.objects.get()
    assert (box.user.email, box.permanent, box.told, box.status) == ("owner@example.jp", True, True, "5.1.1")
    assert Message.objects.get().state == "bounced"
    assert returning(box.user) == box


def test_the_same_report_twice_is_one(letter: Message) -> None:
    take_in(_report(letter))
    since = Mailbox.objects.get().since
    take_in(_report(letter))
    assert Mailbox.objects.get().since == since


def test_one_that_was_given_up_for_now_is_no_refusal_for_ever(letter: Message) -> None:
    take_in(_report(letter, status="4.4.7"))
    assert not Mailbox.objects.get().permanent
    assert returning(User.objects.get()) is None


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_a_report_that_nothing_failed_silences_nobody(letter: Message, action: str) -> None:
    assert take_in(_report(letter, action=action)) == Taken.TAKEN
    assert not Mailbox.objects.exists()


@pytest.mark.parametrize(
    "forged",
    [
        "<owner@example.jp>",
        "<00000000-0000-4000-8000-000000000000@localhost>",
        "",
        "<{pk}@elsewhere.example>",
        "{pk}",
        "<%@localhost>",
    ],
)
def test_a_forged_report_silences_nobody(letter: Message, forged: str) -> None:
    assert take_in(_report(letter, id=forged.format(pk=letter.pk))) == Taken.TAKEN
    assert not Mailbox.objects.exists()
    assert Message.objects.get().state == "sent"


def test_a_letter_that_was_not_sent_yet_cannot_come_back() -> None:
    row = _write(person("owner@example.jp"))
    take_in(_report(row))
    assert not Mailbox.objects.exists()
    assert Message.objects.get().state == "waiting"


def test_who_quotes_a_letter_in_an_ordinary_mail_says_nothing_of_it(letter: Message) -> None:
    mail = EmailMessage()
    mail["In-Reply-To"] = message_id(letter)
    mail.set_content("I am on holiday")
    assert take_in(bytes(mail)) == Taken.NOBODYS
    assert not Mailbox.objects.exists()


def test_a_new_address_begins_anew(letter: Message) -> None:
    take_in(_report(letter))
    user = User.objects.get()
    user.email = "new@example.jp"
    user.save()
    assert returning(user) is None


def test_what_another_server_told_of_is_cleared_by_a_letter_that_stayed_away_a_day(letter: Message) -> None:
    take_in(_report(letter))
    _write(User.objects.get())
    work()
    clear_settled()
    assert Mailbox.objects.exists()
    Message.objects.filter(state="sent").update(done_at=timezone.now() - timedelta(days=1, minutes=1))
    clear_settled()
    assert Mailbox.objects.exists()
    Mailbox.objects.update(last_at=timezone.now() - timedelta(days=2))
    clear_settled()
    assert not Mailbox.objects.exists()


def test_the_first_handler_that_says_mine_gets_it(letter: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def broken(mail: EmailMessage) -> bool:
        raise KeyError(mail["Subject"])

    def cases(mail: EmailMessage) -> bool:
        seen.append(str(mail["Subject"]))
        return True

    monkeypatch.setattr(incoming, "_HANDLERS", list(incoming._HANDLERS))
    for handler in (broken, cases, cases):
        on_mail(handler)
    assert take_in(b"Subject: Question\n\nHow do I?") == Taken.TAKEN
    take_in(_report(letter))
    assert seen == ["Question"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Content-Type: multipart/report; report-type=delivery-status\n\nno boundary",
        b"Content-Type: multipart/report; report-type*0=delivery-; report-type*1=status; boundary=\n\n--\n\n----",
        b"From: =?utf-8?b?////?=\nMessage-ID: <\nContent-Type: ;;;\n\n",
        b"Content-Type: message/delivery-status\n\nAction: failed",
        b"Content-Type: multipart/mixed; boundary=B\n\n" + b"--B\nContent-Type: multipart/mixed; boundary=B\n\n" * 3000,
    ],
    ids=range(7),
)
def test_garbage_is_nobodys_and_raises_nothing(raw: bytes) -> None:
    assert take_in(raw) in Taken


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 900), put=st.binary(max_size=40), at=st.integers(0, 900))
def test_a_report_cut_and_spoiled_anywhere_raises_nothing(letter: Message, cut: int, put: bytes, at: int) -> None:
    raw = _report(letter)
    take_in(raw[:at] + put + raw[at + cut :])


def test_what_is_too_large_is_not_read() -> None:
    assert take_in(b"x" * (LARGEST + 1)) == Taken.TOO_LARGE


def _piped(raw: bytes, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("harimi.cli.mail_in.ready", lambda: None)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    return main(["mail-in", *arguments])


def test_an_alias_may_pipe_a_message_to_the_command(letter: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _piped(_report(letter), monkeypatch) == 0
    assert Mailbox.objects.exists()
    assert _piped(b"Subject: Lunch?\n\nNoon", monkeypatch) == 0
    assert _piped(b"x" * (LARGEST + 9), monkeypatch) == os.EX_DATAERR
    monkeypatch.setattr(incoming, "_HANDLERS", [lambda _: (_ for _ in ()).throw(OperationalError())])
    assert _piped(b"Subject: x\n\n", monkeypatch) == os.EX_TEMPFAIL
