"""Inquiries: from the public page and from My Account to an answer, with a clock, and each side seeing what is theirs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.meters.models import Site
from harimi.service.notices.models import Message as Mail
from harimi.service.pages.support.forms import FIELDS, ContactForm
from harimi.service.pages.support.limits import FROM_A_PLACE
from harimi.service.privacy.audit import about, looks_at
from harimi.service.privacy.gate import using
from harimi.service.privacy.manifest import current
from harimi.service.support import answering, asking
from harimi.service.support.asking import CaseError
from harimi.service.support.clock import ZONE, due
from harimi.service.support.models import Case, Message, Note
from harimi.service.support.often import TO_AN_ADDRESS
from tests.services.inquiries import TYPED, asked, asked_by, link_in, mails, visitor
from tests.services.office import desk, signed_in, worker
from tests.services.world import home, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
State = Case.State


@pytest.fixture
def owner() -> User:
    return person("owner@example.jp")


@pytest.fixture
def site(owner: User) -> Site:
    return home(owner)


@pytest.mark.clause("PP-9-1b")
@pytest.mark.parametrize("kind", ["opinion", "question", "complaint", "other", "fault"])
def test_an_inquiry_by_the_form_becomes_a_case_with_a_receipt_and_a_clock(kind: str) -> None:
    page = visitor().post("/contact", {**TYPED, "kind": kind}).text
    case = Case.objects.get()
    assert case.number in page
    assert (case.kind, case.state, case.email, case.name, case.channel) == (
        kind,
        "new",
        "hanako@example.jp",
        "山田 花子",
        "page",
    )
    assert case.messages.get().body == "値が違います。\n確認してください。"
    receipt = mails()[0]
    assert (receipt.to, case.number in receipt.subject, case.number in receipt.body) == (["hanako@example.jp"], True, True)
    assert "値が違います" not in receipt.body, "so that nobody sends their words to others through us"
    assert case.due_at == due(kind, case.arrived_at) > case.arrived_at


@pytest.mark.clause("PP-9-1b")
def test_a_complaint_is_due_sooner_than_anything_else() -> None:
    at = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)  # a Friday noon in Japan
    assert due("complaint", at) == datetime(2026, 11, 30, 18, 0, tzinfo=ZONE)
    assert due("question", at) == datetime(2026, 12, 2, 18, 0, tzinfo=ZONE)
    assert all(due("complaint", at) < due(one, at) for one in Case.Kind.values if one != "complaint")
    sunday = datetime(2026, 11, 28, 16, 0, tzinfo=UTC)
    assert due("complaint", sunday) == datetime(2026, 11, 30, 18, 0, tzinfo=ZONE)


def test_every_field_is_an_item_whose_purpose_is_shown() -> None:
    assert set(ContactForm.base_fields) == set(FIELDS)
    page = visitor().get("/contact").text
    assert current().purposes["inquiries"].en in page
    for item in FIELDS.values():
        assert current().items[item].en in page


def test_a_known_address_is_answered_as_an_unknown_one(owner: User) -> None:
    def told(email: str) -> str:
        page = visitor().post("/contact", {**TYPED, "email": email}).text
        return page.replace(email, "").replace(Case.objects.get(email=email).number, "").split("<main")[1].split("</main")[0]

    assert told("owner@example.jp") == told("nobody@example.jp")
    known, unknown = Case.objects.get(email="owner@example.jp"), Case.objects.get(email="nobody@example.jp")
    assert owner.subject_id not in (known.subject_id, unknown.subject_id)
    assert [one.to for one in mails()] == [["owner@example.jp"], ["nobody@example.jp"]]


def test_too_much_from_one_place_or_to_one_address_is_refused() -> None:
    for _ in range(TO_AN_ADDRESS):
        assert visitor().post("/contact", TYPED).status_code == 200
    assert visitor().post("/contact", TYPED).status_code == 429
    for n in range(FROM_A_PLACE - TO_AN_ADDRESS - 1):
        assert visitor().post("/contact", {**TYPED, "email": f"{n}@example.jp"}).status_code == 200
    assert visitor().post("/contact", {**TYPED, "email": "more@example.jp"}).status_code == 429


@pytest.mark.parametrize("changes", [{"email": "none"}, {"body": " "}, {"kind": "praise"}, {"body": "x" * 5001}])
def test_what_is_no_inquiry_is_not_taken(changes: dict[str, str]) -> None:
    assert visitor().post("/contact", {**TYPED, **changes}).status_code == 422
    assert not Case.objects.exists()
    assert not Mail.objects.exists()


def test_a_card_number_is_masked_before_it_is_kept() -> None:
    visitor().post("/contact", {**TYPED, "body": "My card is 4111 1111 1111 1111."})
    assert Message.objects.get().body == "My card is ••••1111."
    note = answering.note(Case.objects.get(), "4111111111111111", actor=worker(StaffRole.SUPPORT))
    assert Note.objects.get(pk=note.pk).body == "••••1111"


def test_a_stranger_follows_their_case_behind_the_link_of_their_receipt() -> None:
    visitor().post("/contact", TYPED)
    link = link_in(mails()[0].body)
    page = visitor().get(link)
    assert "値が違います" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert visitor().get(f"{link[:-1]}{'A' if link[-1] != 'A' else 'B'}").status_code == 404
    assert visitor().get("/contact/nothing").status_code == 404
    visitor().post(link, {"step": "say", "body": "It is still wrong."})
    assert [one.body for one in Message.objects.all()][1] == "It is still wrong."
    visitor().post(link, {"step": "close"})
    assert Case.objects.get().state == State.CLOSED


def test_the_body_of_a_mail_with_a_link_is_not_kept() -> None:
    visitor().post("/contact", TYPED)
    mails()
    assert Mail.objects.get().body == ""


def test_a_member_asks_about_a_meter_and_sees_their_own_cases_alone(owner: User, site: Site) -> None:
    client = signed_in(owner)
    page = client.post("/account/questions/new", {"kind": "question", "body": "How much?"}, follow=True).text
    case = Case.objects.get()
    assert (case.subject_id, case.organization_id, case.email) == (owner.subject_id, site.organization_id, "")
    assert "How much?" in page
    assert "How much?" in client.get("/account/questions").text
    other = signed_in(person("other@example.jp"))
    assert other.get(f"/account/questions/{case.pk}").status_code == 404
    assert other.post(f"/account/questions/{case.pk}", {"step": "close"}).status_code == 404
    assert "How much?" not in other.get("/account/questions").text
    assert visitor().get(f"/account/questions/{case.pk}").status_code == 302
    assert link_in(mails()[0].body, "/account/questions/") == f"/account/questions/{case.pk}"


def test_what_somebody_wrote_without_signing_in_stands_in_their_account_once_the_address_is_proven(owner: User) -> None:
    mine, theirs = asked(email="owner@example.jp", body="Mine"), asked(body="Theirs")
    client = signed_in(owner)
    assert client.get(f"/account/questions/{mine.pk}").status_code == 200
    assert client.get(f"/account/questions/{theirs.pk}").status_code == 404
    owner.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]
    assert client.get(f"/account/questions/{mine.pk}").status_code == 404


def test_the_list_of_the_office_names_nobody_and_marks_what_is_late(owner: User) -> None:
    asked("complaint", "Secret words", at=timezone.now() - timedelta(days=9))
    asked_by(owner, "question", "More words")
    page = desk(StaffRole.SUPPORT).get("/office/cases").text
    assert page.index(Case.objects.get(kind="complaint").number) < page.index(Case.objects.get(kind="question").number)
    assert page.count('class="late"') == 1
    for hidden in ("hanako", "Hanako", "owner@example.jp", "Secret words", "More words"):
        assert hidden not in page
    assert not looks_at(owner.subject_id).exists()
    filtered = desk_again().get("/office/cases?kind=question").text
    assert Case.objects.get(kind="complaint").number not in filtered


def desk_again() -> Client:
    return signed_in(User.objects.get(email="support@example.jp"))


@pytest.mark.parametrize("role", [StaffRole.RECEPTION, StaffRole.LOGISTICS, StaffRole.BILLING, StaffRole.PRIVACY])
def test_other_roles_and_customers_open_no_case(owner: User, role: StaffRole) -> None:
    case = asked_by(owner)
    for client in (desk(role), signed_in(owner)):
        assert client.get("/office/cases").status_code == 404
        assert client.get(f"/office/cases/{case.pk}").status_code == 404
        assert client.post(f"/office/cases/{case.pk}/step", {"step": "close"}).status_code == 404
    assert Case.objects.get().state == State.NEW


@pytest.mark.no_purpose
def test_opening_a_case_is_a_look_at_who_asks_and_at_the_customer_whom_it_concerns(published: None) -> None:
    owner = person("owner@example.jp")
    with using("provision"):
        site = home(owner)
        case = asked_by(owner, organization=site.organization)
    page = desk(StaffRole.SUPPORT).get(f"/office/cases/{case.pk}").text
    assert "It is dark." in page
    assert "owner@example.jp" in page
    mine, theirs = looks_at(owner.subject_id).get(), looks_at(site.organization.subject_id).get()
    assert (mine.purpose, mine.items, mine.case) == ("inquiries", ["contract_data", "mail", "name"], case.number)
    assert (theirs.purpose, theirs.case) == ("inquiries", case.number)
    assert "display_content" in theirs.items


def test_an_answer_goes_by_mail_in_the_language_of_who_asked_and_stands_on_their_page() -> None:
    case = asked()
    client = desk(StaffRole.SUPPORT)
    client.post(f"/office/cases/{case.pk}/step", {"step": "take"})
    assert Case.objects.get().state == State.OPEN
    client.post(f"/office/cases/{case.pk}/step", {"step": "answer", "body": "Because of 4111 1111 1111 1111."})
    case.refresh_from_db()
    assert (case.state, case.answered_at is not None, case.assigned) == (State.ANSWERED, True, User.objects.get())
    sent = mails()[-1]
    assert (sent.to, sent.subject) == (["hanako@example.jp"], f"[{case.number}] Our answer to your inquiry")
    assert "Because of ••••1111." in sent.body
    assert "Because of ••••1111." in visitor().get(link_in(sent.body)).text
    assert case.messages.get(side="staff").mail_id == sent.extra_headers["Message-ID"]
    assert {one.action for one in about(case.subject_id)} == {"asked", "case_assigned", "case_answered"}


def test_notes_of_staff_are_never_shown_to_the_customer(owner: User) -> None:
    mine, theirs = asked_by(owner), asked()
    client = desk(StaffRole.SUPPORT)
    for case in (mine, theirs):
        client.post(f"/office/cases/{case.pk}/step", {"step": "note", "body": "A word among us"})
        assert "A word among us" in client.get(f"/office/cases/{case.pk}").text
    assert "A word among us" not in signed_in(owner).get(f"/account/questions/{mine.pk}").text
    assert "A word among us" not in visitor().get(link_in(mails()[1].body)).text
    assert not any("A word among us" in str(one.body) for one in mail.outbox)


def test_a_question_back_waits_and_what_the_customer_writes_opens_the_case_again() -> None:
    long_ago = timezone.now() - timedelta(days=40)
    case, staff = asked(at=long_ago), worker(StaffRole.SUPPORT)
    answering.answer(case, "Which one?", actor=staff, asks_back=True)
    assert Case.objects.get().state == State.WAITING
    now = timezone.now()
    asking.say(case, "The left one.", now=now)
    case.refresh_from_db()
    assert (case.state, case.due_at) == (State.OPEN, due("question", now))
    answering.close(case, actor=staff)
    with pytest.raises(CaseError, match="closed"):
        answering.answer(case, "Too late", actor=staff, asks_back=False)
    asking.say(case, "Once more.")
    case.refresh_from_db()
    assert (case.state, case.closed_at) == (State.OPEN, None)


def test_a_case_is_given_only_to_somebody_of_support(owner: User) -> None:
    case, support = asked(), worker(StaffRole.SUPPORT)
    for nobody in (owner, worker(StaffRole.BILLING)):
        with pytest.raises(CaseError, match="not_support"):
            answering.assign(case, nobody, actor=support)
    answering.assign(case, support, actor=support)
    assert Case.objects.get().assigned == support


def test_another_kind_has_another_clock() -> None:
    case = asked("opinion")
    desk(StaffRole.SUPPORT).post(f"/office/cases/{case.pk}/step", {"step": "kind", "kind": "complaint"})
    case.refresh_from_db()
    assert (case.kind, case.due_at) == ("complaint", due("complaint", case.arrived_at))


def test_a_customers_page_lists_their_cases_without_words(owner: User, site: Site) -> None:
    case = asked_by(owner, organization=site.organization)
    page = desk(StaffRole.SUPPORT).get(f"/office/customers/{site.organization_id}?for=inquiries").text
    assert case.number in page
    assert "It is dark." not in page
    assert case.number not in desk(StaffRole.BILLING).get(f"/office/customers/{site.organization_id}?for=invoicing").text


def test_the_office_counts_what_waits_and_what_is_late() -> None:
    asked(at=timezone.now() - timedelta(days=20))
    asked()
    page = desk(StaffRole.SUPPORT).get("/office/").text
    assert '<span class="count">2</span>' in page
    assert '<span class="count">1</span>' in page
    assert "Inquiries to be answered" not in desk(StaffRole.BILLING).get("/office/").text


def test_another_kind_and_opening_again_count_from_the_customers_last_message() -> None:
    now, actor = timezone.now(), worker(StaffRole.SUPPORT)
    case = asked("question", at=now - timedelta(days=40))
    answering.answer(case, "So.", actor=actor, asks_back=False)
    asking.say(case, "And this?", now=now)
    answering.change_kind(case, "fault", actor=actor)
    case.refresh_from_db()
    assert case.due_at == due("fault", now)
    Case.objects.update(state=State.CLOSED, due_at=now - timedelta(days=30))
    answering.reopen(case, actor=actor)
    case.refresh_from_db()
    assert case.due_at == due("fault", now)


def test_the_foot_of_a_page_leads_members_to_their_own_form(owner: User) -> None:
    assert '<a href="/contact">' in visitor().get("/contact").text
    page = signed_in(owner).get("/account/questions").text.partition("<footer")[2]
    assert '<a href="/account/questions/new">' in page
    assert '"/contact"' not in page
