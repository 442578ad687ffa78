"""The pages of requests: members in My Account, strangers and agents behind a link, and nobody anybody else's."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.models import Membership, User
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import duties, operator
from harimi.service.requests import deciding, identity
from harimi.service.requests.deciding import Decision
from harimi.service.requests.models import Answer, Authority, Check, Request
from tests.services.applicants import picture
from tests.services.billing.customers import customer
from tests.services.inquiries import link_in, mails, visitor
from tests.services.office import signed_in
from tests.services.requests.scene import Kind, Outcome, State, agreed, by_member, ended, executed, officer, owner
from tests.services.world import home, member, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("told")]
TYPED = {"wanted": "All of it.", "form": "electronic", "name": "山田 花子", "email": "hanako@example.jp", "agent": ""}


def told_by(client: Client, kind: str = Kind.DISCLOSURE, **changed: str) -> str:
    """What the public form answers."""
    return client.post(f"/requests/new/{kind}", {**TYPED, **changed}).text


def page_of(email: str = "hanako@example.jp") -> str:
    """The address of the request's own page, from the receipt."""
    receipt = next(one for one in reversed(mails()) if one.to == [email] and "received your request" in one.subject)
    return link_in(receipt.body, "/requests/")


def code() -> str:
    """The last that was mailed."""
    found = [re.search(r"Code: (\d{6})", str(one.body)) for one in mails()]
    return next(one.group(1) for one in reversed(found) if one)


def test_a_member_asks_with_their_password_and_reads_the_notice_and_the_file() -> None:
    contract = customer()
    user = owner(contract)
    client = signed_in(user)
    assert "Disclosure of retained personal data" in client.get("/account/requests").text
    form = {"who": str(contract.organization_id), "wanted": "", "form": "electronic"}
    again = client.post("/account/requests/new/disclosure", form)
    assert again.status_code == 302
    assert "reauthenticate" in again.headers["Location"], "whoever sends it shows who they are once more"
    assert not Request.objects.exists()
    answer = client.post(again.headers["Location"], {"password": "a long password"}, follow=True)
    row = Request.objects.get()
    assert (row.subject_id, row.state) == (contract.organization.subject_id, State.QUOTED)
    assert row.number in answer.text
    page = f"/account/requests/{row.pk}"
    assert "1,000" in client.get(page).text
    client.post(page, {"step": "agree"})
    row.refresh_from_db()
    ended(executed(row))
    shown = client.get(page).text
    assert "We have done what you asked for." in shown
    made = Answer.objects.get()
    fetched = client.get(f"{page}/files/{made.pk}")
    assert b"".join(fetched.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert fetched.headers["Cache-Control"] == "no-store"


def test_nobody_sees_or_does_anything_in_somebody_elses() -> None:
    contract = customer()
    row = by_member(owner(contract), Kind.DISCLOSURE, of=contract.organization)
    made = ended(executed(agreed(row)))
    file = f"/account/requests/{row.pk}/files/{Answer.objects.get().pk}"
    others = [
        person("other@example.jp"),
        member(contract.organization, "manager@example.jp", Membership.Role.MANAGER),
        officer(),
    ]
    for user in others:
        client = signed_in(user)
        for path in (f"/account/requests/{row.pk}", file):
            assert client.get(path).status_code == 404
        assert client.post(f"/account/requests/{row.pk}", {"step": "withdraw"}).status_code == 404
        assert made.number not in client.get("/account/requests").text
    assert Client().get(file).status_code == 302
    assert Client().get(f"/requests/{row.pk.hex}").status_code == 404


def test_nobody_asks_for_an_organization_that_they_do_not_own() -> None:
    contract = customer()
    client = signed_in(member(contract.organization, "viewer@example.jp"))
    form = {"who": str(contract.organization_id), "wanted": "", "form": "electronic"}
    again = client.post("/account/requests/new/disclosure", form)
    assert client.post(again.headers["Location"], {"password": "a long password"}, follow=True).status_code == 422
    assert not Request.objects.exists()


def test_a_stranger_shows_who_they_are_by_a_code_and_fetches_by_another() -> None:
    user = person("hanako@example.jp")
    browser = visitor()
    told_by(browser)
    page = page_of()
    assert "A code was sent" in browser.get(page).text
    assert "That is not the code" in browser.post(page, {"step": "code", "code": "1"}, follow=True).text
    browser.post(page, {"step": "code", "code": code()})
    row = Request.objects.get()
    assert row.about.get().subject_id == user.subject_id
    ended(executed(row))
    made = Answer.objects.get()
    assert browser.get(f"{page}/files/{made.pk}").status_code == 405, "a link alone opens nothing"
    assert "There is no code" in browser.post(f"{page}/files/{made.pk}", {"code": code()}, follow=True).text
    browser.post(page, {"step": "open"})
    got = browser.post(f"{page}/files/{made.pk}", {"code": code()})
    assert b"".join(got.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert "There is no code" in browser.post(f"{page}/files/{made.pk}", {"code": code()}, follow=True).text


@pytest.mark.clause("PP-6d")
def test_an_unknown_address_is_answered_like_a_known_one() -> None:
    known = person("hanako@example.jp")
    home(known)
    answers, pages = [], []
    for email in ("hanako@example.jp", "nobody@example.jp"):
        browser = visitor()
        page = told_by(browser, email=email)
        row = Request.objects.latest("arrived_at")
        answers.append(page.replace(row.number, "").replace(email, ""))
        mine = page_of(email)
        pages.append(browser.get(mine).text.replace(row.number, "").replace(mine, ""))
    unlike = re.compile(r'(value="[^"]+"|nonce-[^"]+|datetime="[^"]+"|\d\d:\d\d)')
    assert len({unlike.sub("", one) for one in answers}) == 1
    assert len({unlike.sub("", one) for one in pages}) == 1
    sent = [(one.to, one.subject.split("]")[-1]) for one in mails()]
    assert {subject for to, subject in sent if to == ["nobody@example.jp"]} == {
        subject for to, subject in sent if to == ["hanako@example.jp"]
    }


@pytest.mark.clause("PP-6m")
def test_without_a_published_procedure_there_is_the_contact_window_alone(published_bare: None) -> None:
    page = visitor().get("/requests").text
    assert "not published yet" in page
    assert "/contact" in page
    for kind in Kind.values:
        assert visitor().get(f"/requests/new/{kind}").status_code == 404
    client = signed_in(person("a@example.jp"))
    assert client.get("/account/requests/new/disclosure").status_code == 404
    assert "identity_methods" in " ".join(duties(operator())), "and the health of the service says what is missing"


def test_an_agent_sends_a_document_and_the_paper_that_shows_their_right() -> None:
    browser = visitor()
    told_by(browser, agent="appointed", agent_name="佐藤 一郎")
    row = Request.objects.get()
    page = page_of()
    identity.ask_document(row, by=officer())
    shown = browser.get(page).text
    assert "Paper that shows your authority" in shown
    for what in ("document", "authority"):
        sent = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
        assert "We have it" in browser.post(page, {"step": what, "picture": sent}, follow=True).text
    assert Check.objects.get().outcome == "sent"
    assert Authority.objects.get().blob
    assert (
        "cannot be read"
        in browser.post(page, {"step": "document", "picture": SimpleUploadedFile("a.jpg", b"no picture")}, follow=True).text
    )


def test_a_form_says_what_is_missing_and_keeps_what_was_typed() -> None:
    page = told_by(visitor(), form="paper", wanted="My words")
    assert "where to send the paper" in page
    assert "My words" in page
    assert "agent’s name" in told_by(visitor(), agent="legal")
    assert not Request.objects.exists()


def test_a_stranger_withdraws_by_the_link() -> None:
    browser = visitor()
    told_by(browser, Kind.STOP, claim="no_need")
    page = page_of()
    assert "Withdrawn." in browser.post(page, {"step": "withdraw"}, follow=True).text
    assert Request.objects.get().state == State.WITHDRAWN


def test_the_notice_on_the_page_is_the_one_that_was_sent() -> None:
    user = person("a@example.jp")
    row = by_member(user, Kind.CORRECTION)
    deciding.decide(row, Decision(Outcome.REFUSED, "true", "The value is right."), by=officer())
    sent = next(one for one in mails() if "answer to your request" in one.subject)
    page = signed_in(user).get(f"/account/requests/{row.pk}").text
    assert "The value is right." in sent.body
    assert "The value is right." in page


def test_a_notice_that_discloses_is_read_with_a_code_and_not_by_the_link_alone() -> None:
    person("hanako@example.jp")
    browser = visitor()
    told_by(browser, Kind.PURPOSE_NOTICE)
    page = page_of()
    browser.post(page, {"step": "code", "code": code()})
    ended(executed(Request.objects.get()))
    assert "Checking who somebody is" not in browser.get(page).text
    assert "There is no code" in browser.post(page, {"step": "read", "code": code()}, follow=True).text
    browser.post(page, {"step": "open"})
    assert "Checking who somebody is" in browser.post(page, {"step": "read", "code": code()}).text


def test_a_code_that_cannot_be_sent_is_said() -> None:
    browser = visitor()
    told_by(browser)
    assert "cannot be done now" in browser.post(page_of(), {"step": "open"}, follow=True).text


def test_paper_of_a_member_has_somewhere_to_go() -> None:
    client = signed_in(person("a@example.jp"))
    form = {"who": "me", "wanted": "", "form": "paper"}
    again = client.post("/account/requests/new/disclosure", form)
    assert (
        "where to send the paper" in client.post(again.headers["Location"], {"password": "a long password"}, follow=True).text
    )
    client.post("/account/requests/new/disclosure", {**form, "name": "A", "postal_code": "1000001", "address": "Tokyo"})
    with using("inquiries"):
        assert Request.objects.get().address == "Tokyo"


def test_whoever_is_suspended_may_still_demand() -> None:
    user = person("a@example.jp")
    row = by_member(user, Kind.STOP)
    User.objects.filter(pk=user.pk).update(suspended_at=timezone.now())
    client = signed_in(user)
    for path in ("/account/requests", "/account/requests/new/disclosure", f"/account/requests/{row.pk}", "/requests"):
        assert client.get(path).status_code == 200, path
