"""The desk of the privacy officer: every step by the buttons of the page, and no other staff sees any of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts.models import Contract
from harimi.service.privacy.audit import looks_at
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.requests import identity, reviewed
from harimi.service.requests.models import Answer, Authority, Check, Request
from harimi.service.rights.models import Leaving
from tests.services.applicants import picture
from tests.services.billing.customers import customer
from tests.services.inquiries import asked
from tests.services.office import desk, signed_in
from tests.services.requests.scene import HANAKO, Kind, State, by_member, by_stranger, ended, executed, notice, officer, owner
from tests.services.world import person, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("told")]


@pytest.fixture
def office(told: None) -> Client:
    """The privacy officer's browser."""
    return signed_in(officer())


def step(client: Client, row: Request, button: str, **told: object) -> str:
    """Presses a button; the page after it."""
    page = client.post(f"/office/requests/{row.pk}/step", {"step": button, **told}, follow=True).text
    row.refresh_from_db()
    return page


def test_a_disclosure_from_the_letter_to_the_posted_paper(office: Client) -> None:
    user = person("hanako@example.jp")
    form = {"kind": "disclosure", "channel": "paper", "arrived_on": str(today() - timedelta(days=3)), "form": "paper"}
    form |= {"name": "山田 花子", "postal_code": "1000001", "address": "東京都千代田区1-1", "wanted": "All", "language": "ja"}
    office.post("/office/requests/new", form)
    row = Request.objects.get()
    assert row.due_on == today() + timedelta(days=11), "its clock began with the day on which it came"
    assert "I have seen a document" in office.get(f"/office/requests/{row.pk}").text
    step(office, row, "find", typed="hanako@example.jp")
    step(office, row, "seen")
    assert row.state == State.INVESTIGATING, "nobody is there whom to bill"
    step(office, row, "execute", words="Found one account.")
    work()
    page = step(office, row, "decide", outcome="fulfilled", ground="", words="")
    assert "ご請求のとおり対応しました。" in page
    letter = office.get(f"/office/requests/{row.pk}/notice.pdf")
    assert letter.content.startswith(b"%PDF-")
    printed = office.get(f"/office/requests/{row.pk}/answers/{Answer.objects.get().pk}")
    assert b"".join(printed.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    step(office, row, "posted")
    assert row.state == State.NOTIFIED
    step(office, row, "close")
    assert row.state == State.CLOSED
    assert looks_at(user.subject_id).filter(case=row.number).exists(), "who looked at the printed sheets is told"


def test_a_correction_of_the_holder_by_the_form(office: Client) -> None:
    contract = customer()
    row = executed(by_member(owner(contract), Kind.CORRECTION, of=contract.organization))
    typed = {"name": "新 太郎", "postal_code": "105-0014", "address": "東京都港区芝2-2", "telephone": "03-0000-0000"}
    typed |= {"corporate_name": "", "department": "", "subject": str(contract.organization.subject_id)}
    assert "write name, postal code" in step(office, row, "correct_holder", **{**typed, "name": ""})
    step(office, row, "correct_holder", **typed)
    with using("provision"):
        assert Contract.objects.get().address == "東京都港区芝2-2"
    step(office, row, "decide", outcome="fulfilled", words="Name and address.")
    assert "What was done: Name and address." in notice(row)


def test_erasure_asks_for_the_password(office: Client) -> None:
    user = person("a@example.jp")
    row = executed(by_member(user, Kind.STOP))
    again = office.post(f"/office/requests/{row.pk}/step", {"step": "erase", "subject": user.subject_id})
    assert "reauthenticate" in again.headers["Location"]
    assert not Leaving.objects.exists()
    office.post(again.headers["Location"], {"password": "a long password"}, follow=True)
    assert Leaving.objects.get().subject == user.subject_id


def test_a_stop_of_a_premise_is_told_not_to_be_possible(office: Client) -> None:
    user = person("a@example.jp")
    row = executed(by_member(user, Kind.STOP))
    assert "no service without this item" in step(office, row, "stop", subject=user.subject_id, item="mail")
    assert "Stopped." in step(office, row, "stop", subject=user.subject_id, item="access_log")


def test_a_document_is_looked_at_judged_and_gone(office: Client) -> None:
    row = by_stranger(Kind.STOP, agent="legal", agent_name="佐藤 一郎")
    check = identity.ask_document(row, by=officer())
    for proof in (check, Authority.objects.select_related("request").get()):
        identity.send(proof, picture())
    paper = Authority.objects.get()
    for what, one in (("check", check), ("authority", paper)):
        got = office.get(f"/office/requests/{row.pk}/proof/{what}/{one.pk}")
        assert (got.status_code, got.headers["Cache-Control"]) == (200, "no-store")
    step(office, row, "judge", check=check.pk, confirmed="yes")
    assert row.state == State.IDENTIFYING
    assert office.get(f"/office/requests/{row.pk}/proof/check/{check.pk}").status_code == 404, "it is gone once judged"
    step(office, row, "authority", words="戸籍謄本", confirmed="yes")
    assert row.state == State.INVESTIGATING
    assert not Check.objects.exclude(blob="").exists()
    assert not Authority.objects.exclude(blob="").exists()


def test_a_code_goes_by_post_and_is_shown_once(office: Client) -> None:
    row = by_stranger(Kind.STOP)
    page = step(office, row, "code_by_post")
    digits = page.partition("<strong>")[2][:11]
    assert HANAKO.address in page
    assert digits not in office.get(f"/office/requests/{row.pk}").text
    assert identity.enter(row, digits)


def test_a_fee_is_waived_with_a_reason(office: Client) -> None:
    contract = customer()
    row = by_member(owner(contract), Kind.PURPOSE_NOTICE, of=contract.organization)
    assert "write a reason" in step(office, row, "waive", words="")
    step(office, row, "waive", words="Our mistake.")
    assert row.state == State.INVESTIGATING


def test_the_list_names_nobody_and_shows_what_is_late(office: Client) -> None:
    row = by_stranger(Kind.STOP)
    Request.objects.update(due_on=today() - timedelta(days=1))
    page = office.get("/office/requests").text
    assert row.number in page
    assert "late" in page
    assert "花子" not in page
    assert "Requests that are late" in office.get("/office/").text


@pytest.mark.parametrize("role", [one for one in StaffRole if one != StaffRole.PRIVACY])
def test_for_staff_of_another_role_there_is_no_such_page(role: StaffRole) -> None:
    row = by_stranger(Kind.STOP)
    client = desk(role)
    for path in ("", "/new", f"/{row.pk}", f"/{row.pk}/notice.pdf", f"/{row.pk}/proof/check/1"):
        assert client.get(f"/office/requests{path}").status_code == 404
    assert client.post(f"/office/requests/{row.pk}/step", {"step": "seen"}).status_code == 404
    row.refresh_from_db()
    assert row.state == State.RECEIVED


def test_a_mail_that_demands_something_is_handed_over_with_its_day() -> None:
    support = desk(StaffRole.SUPPORT)
    case = asked("other", "Please tell me what you hold about me.", at=timezone.now() - timedelta(days=2))
    assert "Take it as a request" in support.get(f"/office/cases/{case.pk}").text
    support.post(f"/office/cases/{case.pk}/request", {"kind": "disclosure"})
    row = Request.objects.get()
    assert (row.channel, row.arrived_at, row.kind) == ("mail", case.arrived_at, "disclosure")
    assert row.due_on == today() + timedelta(days=12)
    with using("inquiries"):
        assert (row.email, row.wanted) == ("hanako@example.jp", "Please tell me what you hold about me.")
    case.refresh_from_db()
    assert case.state == "closed"
    support.post(f"/office/cases/{case.pk}/request", {"kind": "disclosure"})
    assert Request.objects.count() == 1, "once"
    assert support.get(f"/office/requests/{row.pk}").status_code == 404


def test_only_whoever_answers_inquiries_hands_one_over(office: Client) -> None:
    case = asked()
    assert office.post(f"/office/cases/{case.pk}/request", {"kind": "disclosure"}).status_code == 404
    assert not Request.objects.exists()


def test_the_review_counts_how_requests_ended_and_what_was_late() -> None:
    user = person("a@example.jp")
    ended(executed(by_member(user, Kind.STOP)), words="Stopped.")
    by_stranger(Kind.STOP, at=timezone.now() - timedelta(days=30))
    now = timezone.now()
    told = {(one.what, one.about): one.count for one in reviewed.requests(now - timedelta(days=366), now)}
    assert told == {("requests", "stop: fulfilled"): 1, ("requests_late", ""): 1}
