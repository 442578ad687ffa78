"""The way of a request: from its arrival to its one notice, by everybody who may make one, and no other way."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from harimi.service.notices.models import Message
from harimi.service.notices.sending import came_back
from harimi.service.privacy.audit import about
from harimi.service.privacy.gate import using
from harimi.service.privacy.models import Subject
from harimi.service.requests import codes, deciding, fees, identity, keeping, opening, reminding
from harimi.service.requests.audited import PURPOSE
from harimi.service.requests.deciding import Decision
from harimi.service.requests.doing import stop
from harimi.service.requests.errors import RequestError
from harimi.service.requests.finding import add
from harimi.service.requests.kinds import FACTS
from harimi.service.requests.models import Authority, Check, Ended, Request
from harimi.service.requests.opening import Asker, Demand
from tests.services.applicants import applied, picture
from tests.services.billing.customers import customer
from tests.services.inquiries import mails
from tests.services.requests.scene import (
    HANAKO,
    Kind,
    Outcome,
    State,
    agreed,
    by_member,
    by_stranger,
    code_of,
    ended,
    executed,
    letters_of,
    notice,
    officer,
    owner,
    proven_by_mail,
)
from tests.services.world import home, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("told")]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_goes_from_a_member_to_one_notice(kind: str) -> None:
    contract = customer()
    row = by_member(owner(contract), kind, of=contract.organization)
    row = agreed(row) if row.state == State.QUOTED else row
    assert row.state == State.INVESTIGATING
    ground = next(iter(FACTS[kind].grounds))
    row = ended(row, Outcome.REFUSED, ground, "Because.")
    assert (row.state, letters_of(row)) == (State.NOTIFIED, 1)
    assert "Because." in notice(row)
    assert Ended.objects.get().outcome == "refused"


@pytest.mark.clause("PP-6b")
def test_nothing_is_executed_before_it_is_known_who_asks() -> None:
    row = by_stranger(Kind.DISCLOSURE)
    with pytest.raises(RequestError, match="state"):
        deciding.execute(row, by=officer())
    Request.objects.filter(pk=row.pk).update(state=State.INVESTIGATING)
    with pytest.raises(RequestError, match="identity"):
        deciding.execute(row, by=officer())


@pytest.mark.clause("PP-6c")
def test_five_wrong_codes_lock_it_and_the_address_is_told() -> None:
    row = by_stranger(Kind.STOP)
    identity.ask_code(row, "mail_code")
    right = code_of(row)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(codes.TRIES):
        assert not identity.enter(row, wrong)
    with pytest.raises(RequestError, match="no_code"):
        identity.enter(row, right)
    assert Check.objects.get().outcome == "locked"
    assert [one.to for one in mails() if "locked" in one.subject] == [["hanako@example.jp"]]


@pytest.mark.clause("PP-6e")
def test_a_request_by_somebody_else_does_not_hinder_the_right_person() -> None:
    user = person("hanako@example.jp")
    false = by_stranger(Kind.STOP)
    identity.ask_code(false, "mail_code")
    for _ in range(codes.TRIES):
        identity.enter(false, "x")
    assert by_member(user, Kind.STOP).state == State.INVESTIGATING
    assert proven_by_mail(by_stranger(Kind.STOP)).state == State.INVESTIGATING


@pytest.mark.clause("PP-6g")
@pytest.mark.clause("PP-8-1-ref")
@pytest.mark.parametrize("kind", list(Kind))
def test_a_refusal_has_a_ground_and_a_reason_and_is_told(kind: str) -> None:
    contract = customer()
    row = by_member(owner(contract), kind, of=contract.organization)
    row = agreed(row) if row.state == State.QUOTED else row
    ground, article = next(iter(FACTS[kind].grounds.items()))
    for decision, code in (
        (Decision(Outcome.REFUSED), "ground"),
        (Decision(Outcome.REFUSED, "another", "Words"), "ground"),
        (Decision(Outcome.REFUSED, ground, "  "), "words"),
    ):
        with pytest.raises(RequestError, match=code):
            deciding.decide(row, decision, by=officer())
    row = ended(row, Outcome.REFUSED, ground, "We looked at it.")
    said = notice(row)
    assert f"article {article} of the Act" in said
    assert "We looked at it." in said
    assert "received by: " in said, "where to complain"
    assert row.state == State.NOTIFIED


@pytest.mark.clause("PP-8-2")
def test_what_the_law_does_not_oblige_to_is_told_with_its_ground() -> None:
    row = by_member(person("a@example.jp"), Kind.STOP)
    row = ended(row, Outcome.REFUSED, "kept_by_law", "Invoices are kept for seven years.")
    assert "the law obliges us to keep it (article 35(2) of the Act)" in notice(row)
    assert (row.state, letters_of(row)) == (State.NOTIFIED, 1)


def test_whoever_cannot_show_who_they_are_hears_the_same_whether_they_are_known() -> None:
    person("hanako@example.jp")
    told = []
    for address in ("hanako@example.jp", "nobody@example.jp"):
        row = by_stranger(Kind.DISCLOSURE, Asker("A", address))
        deciding.not_identified(row, "No paper came.", by=officer())
        row.refresh_from_db()
        told.append(notice(row).replace(row.number, ""))
    assert told[0] == told[1]
    assert "No paper came." not in told[0], "the reason is for the record alone"


def test_an_agent_shows_their_right_besides_who_it_is_about() -> None:
    user, staff = person("hanako@example.jp"), officer()
    row = by_stranger(Kind.CORRECTION, agent="appointed", agent_name="佐藤 一郎")
    identity.seen(row, by=staff)
    assert not identity.proven(row)
    with pytest.raises(RequestError, match="words"):
        identity.judge_authority(row, " ", confirmed=True, by=staff)
    identity.judge_authority(row, "委任状(2026-11-01)", confirmed=True, by=staff)
    row.refresh_from_db()
    assert row.state == State.INVESTIGATING
    assert not row.about.exists(), "staff find whom it is about; the agent's own address proves nothing"
    add(row, user.email, by=staff)
    assert row.about.get().subject_id == user.subject_id


def test_it_can_be_withdrawn_until_something_is_done() -> None:
    row = by_member(person("a@example.jp"), Kind.CORRECTION)
    deciding.withdraw(row)
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
    row = executed(by_member(person("b@example.jp"), Kind.CORRECTION))
    with pytest.raises(RequestError, match="state"):
        deciding.withdraw(row)


def test_every_step_stands_in_the_audit_under_its_number() -> None:
    user = person("a@example.jp")
    row = ended(executed(by_member(user, Kind.PURPOSE_NOTICE)))
    steps = [one.outcome for one in about(user.subject_id) if one.action == "request"][::-1]
    assert steps == ["received", "identified", "quoted", "agreed", "investigating", "executing", "decided", "notified"]
    assert {one.case for one in about(user.subject_id) if one.action == "request"} == {row.number}


def test_after_thirty_days_it_is_closed_and_after_three_years_erased_with_a_stranger() -> None:
    row = ended(executed(proven_by_mail(by_stranger(Kind.STOP))), words="Stopped.")
    assert row.notified_at is not None
    assert keeping.close_old(row.notified_at + timedelta(days=29)) == 0
    assert keeping.close_old(row.notified_at + timedelta(days=31)) == 1
    assert keeping.forget_old(row.notified_at + timedelta(days=1000)) == 0
    assert keeping.forget_old(row.notified_at + timedelta(days=1200)) == 1
    assert Ended.objects.get().number == row.number, "a line that names nobody stays"
    assert not Subject.objects.filter(pk=row.subject_id).exists()


@pytest.mark.clause("PP-6f")
def test_the_clock_runs_by_the_calendar_of_japan_from_the_arrival_on() -> None:
    officer()
    arrived = datetime(2026, 12, 31, 14, 30, tzinfo=UTC)  # 23:30 in Japan
    row = by_stranger(Kind.STOP, at=arrived)
    assert row.due_on.isoformat() == "2027-01-14"
    assert by_stranger(Kind.STOP, at=arrived + timedelta(hours=1)).due_on.isoformat() == "2027-01-15"
    mail.outbox.clear()

    def day(n: int) -> datetime:
        """Nine in the morning in Japan, so many days after."""
        return datetime(2027, 1, 1, 0, 30, tzinfo=UTC) + timedelta(days=n - 1)

    assert reminding.remind(day(9)) == 0
    assert reminding.remind(day(10)) == 1
    assert "超過0件、明日まで0件、4日以内1件" in str(mails()[-1].subject)
    mail.outbox.clear()
    person("admin@example.jp", staff=True, admin=True)
    assert reminding.remind(day(13)) == 2, "administrators hear of it, too"
    assert reminding.late(day(14)) == 0
    assert reminding.late(day(15)) == 1
    assert reminding.remind(day(15)) == 2
    assert any("超過1件" in str(one.subject) for one in mails())


def test_whoever_has_not_shown_who_they_are_is_reminded_once() -> None:
    row = by_stranger(Kind.STOP)
    assert reminding.remind_askers(row.arrived_at + timedelta(days=6)) == 0
    assert reminding.remind_askers(row.arrived_at + timedelta(days=7)) == 1
    assert reminding.remind_askers(row.arrived_at + timedelta(days=8)) == 0
    assert any("waits for you" in str(one.subject) for one in mails())


def test_what_somebody_asked_is_sealed() -> None:
    row = by_stranger(Kind.CORRECTION, wanted="My name is 花子, not 華子.")
    kept = Request.objects.filter(pk=row.pk).values("name", "email", "wanted", "address").get()
    assert not any("花子" in str(one) or "hanako" in str(one) for one in kept.values())
    with using(PURPOSE):
        assert Request.objects.get(pk=row.pk).wanted == "My name is 花子, not 華子."


def test_a_card_number_in_the_words_is_masked() -> None:
    row = by_stranger(Kind.CORRECTION, wanted="4242 4242 4242 4242")
    with using(PURPOSE):
        assert "4242 4242" not in row.wanted


def test_a_meter_of_somebody_else_is_nobodys_request() -> None:
    site = home(person("b@example.jp"))
    row = executed(by_member(person("a@example.jp"), Kind.STOP))
    with pytest.raises(RequestError, match="nobody"):
        stop.erase(row, site.organization.subject, by=officer())


def test_only_so_many_codes_go_to_an_address_in_a_day() -> None:
    row = by_stranger(Kind.STOP)
    for _ in range(codes.CODES):
        identity.ask_code(row, "mail_code")
    with pytest.raises(RequestError, match="too_many"):
        identity.ask_code(row, "mail_code")
    identity.ask_code(row, "mail_code", now=timezone.now() + timedelta(days=1, hours=1))


def test_a_notice_whose_mail_comes_back_goes_by_post() -> None:
    row = ended(by_member(person("a@example.jp"), Kind.STOP), Outcome.REFUSED, "not_due", "Because.")
    assert row.state == State.NOTIFIED
    assert not keeping.to_post().exists()
    assert row.letter is not None
    came_back(Message.objects.get(pk=row.letter), "550", permanent=True)
    assert keeping.to_post().get() == row
    row.refresh_from_db()
    assert (row.state, row.notified_at) == (State.DECIDED, None)
    deciding.posted(row, by=officer())
    row.refresh_from_db()
    assert row.state == State.NOTIFIED
    assert letters_of(row) == 1, "the same notice"


def test_a_mailbox_proves_who_has_it_now_and_nobody_else() -> None:
    contract, user = customer("1111-1111"), person("hanako@example.jp")
    made, _ = applied(email="old@example.jp")
    made.subject = user.subject
    made.save()
    row = by_stranger(Kind.DISCLOSURE, Asker("A", "old@example.jp"))
    add(row, contract.number, by=officer())
    row = proven_by_mail(row)
    assert not row.about.exists(), "neither the account whose address that was, nor whom staff had put there"
    with pytest.raises(RequestError, match="needs_document"):
        add(row, contract.number, by=officer())
    identity.seen(row, by=officer())
    add(row, contract.number, by=officer())
    assert row.about.get().subject_id == contract.subject_id


def test_the_mailbox_of_an_agent_proves_nothing() -> None:
    row = by_stranger(Kind.STOP, agent="legal", agent_name="A")
    with pytest.raises(RequestError, match="method"):
        identity.ask_code(row, "mail_code")


def test_an_agents_paper_that_was_not_clear_can_be_shown_again() -> None:
    row, staff = by_stranger(Kind.STOP, agent="legal", agent_name="A"), officer()
    identity.judge_authority(row, "Unreadable.", confirmed=False, by=staff)
    paper = Authority.objects.select_related("request").get()
    identity.send(paper, picture())
    identity.judge_authority(row, "Clear.", confirmed=True, by=staff)
    assert Authority.objects.get().confirmed


def test_paper_without_a_mail_address_goes_on_by_the_officers_hand() -> None:
    contract = customer()
    row = by_stranger(Kind.PURPOSE_NOTICE, Asker("山田 花子", "", "100-0001", "東京都千代田区1-1"), form="paper")
    staff = officer()
    add(row, contract.number, by=staff)
    identity.seen(row, by=staff)
    row.refresh_from_db()
    assert row.state == State.QUOTED
    assert keeping.lapse(timezone.now() + timedelta(days=60)) == 0, "nobody asked them"
    fees.agree(row, by=staff, words="Their letter of yesterday.")
    row.refresh_from_db()
    assert row.state == State.INVESTIGATING


def test_a_mail_need_not_name_a_reason_and_a_form_does() -> None:
    with pytest.raises(RequestError, match="claim"):
        opening.by_stranger(HANAKO, Demand(Kind.STOP, "Stop."), language="en", channel="page")
    assert opening.by_stranger(HANAKO, Demand(Kind.STOP, "Stop."), language="en", channel="mail").claim == ""
