"""What each kind of request does: purposes told, data disclosed, corrected, stopped, erased, and what is not there said so."""

import io
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from harimi.service.billing.invoicing.issuing import drafts, issue
from harimi.service.billing.keeping import content as copied
from harimi.service.billing.models import Charge, Invoice, InvoiceCopy
from harimi.service.contracts.changing import HOLDER
from harimi.service.contracts.models import Contract
from harimi.service.egress.permit import leaving
from harimi.service.meters.models import Meter
from harimi.service.pages.exports.making import answer_one
from harimi.service.privacy.choices import PremiseError, choices_of
from harimi.service.privacy.gate import using
from harimi.service.privacy.models import Subject
from harimi.service.readings.models import Reading, ReadingVersion
from harimi.service.requests import answers, deciding, finding, identity, opening
from harimi.service.requests.deciding import Decision
from harimi.service.requests.doing import correction, provision_stop, stop
from harimi.service.requests.errors import RequestError
from harimi.service.requests.kinds import FACTS
from harimi.service.requests.models import Answer, Request
from harimi.service.requests.opening import Demand
from harimi.service.rights.holds import place
from harimi.service.rights.running import erase_one
from harimi.service.rights.writing import content_of
from harimi.service.third_parties.consents import consent
from harimi.service.third_parties.departure import Departure
from harimi.service.third_parties.stops import open_recalls
from tests.services.billing.customers import billed, customer, invoices
from tests.services.inquiries import mails
from tests.services.requests.scene import (
    Kind,
    Outcome,
    State,
    by_member,
    by_stranger,
    ended,
    executed,
    notice,
    officer,
    owner,
    proven_by_mail,
)
from tests.services.third_parties.scene import BEFORE, ITEMS, asked, partner
from tests.services.world import home, person, send, values, work, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("told")]


@pytest.mark.clause("PP-6a")
def test_purposes_are_told_of_what_is_held_about_this_person_alone() -> None:
    user = person("a@example.jp")
    said = notice(ended(executed(by_member(user, Kind.PURPOSE_NOTICE))))
    lines = [line for line in said.splitlines() if line.startswith("- ")]
    assert any(line.startswith("- Mail address: ") and "Checking who somebody is (2-2(1))" in line for line in lines)
    assert not any("Device that opened My Account" in line for line in lines), "nothing of it is held"
    assert not any("What the display of a meter showed" in line for line in lines)
    assert not any("News of products" in line for line in lines), "they never asked for it"


@pytest.mark.clause("PP-7c")
def test_on_paper_it_is_a_document_to_print_and_is_told_by_post() -> None:
    user = person("a@example.jp")
    home(user, "花子の家")
    row = executed(by_member(user, Kind.DISCLOSURE, form="paper"))
    answer = Answer.objects.get()
    with using("inquiries"):
        data = b"".join(content_of(answer))
    assert data.startswith(b"%PDF-")
    deciding.decide(row, Decision(Outcome.FULFILLED), by=officer())
    mails()
    row.refresh_from_db()
    assert row.state == State.DECIDED, "the mail alone is no paper"
    assert "stands on the enclosed sheets" in notice(row)
    deciding.posted(row, by=officer())
    row.refresh_from_db()
    assert row.state == State.NOTIFIED


def test_electronic_records_are_the_export_and_go_when_it_is_closed() -> None:
    user, other = person("a@example.jp"), person("other@example.jp")
    row = ended(executed(by_member(user, Kind.DISCLOSURE)))
    answer = Answer.objects.get()
    with using("inquiries"):
        archive = zipfile.ZipFile(io.BytesIO(b"".join(content_of(answer))))
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    assert user.email in everything
    assert other.email not in everything
    assert user.password not in everything
    assert row.notified_at is not None
    with pytest.raises(RequestError, match="files"):
        deciding.close(row, now=row.notified_at + timedelta(days=29))
    deciding.close(row, now=row.notified_at + timedelta(days=30))
    assert not Answer.objects.exists()


@pytest.mark.clause("PP-7d")
def test_no_such_data_is_an_answer_of_its_own() -> None:
    row = proven_by_mail(by_stranger(Kind.DISCLOSURE))
    assert not row.about.exists()
    row = ended(row, Outcome.NOT_FOUND)
    assert "there are no such data" in notice(row)
    assert (row.outcome, row.ground, row.state) == ("not_found", "", State.NOTIFIED)


def test_what_is_there_cannot_be_told_not_to_be() -> None:
    row = by_member(person("a@example.jp"), Kind.DISCLOSURE)
    for state in (State.INVESTIGATING, State.EXECUTING):
        assert row.state == state
        with pytest.raises(RequestError, match="something_found"):
            deciding.decide(row, Decision(Outcome.NOT_FOUND), by=officer())
        row = executed(row) if state == State.INVESTIGATING else row


def test_it_ends_when_the_files_are_there_and_not_before() -> None:
    row = by_member(person("a@example.jp"), Kind.DISCLOSURE)
    deciding.execute(row, by=officer())
    with pytest.raises(RequestError, match="not_made"):
        deciding.decide(row, Decision(Outcome.FULFILLED), by=officer())
    assert answer_one()
    deciding.decide(row, Decision(Outcome.FULFILLED), by=officer())


@pytest.mark.clause("PP-7e")
def test_after_erasure_only_what_the_law_keeps_is_disclosed() -> None:
    contract = customer()
    billed()
    number = invoices(contract)[-1].number
    user = owner(contract)
    row = executed(by_member(user, Kind.STOP, of=contract.organization))
    stop.erase(row, contract.organization.subject, by=officer())
    while erase_one():
        pass
    assert InvoiceCopy.objects.get(number=number).alone
    late = proven_by_mail(by_stranger(Kind.DISCLOSURE))
    with pytest.raises(RequestError, match="needs_document"):
        finding.add_copy(late, number, by=officer())
    identity.seen(late, by=officer())
    with pytest.raises(RequestError, match="no_copy"):
        finding.add_copy(late, "2026-9999", by=officer())
    finding.add_copy(late, number, by=officer())
    said = notice(ended(executed(late)))
    with using("invoicing"):
        kept = copied(InvoiceCopy.objects.get(number=number))
    assert number in said
    assert (kept["recipient"]["corporate_name"] or kept["recipient"]["name"]) in said


@pytest.mark.clause("PP-7f")
@pytest.mark.parametrize("ground", list(FACTS[Kind.DISCLOSURE].grounds))
def test_each_ground_withholds_all_or_a_part_with_its_reason(ground: str) -> None:
    user = person("a@example.jp")
    refused = ended(by_member(user, Kind.DISCLOSURE), Outcome.REFUSED, ground, "Why it is so.")
    part = executed(by_member(user, Kind.DISCLOSURE), withheld=["mail"])
    with pytest.raises(RequestError, match="withheld"):
        deciding.decide(part, Decision(Outcome.FULFILLED), by=officer())
    part = ended(part, Outcome.PARTIAL, ground, "Why it is so.")
    article = FACTS[Kind.DISCLOSURE].grounds[ground]
    for row in (refused, part):
        assert f"article {article} of the Act" in notice(row)
        assert "Why it is so." in notice(row)
    with using("inquiries"):
        archive = zipfile.ZipFile(io.BytesIO(b"".join(content_of(Answer.objects.get()))))
    assert not any(user.email in archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if "/" in name)


@pytest.mark.clause("PP-8-1(1)a")
def test_a_wrong_address_is_right_from_the_next_invoice_on_and_issued_ones_stay() -> None:
    contract = customer()
    billed()
    before = invoices(contract)[-1]
    row = executed(by_member(owner(contract), Kind.CORRECTION, of=contract.organization))
    with using("provision"):
        told = {name: getattr(contract, name) for name in HOLDER} | {"address": "東京都港区芝9-9"}
    assert correction.holder(row, contract, told, by=officer())
    said = notice(ended(row, words="The address."))
    assert "What was done: The address." in said
    Charge.objects.create(organization=contract.organization, kind="other", month=before.month, first=before.month,
                          last=before.month, unit_yen=100, yen=100, rate=10, with_tax=True, source="x")  # fmt: skip
    assert drafts(Contract.objects.get(pk=contract.pk), before.month)
    new = issue(Contract.objects.get(pk=contract.pk), before.month)[-1]
    with using("invoicing"):
        assert new.address == "東京都港区芝9-9"
        assert Invoice.objects.get(pk=before.pk).address != "東京都港区芝9-9"


@pytest.mark.clause("PP-8-1(1)b")
def test_a_disputed_reading_keeps_its_picture_and_its_old_value() -> None:
    since = timezone.now() - timedelta(hours=5)
    made = world(since=since)
    send(made, made.living.start + 1, since + timedelta(hours=1))
    work()
    reading = Reading.objects.filter(register=made.register).exclude(attempt=None).latest("at")
    assert reading.attempt is not None
    wrong, right = reading.value, (reading.value or 0) + 1
    row = executed(by_member(made.owner, Kind.CORRECTION, of=made.site.organization))
    correction.reading(row, reading.attempt, Decimal(right) / 10**made.register.decimals, by=officer())
    work()
    assert right in values(made.register)
    assert ReadingVersion.objects.filter(register=made.register, at=reading.at, value=wrong).exists()
    assert Reading.objects.get(register=made.register, at=reading.at).attempt.cut.blob  # type: ignore[union-attr]
    assert "What was done: 1 kWh more" in notice(ended(row, words="1 kWh more"))


def test_a_use_is_stopped_as_the_person_could_themselves() -> None:
    user = person("a@example.jp")
    row = executed(by_member(user, Kind.STOP))
    stop.use(row, user.subject_id, by=officer(), item="access_log")
    stop.use(row, user.subject_id, by=officer(), purpose="statistics")
    chosen = choices_of((user.subject_id,))[user.subject_id]
    assert (set(chosen.stopped), set(chosen.stopped_purposes)) == ({"access_log"}, {"statistics"})
    with pytest.raises(PremiseError):
        stop.use(row, user.subject_id, by=officer(), item="mail")


def test_an_erased_person_still_gets_the_notice_and_their_request_is_nobodys() -> None:
    user = person("a@example.jp")
    row = executed(by_member(user, Kind.STOP))
    stop.erase(row, user.subject, by=officer())
    while erase_one():
        pass
    row = Request.objects.get(pk=row.pk)
    assert not Subject.objects.filter(pk=user.subject_id).exists()
    assert (row.user, row.about.count()) == (None, 0)
    row = ended(row, words="Everything was erased.")
    told = [one.to for one in mails() if "answer to your request" in str(one.subject)]
    assert told == [["a@example.jp"]]
    assert row.state == State.NOTIFIED


def test_what_is_held_is_told_with_its_day() -> None:
    user = person("a@example.jp")
    until = timezone.localdate() + timedelta(days=90)
    place(user.subject, "law", until, actor=officer(), article="商法19条")
    row = executed(by_member(user, Kind.STOP))
    stop.use(row, user.subject_id, by=officer(), item="access_log")
    said = notice(ended(row, Outcome.PARTIAL, "kept_by_law", "Books."))
    assert f"kept until {until.isoformat()} (the law 商法19条)" in said


@pytest.mark.clause("PP-8-1-flow")
def test_nothing_is_done_but_while_it_is_executed_for_whom_it_is_about() -> None:
    user = person("a@example.jp")
    row = by_member(user, Kind.STOP)
    with pytest.raises(RequestError, match="state"):
        stop.use(row, user.subject_id, by=officer(), item="access_log")
    other = executed(by_member(user, Kind.CORRECTION))
    with pytest.raises(RequestError, match="kind"):
        stop.erase(other, user.subject, by=officer())
    assert Meter.objects.count() == 0


def test_files_that_could_not_be_made_are_made_anew() -> None:
    row = executed(by_member(person("a@example.jp"), Kind.DISCLOSURE))
    Answer.objects.update(fault="broken")
    with pytest.raises(RequestError, match="not_made"):
        deciding.decide(row, Decision(Outcome.FULFILLED), by=officer())
    answers.again(row, timezone.now())
    assert answer_one()
    assert Answer.objects.get().fault == ""


def test_records_of_provision_are_told_and_where_there_are_none_that_is_said() -> None:
    user = person("a@example.jp")
    row = executed(by_member(user, Kind.PROVISION_RECORDS))
    with pytest.raises(RequestError, match="nothing_found"):
        deciding.decide(row, Decision(Outcome.FULFILLED), by=officer())
    assert "there are no such data" in notice(ended(row, Outcome.NOT_FOUND))
    to = partner()
    consent(to, asked(by=user.subject_id), subject=user.subject_id, now=BEFORE)
    with leaving(Departure(to, ITEMS, "provision", user.subject_id)):
        pass
    row = executed(by_member(user, Kind.PROVISION_RECORDS))
    with pytest.raises(RequestError, match="something_found"):
        deciding.decide(row, Decision(Outcome.NOT_FOUND), by=officer())
    said = notice(ended(row))
    assert f"- To {to.name} (JP): What the display of a meter showed, for Providing the service; 1 times" in said
    assert "your consent" in said


def test_records_about_somebody_erased_are_found_by_the_address_that_they_prove() -> None:
    user, to = person("hanako@example.jp"), partner()
    consent(to, asked(by=user.subject_id), subject=user.subject_id, now=BEFORE)
    with leaving(Departure(to, ITEMS, "provision", user.subject_id)):
        pass
    gone = executed(by_member(user, Kind.STOP))
    stop.erase(gone, user.subject, by=officer())
    while erase_one():
        pass
    row = executed(proven_by_mail(by_stranger(Kind.PROVISION_RECORDS)))
    assert f"- To {to.name} (JP)" in notice(ended(row))


@pytest.mark.clause("PP-8-1(3)")
def test_provision_ends_for_one_recipient_and_this_person_and_is_called_back() -> None:
    user, other, to = person("a@example.jp"), person("b@example.jp"), partner()
    another = partner(id="another", host="another.example", name="Another Co.")
    for who in (user, other):
        for one in (to, another):
            consent(one, asked(by=who.subject_id), subject=who.subject_id, now=BEFORE)
    row = executed(by_member(user, Kind.PROVISION_STOP, recipient=to.pk))
    provision_stop.stop(row, user.subject_id, to.pk, by=officer())
    with pytest.raises(PermissionError), leaving(Departure(to, ITEMS, "provision", user.subject_id)):
        pass
    for who, where in ((user, another), (other, to)):
        with leaving(Departure(where, ITEMS, "provision", who.subject_id)):
            pass
    assert open_recalls().get().case == row.number
    with pytest.raises(RequestError, match="recipient"):
        provision_stop.stop(row, user.subject_id, "nobody", by=officer())
    assert "We have done what you asked for." in notice(ended(row, words="Nothing goes to Partner any more."))


def test_what_is_withheld_stands_nowhere_in_the_file() -> None:
    contract = customer()
    user, house = owner(contract), contract.organization.name
    row = by_member(user, Kind.DISCLOSURE, of=contract.organization)
    row = executed(row, withheld=["place", "mail", "name", "corporate_name"])
    row = ended(row, Outcome.PARTIAL, "harm", "Why it is so.")
    with using("inquiries"):
        archive = zipfile.ZipFile(io.BytesIO(b"".join(content_of(Answer.objects.get()))))
    told = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    for secret in (user.email, house, "House"):
        assert [name for name, text in told.items() if secret in name or secret in text] == []
    assert "These items are withheld" in told["index.html"]
    assert "Where a device is installed" in told["index.html"]


def test_a_part_of_the_purposes_is_a_part() -> None:
    row = by_member(person("a@example.jp"), Kind.PURPOSE_NOTICE)
    row = executed(row, withheld=["mail"])
    with pytest.raises(RequestError, match="withheld"):
        deciding.decide(row, Decision(Outcome.FULFILLED), by=officer())
    said = notice(ended(row, Outcome.PARTIAL, "harm", "Why."))
    assert "- Cookies" in said or "- Other information" in said
    assert "- Mail address" not in said


@pytest.mark.parametrize("kind", [Kind.CORRECTION, Kind.STOP, Kind.PROVISION_STOP])
def test_what_was_done_is_said(kind: str) -> None:
    row = executed(by_member(person("a@example.jp"), kind))
    with pytest.raises(RequestError, match="done_words"):
        deciding.decide(row, Decision(Outcome.FULFILLED), by=officer())


def test_an_erasure_waits_for_whatever_else_they_asked() -> None:
    user = person("a@example.jp")
    other = by_member(user, Kind.DISCLOSURE)
    row = executed(by_member(user, Kind.STOP))
    with pytest.raises(RequestError, match="running"):
        stop.erase(row, user.subject, by=officer())
    deciding.withdraw(other)
    stop.erase(row, user.subject, by=officer())


def test_copies_of_invoices_that_stay_are_told_with_law_and_day() -> None:
    contract = customer()
    billed()
    copy = InvoiceCopy.objects.get()
    row = executed(by_member(owner(contract), Kind.STOP, of=contract.organization))
    stop.erase(row, contract.organization.subject, by=officer())
    said = notice(ended(Request.objects.get(pk=row.pk), words="Everything."))
    assert "Copies of invoices (1: name, date, content, amounts, number) are kept" in said
    assert f"until {copy.until} at most" in said


@pytest.mark.parametrize(("claim", "article"), [("no_need", "35(5)"), ("beyond", "35(1)")])
def test_the_article_is_that_of_the_claim(claim: str, article: str) -> None:
    row = opening.by_member(
        person("a@example.jp"), person("b@example.jp").subject_id, Demand(Kind.STOP, "All", claim=claim), language="en"
    )
    identity.signed_in(row)
    assert f"(article {article} of the Act" in notice(ended(row, Outcome.REFUSED, "not_due", "Because."))
