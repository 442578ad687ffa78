"""Inquiries by mail: a case of its own, or the one that a mail answers; what machines send is none."""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.db import connection

from harimi.service.accounts.staff import StaffRole
from harimi.service.notices.incoming import Taken, take_in
from harimi.service.support import answering, by_mail
from harimi.service.support.asking import MOST
from harimi.service.support.by_mail import take
from harimi.service.support.mail_text import written
from harimi.service.support.models import Case, Message
from harimi.service.support.often import TO_AN_ADDRESS
from tests.services.inquiries import asked, asked_by, letter, mails
from tests.services.office import worker
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


@pytest.mark.clause("PP-9-1b")
def test_a_mail_becomes_a_case_with_a_receipt() -> None:
    assert take(letter("How much is it?"))
    case = Case.objects.get()
    assert (case.channel, case.kind, case.email, case.name, case.language) == ("mail", "other", "taro@example.jp", "Taro", "en")
    assert case.messages.get().body == "A question\n\nHow much is it?"
    receipt = mails()[0]
    assert (receipt.to, case.number in receipt.subject) == (["taro@example.jp"], True)


def test_mail_that_comes_in_reaches_it() -> None:
    assert take_in(letter().as_bytes()) == Taken.TAKEN
    assert Case.objects.get().channel == "mail"


def test_the_same_mail_told_twice_is_one_case() -> None:
    assert take(letter())
    assert take(letter())
    assert Case.objects.count() == Message.objects.count() == 1


def test_a_japanese_mail_is_answered_in_japanese() -> None:
    take(letter("料金を教えてください。"))
    assert "受け付けました" in mails()[0].subject


@pytest.mark.parametrize("how", ["number", "reply", "references"])
def test_an_answer_joins_the_case_of_its_sender(how: str) -> None:
    case = asked(email="taro@example.jp")
    sent = answering.answer(case, "Which meter?", actor=worker(StaffRole.SUPPORT), asks_back=True)
    assert sent.mail_id
    headers = {
        "number": {"Subject": f"Re: [{case.number}] A question"},
        "reply": {"In_Reply_To": sent.mail_id},
        "references": {"References": f"<0@elsewhere.example> {sent.mail_id}"},
    }[how]
    assert take(letter("The left one.", **headers))
    assert Case.objects.get().state == "open"
    assert [one.body for one in case.messages.all()] == ["Why?", "Which meter?", "The left one."]


@pytest.mark.parametrize("how", ["number", "reply"])
def test_a_mail_from_another_address_never_joins_somebodys_case(how: str) -> None:
    case = asked(email="hanako@example.jp")
    sent = answering.answer(case, "Which meter?", actor=worker(StaffRole.SUPPORT), asks_back=True)
    headers = {"number": {"Subject": f"Re: {case.number}"}, "reply": {"In_Reply_To": sent.mail_id}}[how]
    assert take(letter("Tell me all.", **headers))
    assert case.messages.count() == 2
    assert Case.objects.exclude(pk=case.pk).get().email == "taro@example.jp"


def test_a_member_answers_their_case_by_mail_but_a_new_mail_in_their_name_is_a_strangers() -> None:
    owner = person("owner@example.jp")
    case = asked_by(owner)
    take(letter("More", From="owner@example.jp", Subject=f"Re: [{case.number}]"))
    assert case.messages.count() == 2
    take(letter("Please end my contract", From="owner@example.jp", Message_ID="<2@example.jp>"))
    new = Case.objects.exclude(pk=case.pk).get()
    assert new.subject_id != owner.subject_id
    assert new.organization is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"Precedence": "list"},
        {"Return_Path": "<>"},
        {"List_Id": "<news.example.jp>"},
        {"X_Autoreply": "yes"},
        {"From": "MAILER-DAEMON@example.jp"},
        {"From": "nobody"},
        {"From": "a@b@"},
    ],
)
def test_what_no_person_wrote_is_no_inquiry(headers: dict[str, str]) -> None:
    assert not take(letter("I am away", **headers))
    assert not Case.objects.exists()


def test_our_own_mail_and_a_report_are_none(settings: object) -> None:
    settings.DEFAULT_FROM_EMAIL = "Harimi <info@own.example>"  # type: ignore[attr-defined]
    assert not take(letter(From="info@own.example"))
    report = message_from_bytes(
        b"From: a@example.jp\r\nContent-Type: multipart/report; boundary=x\r\n\r\n--x\r\n\r\nhi\r\n--x--", policy=policy.default
    )
    assert isinstance(report, EmailMessage)
    assert not take(report)


def test_a_person_may_say_that_they_wrote_it_themselves() -> None:
    assert take(letter(Auto_Submitted="no", Return_Path="<taro@example.jp>"))


@pytest.mark.parametrize(
    "history",
    [
        "On Mon, 30 Nov 2026 at 10:00, Support <info@example.jp> wrote:\n> Which one?",
        "2026年11月30日(月) 10:00 Support <info@example.jp>:\n> どれですか",
        "-----Original Message-----\nFrom: Support\nWhich one?",
        "> Which one?\n> Really?",
        "________________________________\nFrom: Support",
    ],
)
def test_history_below_an_answer_is_cut(history: str) -> None:
    take(letter(f"The left one.\n\nThank you.\n\n{history}"))
    assert Message.objects.get().body == "A question\n\nThe left one.\n\nThank you."


def test_an_answer_between_quoted_lines_stays_whole() -> None:
    take(letter("> Which one?\nThe left one.\n> Since when?\nMonday."))
    assert Message.objects.get().body.endswith("> Which one?\nThe left one.\n> Since when?\nMonday.")


def test_a_mail_that_is_only_a_repetition_is_kept_whole() -> None:
    take(letter("> Which one?\n> Really?"))
    assert "Which one?" in Message.objects.get().body


def test_of_html_the_words_are_kept() -> None:
    made = letter()
    made.set_content(
        "<html><head><style>p{}</style><title>t</title></head><body><p>Hello &amp; <b>you</b><br>there</p>"
        "<script>x()</script></body></html>",
        subtype="html",
    )
    take(made)
    assert Message.objects.get().body == "A question\n\nHello & you\nthere"


def test_plain_text_is_preferred_and_attached_files_are_left_out() -> None:
    made = letter("Plain words")
    made.add_alternative("<p>Other words</p>", subtype="html")
    made.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="a.gif")
    take(made)
    assert Message.objects.get().body == "A question\n\nPlain words\n\n(Attached files were not taken: 1.)"


def test_what_is_long_is_cut_and_what_is_empty_is_no_inquiry() -> None:
    take(letter("x" * 900_000))
    assert len(Message.objects.get().body) < MOST
    assert not take(letter("  \n", Message_ID="<2@example.jp>"))


def test_a_character_set_that_nobody_knows_breaks_nothing() -> None:
    head = b"From: taro@example.jp\r\nSubject: =?x-none?B?4pyT?=\r\nContent-Type: text/plain; charset=x-none\r\n"
    raw = head + b"\r\nHello \xe3\x81\x82"
    made = message_from_bytes(raw, policy=policy.default)
    assert isinstance(made, EmailMessage)
    assert take(made)
    assert "Hello" in Message.objects.get().body


def test_a_card_number_in_a_mail_is_masked() -> None:
    take(letter("My card: 4111-1111-1111-1111"))
    assert "4111-1111" not in Message.objects.get().body


@pytest.mark.parametrize(
    "raw",
    [
        b"From: " + b"," * 9_000 + b"\r\n\r\nHello",
        b"From: a@example.jp\r\nContent-Type: text/plain" + b";\r\n a=b" * 2_000 + b"\r\n\r\nHello",
        b"From: a@example.jp\r\n" + b"X-A: b\r\n" * 9_000 + b"\r\nHello",
        b"From: a@example.jp\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: x"
        + b"; a=b" * 2_000
        + b"\r\n\r\nHi",
        b"From: a@example.jp\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        + b"".join(b"--x\r\nContent-Type: text/plain; a=b\r\n\r\nHi\r\n" for _ in range(3_000)),
    ],
    ids=["commas", "folded", "many", "part", "parts"],
)
def test_headers_that_take_a_parser_long_are_not_parsed(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []
    monkeypatch.setattr("harimi.service.notices.incoming._parsed", parsed.append)
    assert take_in(raw) == Taken.TOO_LARGE
    assert not parsed


def test_headers_of_an_ordinary_mail_are_short_enough() -> None:
    raw = letter("Content: " + "x" * 900_000, References=" ".join(f"<{n}@example.jp>" for n in range(100))).as_bytes()
    assert take_in(raw) == Taken.TAKEN


def test_nothing_is_locked_while_a_mail_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def spied(one: Callable[..., object]) -> Callable[..., object]:
        def read(*told: object) -> object:
            seen.append(connection.in_atomic_block)
            return one(*told)

        return read

    for name in ("written", "attachments", "sender_of", "_first_id", "_language"):
        monkeypatch.setattr(by_mail, name, spied(getattr(by_mail, name)))
    assert take(letter(In_Reply_To="<0@example.jp>"))
    assert len(seen) >= 5
    assert not any(seen)


@pytest.mark.parametrize("opening", ["<!--", "<!", "<?", "<!["])
def test_of_html_little_is_read_and_what_is_never_closed_is_left_out(opening: str) -> None:
    made = letter()
    made.set_content(f"<p>Hello</p>{opening * 30_000}<p>there</p>", subtype="html")
    assert written(made) == "Hello"


@pytest.mark.parametrize("opening", ["<a ", "</", '<a b="', "<"])
def test_the_parser_of_html_is_given_no_tag_that_never_ends(opening: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fed: list[str] = []

    def feed(_: object, html: str) -> None:
        fed.append(html)

    monkeypatch.setattr("harimi.service.support.mail_text._Stripped.feed", feed)
    made = letter()
    made.set_content(f"<p>Hello</p>{opening * 100}", subtype="html")
    written(made)
    assert fed[0].count("<") == 2


def test_what_stands_between_comments_of_html_is_kept() -> None:
    made = letter()
    made.set_content(
        "<!DOCTYPE html><!-- a --><p>Hello <!-- <b>b</b> -->there &lt;3</p><![if !mso]><p>2 < 3</p><![endif]>", subtype="html"
    )
    assert written(made) == "Hello there <3\n\n2 < 3"


def test_what_answers_a_receipt_joins_the_case_and_gets_none_itself() -> None:
    """A machine that answers everything and does not say that it is one."""
    take(letter())
    receipt = mails()[0]
    assert take(
        letter("I am away", In_Reply_To=receipt.extra_headers["Message-ID"], Subject="Away", Message_ID="<2@example.jp>")
    )
    assert Case.objects.get().messages.count() == 2
    assert len(mails()) == 1


def test_of_many_mails_every_one_is_a_case_but_an_address_gets_few_receipts() -> None:
    for n in range(TO_AN_ADDRESS + 3):
        assert take(letter(Message_ID=f"<{n}@example.jp>"))
    assert Case.objects.count() == TO_AN_ADDRESS + 3
    assert len(mails()) == TO_AN_ADDRESS


def test_answers_in_a_case_do_not_count_as_inquiries() -> None:
    case = asked(email="taro@example.jp")
    for n in range(TO_AN_ADDRESS + 1):
        take(letter(Subject=f"Re: {case.number}", Message_ID=f"<{n}@example.jp>"))
    take(letter(Message_ID="<new@example.jp>"))
    assert len(mails()) == 2


def test_a_mail_without_an_id_is_known_by_its_bytes() -> None:
    made = letter()
    del made["Message-ID"]
    assert take_in(made.as_bytes()) == take_in(made.as_bytes()) == Taken.TAKEN
    assert take_in(b"X-Other: 1\n" + made.as_bytes()) == Taken.TAKEN
    assert Case.objects.count() == 2
