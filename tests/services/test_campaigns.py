"""News by mail goes to whoever asked for it, chosen by what the policy allows, and to nobody a moment after they stopped."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP

import pytest
from django.core import mail
from django.utils import timezone

from harimi.service.accounts.addresses import prove
from harimi.service.accounts.models import User
from harimi.service.egress.classes import MailClass
from harimi.service.marketing import campaigns, dispatching
from harimi.service.marketing.campaigns import CampaignError, save_draft, send, stop, try_out
from harimi.service.marketing.dispatching import write_some
from harimi.service.marketing.holdings import forget_old
from harimi.service.marketing.letters import CAMPAIGN
from harimi.service.marketing.lint import faults
from harimi.service.marketing.models import Campaign, Dispatch
from harimi.service.notices.advertising import SenderUnknownError, subject_of
from harimi.service.notices.letters import Letter, LetterError, write
from harimi.service.notices.lint import faults_in
from harimi.service.notices.models import Message
from harimi.service.notices.sending import came_back, send_one
from harimi.service.platform.jobs import job
from harimi.service.privacy import choices, keys
from harimi.service.privacy.models import AuditEvent
from harimi.service.privacy.sealed import index_of
from harimi.service.rights.erasing import erase
from tests.services.campaigning import ASKED, WORDS, answers, campaign, reader
from tests.services.policies import operator
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "as_role", "sender")]


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harimi.service.notices.advertising.known_operator", operator)


@pytest.fixture
def staff() -> User:
    return person("admin@example.jp", staff=True, admin=True)


def _work() -> None:
    while write_some() or send_one():
        pass


def _sent() -> list[str]:
    return sorted(one.to[0] for one in mail.outbox)


def _counts(row: Campaign) -> dict[str, int]:
    row.refresh_from_db()
    return {name: getattr(row, name) for name in ("sent", "bounced", "failed", "refused", "stopped") if getattr(row, name)}


@pytest.mark.clause("PP-2-3(2)c")
def test_only_who_asked_for_it_gets_news(staff: User) -> None:
    reader("asked@example.jp")
    person("silent@example.jp")
    choices.opt(reader("declined@example.jp").subject_id, ASKED, "marketing", wanted=False)
    choices.stop(reader("stopped@example.jp").subject_id, ASKED, purpose="marketing")
    row = campaign(staff)
    _work()
    assert _sent() == ["asked@example.jp"]
    assert _counts(row) == {"sent": 1}
    assert row.state == "done"


@pytest.mark.clause("PP-2-3(2)c")
def test_the_gate_refuses_a_letter_that_somebody_writes_past_the_audience() -> None:
    silent = person("silent@example.jp")
    assert write(CAMPAIGN.name, to=silent, context={"title": "x", "body": "y"})
    assert send_one()
    assert mail.outbox == []
    assert Message.objects.get().state == "failed"


@pytest.mark.clause("PP-2-3(2)c")
def test_no_proof_is_no_letter(staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = person("silent@example.jp")
    monkeypatch.setattr(dispatching, "people", lambda *_: [silent.pk])
    campaign(staff)
    _work()
    assert not Message.objects.exists()


@pytest.mark.clause("PP-2-3(2)d")
@pytest.mark.parametrize("how", ["stop", "decline"])
def test_who_stops_after_the_letter_was_written_gets_none(staff: User, how: str) -> None:
    first, second = reader("first@example.jp"), reader("second@example.jp")
    row = campaign(staff)
    assert write_some()
    assert Message.objects.filter(state="waiting").count() == 2
    if how == "stop":
        choices.stop(second.subject_id, answers(second), purpose="marketing")
    else:
        choices.opt(second.subject_id, answers(second), "marketing", wanted=False)
    _work()
    assert _sent() == [first.email]
    assert _counts(row) == {"sent": 1, "refused": 1}


@pytest.mark.clause("PP-3-2c")
@pytest.mark.once
def test_of_a_thousand_letters_that_wait_none_is_sent_after_a_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    user = reader("flooded@example.jp")
    rows = [write(CAMPAIGN.name, to=user, context={"title": f"{n}", "body": "x"}) for n in range(1000)]
    assert all(rows)
    assert send_one()
    assert len(mail.outbox) == 1
    choices.stop(user.subject_id, answers(user), purpose="marketing")
    while send_one():
        pass
    assert len(mail.outbox) == 1
    assert Message.objects.filter(state="failed").count() == 999
    assert not Message.objects.filter(state="waiting").exists()


def test_a_campaign_that_staff_stop_sends_nothing_more(staff: User) -> None:
    for n in range(3):
        reader(f"reader{n}@example.jp")
    row = campaign(staff)
    assert write_some()
    assert send_one()
    stop(row, actor=staff)
    _work()
    assert len(mail.outbox) == 1
    assert _counts(row) == {"sent": 1, "stopped": 2}
    told = AuditEvent.objects.filter(case=str(row.pk)).order_by("seq").values_list("action", flat=True)
    assert list(told) == ["campaign_sent", "campaign_stopped"]
    with pytest.raises(CampaignError, match="state"):
        stop(row, actor=staff)


def test_a_campaign_that_was_stopped_before_its_turn_writes_nothing(staff: User) -> None:
    reader("reader@example.jp")
    stop(campaign(staff), actor=staff)
    assert not write_some()
    assert not Message.objects.exists()


def test_parts_reach_everybody_once_whatever_is_repeated(staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatching, "PART", 2)
    for n in range(5):
        reader(f"reader{n}@example.jp")
    row = campaign(staff)
    assert write_some()
    assert Dispatch.objects.count() == 2
    Campaign.objects.update(reached=None)
    _work()
    assert len(_sent()) == len(set(_sent())) == 5
    assert _counts(row) == {"sent": 5}


def test_a_worker_that_dies_half_way_leaves_nothing_behind(staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    reader("a@example.jp")
    reader("b@example.jp")
    row = campaign(staff)
    real, calls = dispatching._dispatch, list[User]()

    def dies(of: Campaign, user: User) -> None:
        calls.append(user)
        if len(calls) == 2:
            raise RuntimeError("killed")
        real(of, user)

    monkeypatch.setattr(dispatching, "_dispatch", dies)
    assert write_some()
    assert not Message.objects.exists()
    Campaign.objects.filter(pk=row.pk).update(due_at=timezone.now())
    _work()
    assert _sent() == ["a@example.jp", "b@example.jp"]


def test_a_worker_knows_the_job() -> None:
    assert job(campaigns.JOB) is not None


def test_a_letter_that_comes_back_later_is_counted_once(staff: User) -> None:
    reader("reader@example.jp")
    row = campaign(staff)
    _work()
    came_back(Message.objects.get(), "5.1.1", permanent=True)
    assert _counts(row) == {"bounced": 1}


@pytest.mark.parametrize("how", ["changed", "not_proven"])
def test_an_address_that_changed_since_the_letter_was_written_gets_none(staff: User, how: str) -> None:
    user = reader("reader@example.jp")
    row = campaign(staff)
    assert write_some()
    if how == "changed":
        User.objects.filter(pk=user.pk).update(email="new@example.jp")
        prove(User.objects.get(pk=user.pk))
    else:
        user.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]
    _work()
    assert mail.outbox == []
    assert _counts(row) == {"refused": 1}


def test_the_month_of_the_proof_runs_from_when_the_letter_was_sent(staff: User) -> None:
    reader("reader@example.jp")
    campaign(staff)
    assert write_some()
    Dispatch.objects.update(at=timezone.now() - timedelta(days=3))
    _work()
    sent = Message.objects.get().done_at
    assert sent is not None
    assert forget_old(sent + timedelta(days=30, hours=23)) == 0
    came_back(Message.objects.get(), "5.1.1", permanent=True)
    assert forget_old(sent + timedelta(days=30, hours=23)) == 0
    assert forget_old(sent + timedelta(days=31, hours=1)) == 1


def test_a_finished_campaign_of_which_nothing_waits_cannot_be_stopped(staff: User) -> None:
    reader("reader@example.jp")
    row = campaign(staff)
    assert write_some()
    Campaign.objects.update(state="done", due_at=None)
    assert row in campaigns.going_on()
    _work()
    assert row not in campaigns.going_on()
    with pytest.raises(CampaignError, match="state"):
        stop(row, actor=staff)


def test_an_address_that_is_not_proven_gets_none(staff: User) -> None:
    user = reader("unproven@example.jp")
    user.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]
    campaign(staff)
    _work()
    assert mail.outbox == []


# --- what a letter carries ---


def test_a_letter_says_who_sends_it_and_how_to_end_it(staff: User) -> None:
    user = reader("reader@example.jp")
    User.objects.filter(pk=user.pk).update(language="en")
    campaign(staff)
    _work()
    sent, who = mail.outbox[0], operator()
    for told in (who.name.en, who.address.en, who.mail, WORDS["body_en"]):
        assert told in sent.body
    assert (sent.body.count(who.name.en), sent.body.count(who.address.en)) == (1, 1)
    link = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in sent.body
    assert message_from_bytes(sent.message().as_bytes(), policy=SMTP)["List-Unsubscribe"].strip() == f"<{link}>"
    assert subject_of(link.rpartition("/")[2]) == user.subject_id


def test_no_other_letter_can_be_unsubscribed_from(staff: User) -> None:
    write("meters_expiring", to=staff, context={"count": 1, "lines": [], "more": 0})
    assert send_one()
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_what_was_sent_is_not_kept_since_it_holds_a_link(staff: User) -> None:
    reader("reader@example.jp")
    campaign(staff)
    _work()
    assert Message.objects.get().body == ""


def test_without_a_sender_nothing_is_sent(staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    user, row = reader("reader@example.jp"), campaign(staff, sent=False)
    monkeypatch.setattr("harimi.service.notices.advertising.known_operator", lambda: operator(address={"ja": "", "en": ""}))
    with pytest.raises(CampaignError, match="sender"):
        send(row, actor=staff)
    with pytest.raises(SenderUnknownError):
        write(CAMPAIGN.name, to=user, context={"title": "x", "body": "y"})


def test_news_goes_to_no_address_of_nobody() -> None:
    with pytest.raises(LetterError):
        write(CAMPAIGN.name, to="stranger@example.jp", context={"title": "x", "body": "y"})


@pytest.mark.parametrize("lacking", ["unsubscribe", "sender", "sender_address", "complaints"])
def test_a_template_without_what_the_law_wants_is_told(lacking: str) -> None:
    told = [f"{{{{ {one} }}}}" for one in ("unsubscribe", "sender", "sender_address", "complaints") if one != lacking]
    letter = Letter("x", MailClass.MARKETING, "marketing")
    assert list(faults_in(letter, "x", "News\n" + "\n".join(told))) == [
        f"x: the law wants {lacking} told in a letter that advertises"
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<b>New</b>", "html"),
        ("a&nbsp;b", "html"),
        ("https://example.jp/pixel.gif", "picture"),
        ("https://example.jp/x?id=7", "tracked"),
        ("https://example.jp/x?utm_source=mail", "tracked"),
        ("https://example.jp/x#a7", "tracked"),
        ("https://bit.ly/3x", "shortened"),
        ("www.example.com?x=1", "tracked"),
        ("example.com/new?id=7", "tracked"),
        ("www.example.com/a.png", "picture"),
        ("https://lin.ee/abc", "shortened"),
        ("amzn.to/3x", "shortened"),
        ("&#8203;", "html"),
        ("https://example.jp/new and 3 < 4", ""),
        ("AT&T; www.example.com? Ask us at info@example.com, or linen.ee/x", ""),
        ("https://my-lin.ee/about", ""),
    ],
)
def test_what_follows_people_is_found(text: str, code: str) -> None:
    assert [found for _, found, _ in faults({"body_ja": text})] == [code] * bool(code)


def test_a_campaign_that_follows_people_is_not_kept(staff: User) -> None:
    with pytest.raises(CampaignError, match="lint"):
        campaign(staff, sent=False, body_en="https://example.jp/x?id=7")
    with pytest.raises(CampaignError, match="texts"):
        campaign(staff, sent=False, title_ja=" ")


def test_what_was_looked_at_is_what_is_sent(staff: User) -> None:
    row = campaign(staff, sent=False)
    save_draft(row, {**WORDS, "title_en": "Another"}, actor=staff)
    with pytest.raises(CampaignError, match="changed"):
        send(row, actor=staff)
    row.refresh_from_db()
    send(row, actor=staff)
    for again in (lambda: send(row, actor=staff), lambda: save_draft(row, WORDS, actor=staff), lambda: campaigns.delete(row)):
        with pytest.raises(CampaignError):
            again()


def test_a_trial_goes_to_staff_who_asked_for_news_themselves(staff: User) -> None:
    row = campaign(staff, sent=False)
    with pytest.raises(CampaignError, match="not_you"):
        try_out(row, actor=staff)
    choices.opt(staff.subject_id, ASKED, "marketing", wanted=True)
    try_out(row, actor=staff)
    _work()
    assert _sent() == [staff.email]
    assert _counts(row) == {}
    assert row.state == "draft"


# --- the proof ---


def test_the_proof_stays_a_month_and_leads_to_nobody_after_erasure(staff: User) -> None:
    user = reader("reader@example.jp")
    asked = user.subject.choices.get()
    campaign(staff)
    _work()
    erase(user.subject, lambda *_: None)
    kept = Dispatch.objects.get()
    assert kept.user is None
    assert (kept.asked_at, kept.asked_words, kept.asked_channel) == (asked.at, asked.text_hash, "my_account")
    assert kept.address_index == index_of("Reader@example.jp", dispatching.INDEX)
    assert forget_old(kept.at + timedelta(days=30)) == 0
    assert forget_old(kept.at + timedelta(days=32)) == 1


def test_who_is_erased_while_a_letter_waits_gets_none(staff: User) -> None:
    user = reader("reader@example.jp")
    campaign(staff)
    assert write_some()
    keys.destroy(user.subject_id)
    _work()
    assert mail.outbox == []
