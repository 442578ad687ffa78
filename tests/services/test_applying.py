"""Registration: an application from the public page to a contract, or to a refusal, and then forgotten."""

import re
import zlib
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts import applying, deciding, evidence, forgetting, identity
from harimi.service.contracts.applying import ApplicationError
from harimi.service.contracts.models import Application, Contract, IdentityCheck, Plan, PlannedPlace
from harimi.service.notices.models import Message as Mail
from harimi.service.notices.sending import send_one
from harimi.service.pages.apply.forms import ApplyForm, PlaceForm
from harimi.service.pages.apply.items import FIELDS, told
from harimi.service.platform.blobs import blobs
from harimi.service.privacy.audit import about, looks_at
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import RefusedError, Use, require, using
from harimi.service.privacy.held import held
from harimi.service.privacy.keys import KeyGoneError, data_key
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Acceptance, Subject
from harimi.service.privacy.publication import at_start, publish
from harimi.service.privacy.wishes import Wish
from harimi.service.rights.erasing import erase
from harimi.service.rights.holds import place
from harimi.service.rights.leaving import close_account
from harimi.service.support.often import TO_AN_ADDRESS
from tests.services.applicants import PASSWORD, applied, plan, typed
from tests.services.office import desk, signed_in, worker
from tests.services.policies import operator
from tests.services.world import home, person

pytestmark = pytest.mark.django_db(transaction=True)
State, Outcome = Application.State, IdentityCheck.Outcome


@pytest.fixture
def opened() -> Iterator[None]:
    """The policy has no gaps, and there is a plan."""
    at_start()
    publish(operator(), Wish())
    plan()
    with using("registration"):
        yield


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"Accept-Language": "en"})


def _mails() -> list[Any]:
    while send_one():
        pass
    return mail.outbox


def _link() -> str:
    """The applicant's own page, out of the last mail."""
    found = re.search(r"/apply/\S+", str(_mails()[-1].body))
    assert found is not None
    return found.group()


def _picture(kind: str = "JPEG", **options: Any) -> bytes:
    made = BytesIO()
    Image.new("RGB", (900, 600), "white").save(made, kind, **options)
    return made.getvalue()


def _received(**changes: Any) -> tuple[Application, str]:
    row, token = applied(**changes)
    applying.confirm(row, link="https://here")
    return row, token


@pytest.mark.parametrize("reason", ["gaps", "no plan", "plan offered no more"])
def test_nobody_can_apply_while_the_policy_has_gaps_or_there_is_no_plan(visitor: Client, reason: str) -> None:
    at_start()
    if reason == "gaps":
        plan()
    else:
        publish(operator(), Wish())
        if reason == "plan offered no more":
            plan(offered=False)
    assert "not taken here" in visitor.get("/apply").text
    assert visitor.post("/apply", {"step": "send"}).status_code == 403
    with pytest.raises(ApplicationError, match="closed"):
        applied(plan=plan(code="other", offered=False))
    assert not Application.objects.exists()


@pytest.mark.usefixtures("opened")
@pytest.mark.clause("PP-1(1)1")
def test_every_field_is_an_item_whose_purposes_are_shown_before_anything_is_sent(visitor: Client) -> None:
    asked = {*ApplyForm.base_fields, *PlaceForm.base_fields} - {"agreed", "versions"}
    assert asked == set(FIELDS)
    page = visitor.get("/apply").text
    for one in told():
        assert one.item.en in page
        assert one.purposes
        for purpose in one.purposes:
            assert purpose.en in page
    assert current().purposes["marketing"].en not in page
    columns = held().tables["contracts_application"].columns
    for name in ("name", "corporate_name", "department", "email", "telephone", "postal_code", "address"):
        assert columns[name].item == FIELDS[name]


@pytest.mark.usefixtures("opened")
@pytest.mark.clause("PP-0-2")
def test_an_application_is_looked_at_sent_and_confirmed_by_mail(visitor: Client) -> None:
    form = typed(visitor)
    checked = visitor.post("/apply", {**form, "step": "check"}).text
    for shown in ("株式会社 青空ビル管理", "03-1234-5678", "〒100-0001", "本館2階 機械室", "¥4,000"):
        assert shown in checked
    assert not Application.objects.exists()
    assert "on its way to Hanako@Example.jp" in visitor.post("/apply", {**form, "step": "send"}).text
    row = Application.objects.get()
    assert (row.state, row.email, row.name, row.places.count()) == (State.UNCONFIRMED, "hanako@example.jp", "山田 花子", 2)
    agreed = Acceptance.objects.get(subject=row.subject)
    assert (agreed.policy, agreed.terms) == (row.policy, row.terms) == (2, 2)
    address = _link()
    assert "confirm it" in visitor.get(address).text
    assert Application.objects.get().state == State.UNCONFIRMED
    assert "looking at it" in visitor.post(address, {"step": "confirm"}, follow=True).text
    assert Application.objects.get().state == State.RECEIVED
    assert [one.to for one in _mails()] == [["hanako@example.jp"]] * 2
    again = visitor.post(address, {"step": "confirm"}, follow=True)
    assert "cannot be done now" in again.text


@pytest.mark.usefixtures("opened")
def test_what_was_typed_can_be_changed_after_it_was_looked_at(visitor: Client) -> None:
    page = visitor.post("/apply", {**typed(visitor), "step": "change"}).text
    assert 'value="株式会社 青空ビル管理"' in page
    assert "Please look at what is marked" not in page


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"corporate_name": ""}, "Enter the name of the company"),
        ({"telephone": "123"}, "Enter a whole number"),
        ({"postal_code": "12-3"}, "seven digits"),
        ({"email": "nobody"}, "valid email"),
        ({"agreed": ""}, "agree"),
        ({"versions": "1.1"}, "changed"),
        ({"p-0-place": "", "p-1-place": ""}, "Enter one place at least"),
        ({"p-0-meters": ""}, "Say how many"),
        ({"p-0-meters": "0"}, "greater than or equal to 1"),
        ({"plan": "999"}, "valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(visitor: Client, changes: dict[str, str], why: str) -> None:
    answer = visitor.post("/apply", {**typed(visitor), **changes, "step": "send"})
    assert answer.status_code == 422
    assert why in answer.text
    assert not Application.objects.exists()


@pytest.mark.usefixtures("opened")
def test_more_meters_than_the_plan_is_for_are_refused(visitor: Client) -> None:
    Plan.objects.update(meters_most=14)
    assert "more meters than this plan" in visitor.post("/apply", {**typed(visitor), "step": "send"}).text


@pytest.mark.usefixtures("opened")
def test_a_household_has_no_company(visitor: Client) -> None:
    visitor.post("/apply", {**typed(visitor), "kind": "household", "step": "send"})
    row = Application.objects.get()
    assert (row.corporate_name, row.department, row.name) == ("", "", "山田 花子")


@pytest.mark.usefixtures("opened")
def test_the_answer_is_the_same_whether_the_address_has_an_account_or_not(visitor: Client) -> None:
    person("hanako@example.jp")
    known = visitor.post("/apply", {**typed(visitor), "step": "send"}).text
    unknown = visitor.post("/apply", {**typed(visitor), "email": "nobody@example.jp", "step": "send"}).text
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert token.sub("", known.replace("Hanako@Example.jp", "nobody@example.jp")) == token.sub("", unknown)


@pytest.mark.usefixtures("opened")
def test_only_so_many_are_sent_from_one_address_of_the_network(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from harimi.service.pages.apply import views

    monkeypatch.setattr(views, "AN_HOUR", 2)
    form = {**typed(visitor), "step": "send"}
    answers = [visitor.post("/apply", form, REMOTE_ADDR="198.51.100.7").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert Application.objects.count() == 2


@pytest.mark.usefixtures("opened")
def test_an_address_gets_few_letters_and_whoever_sends_more_learns_nothing_of_it(visitor: Client) -> None:
    form = {**typed(visitor), "step": "send"}
    answers = [visitor.post("/apply", form) for _ in range(TO_AN_ADDRESS + 2)]
    assert {one.status_code for one in answers} == {200}
    assert "hanako@example.jp" in answers[-1].text.lower()
    assert Application.objects.count() == Mail.objects.count() == TO_AN_ADDRESS


@pytest.mark.usefixtures("opened", "uncounted")
def test_behind_a_proxy_each_visitor_counts_by_themselves(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from harimi.service.pages.apply import views

    monkeypatch.setattr(views, "AN_HOUR", 1)
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"trusted_proxy": True}))
    form = {**typed(visitor), "step": "send"}
    came = ["198.51.100.7", "198.51.100.8", "9.9.9.9, 198.51.100.7"]
    assert [visitor.post("/apply", form, headers={"X-Forwarded-For": one}).status_code for one in came] == [200, 200, 429]


@pytest.mark.usefixtures("opened")
def test_the_applicants_page_shows_nothing_that_they_typed(visitor: Client) -> None:
    _, token = _received()
    page = visitor.get(f"/apply/{token}").text
    for hidden in ("山田", "青空", "03-1234", "hanako"):
        assert hidden not in page.lower()
    assert visitor.get("/apply/another").status_code == 404


@pytest.mark.usefixtures("opened")
def test_an_applicant_withdraws_and_staff_can_do_nothing_more(visitor: Client) -> None:
    row, token = _received()
    assert "is withdrawn" in visitor.post(f"/apply/{token}", {"step": "withdraw"}, follow=True).text
    identity_of = worker(StaffRole.RECEPTION)
    with pytest.raises(ApplicationError, match="not_possible"):
        row.refresh_from_db()
        identity.seen(row, "document", actor=identity_of)
    assert visitor.post(f"/apply/{token}", {"step": "nothing"}).status_code == 404


@pytest.mark.usefixtures("opened")
def test_a_picture_is_asked_for_sent_looked_at_and_gone(visitor: Client) -> None:
    row, token = _received()
    reception = desk(StaffRole.RECEPTION)
    assert "A picture is asked for" in reception.post(f"/office/applications/{row.pk}/step", {"step": "ask"}, follow=True).text
    assert visitor.get(f"/apply/{token}").status_code == 404
    address = _link()
    sent = {"step": "picture", "picture": SimpleUploadedFile("licence.jpg", _picture(), "image/jpeg")}
    assert "We have your picture" in visitor.post(address, sent, follow=True).text
    check = row.checks.get()
    assert (check.outcome, blobs().has(check.evidence)) == (Outcome.SENT, True)
    assert b"JFIF" not in blobs().get(check.evidence)
    shown = reception.get(f"/office/applications/evidence/{check.pk}")
    assert Image.open(BytesIO(shown.content)).size == (900, 600)
    assert [one.purpose for one in looks_at(row.subject_id)][:1] == ["identity_check"]
    assert "picture is deleted" in reception.post(f"/office/applications/{row.pk}/step", {"step": "them"}, follow=True).text
    assert not blobs().has(check.evidence)
    assert reception.get(f"/office/applications/evidence/{check.pk}").status_code == 404
    assert row.checks.get().outcome == Outcome.CONFIRMED


@pytest.mark.usefixtures("opened")
def test_a_second_picture_takes_the_place_of_the_first() -> None:
    row, _ = _received()
    check = identity.ask(row, link="https://here", actor=worker(StaffRole.RECEPTION))
    identity.send(check, _picture())
    first = check.evidence
    identity.send(check, _picture("PNG"))
    assert not blobs().has(first)
    assert blobs().has(check.evidence)
    with pytest.raises(ApplicationError, match="asked_already"):
        identity.ask(row, link="https://here", actor=worker())


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"", "no_picture"),
        (b"%PDF-1.7", "no_picture"),
        (_picture()[:2000], "no_picture"),
        (b"x" * 12_000_001, "picture_too_large"),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(sent: bytes, why: str) -> None:
    row, _ = _received()
    check = identity.ask(row, link="https://here", actor=worker(StaffRole.RECEPTION))
    with pytest.raises(evidence.EvidenceError, match=why):
        identity.send(check, sent)
    assert not check.evidence


def test_where_a_picture_was_taken_does_not_come_along() -> None:
    told = Image.Exif()
    told[0x010E] = "secret words"
    told.get_ifd(0x8825)[1] = "N"
    assert b"secret words" in _picture(exif=told)
    assert b"secret words" not in evidence.redrawn(_picture(exif=told))
    assert not Image.open(BytesIO(evidence.redrawn(_picture(exif=told)))).getexif()


@pytest.mark.usefixtures("opened")
def test_there_is_no_contract_before_it_is_known_who_somebody_is() -> None:
    row, _ = _received()
    actor = worker(StaffRole.RECEPTION)
    with pytest.raises(ApplicationError, match="identity_open"):
        deciding.accept(row, actor=actor, link=lambda _: "")
    check = identity.ask(row, link="https://here", actor=actor)
    identity.send(check, _picture())
    identity.judge(check, confirmed=False, actor=actor)
    with pytest.raises(ApplicationError, match="identity_open"):
        deciding.accept(row, actor=actor, link=lambda _: "")


@pytest.mark.usefixtures("opened")
def test_an_accepted_application_is_a_contract_whose_owner_sets_a_password(visitor: Client) -> None:
    row, token = _received()
    reception, address = desk(StaffRole.RECEPTION), f"/office/applications/{row.pk}/step"
    assert "Recorded as confirmed" in reception.post(address, {"step": "seen", "method": "registry"}, follow=True).text
    assert "There is a contract" in reception.post(address, {"step": "accept"}, follow=True).text
    contract, owner = Contract.objects.get(), User.objects.get(email="hanako@example.jp")
    assert (contract.organization.name, contract.meters, contract.places.count()) == ("株式会社 青空ビル管理", 15, 2)
    assert (contract.name, contract.telephone, contract.address) == ("山田 花子", "03-1234-5678", "東京都千代田区千代田1-1")
    assert (owner.subject_id, owner.memberships.get().role) == (row.subject_id, "owner")
    assert re.fullmatch(r"\d{4}-\d{4}", contract.number)
    letter = str(_mails()[-1].body)
    assert contract.number in letter
    link = re.search(r"/accounts/password/reset/key/\S+", letter)
    assert link is not None
    page = visitor.get(link.group(), follow=True)
    assert "Set a password" in page.text
    done = visitor.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD}, follow=True).text
    assert 'href="/accounts/login/"' in done
    assert visitor.login(email=owner.email, password=PASSWORD)
    assert "contract" in visitor.get(f"/apply/{token}").text
    assert [one.action for one in about(row.subject_id)].count("application_accepted") == 1
    with pytest.raises(ApplicationError, match="not_possible"):
        row.refresh_from_db()
        deciding.accept(row, actor=worker(), link=lambda _: "")
    assert Organization.objects.count() == 1


@pytest.mark.usefixtures("opened")
def test_somebody_with_an_account_gets_another_contract_under_it() -> None:
    known = person("hanako@example.jp")
    home(known)
    row, _ = _received(kind="household", corporate_name="")
    identity.seen(row, "document", actor=worker(StaffRole.RECEPTION))
    contract = deciding.accept(row, actor=worker(), link=lambda _: "never")
    assert contract.organization.name == "山田 花子"
    assert known.memberships.count() == 2
    assert "never" not in str(_mails()[-1].body)


@pytest.mark.usefixtures("opened")
def test_a_refusal_says_why_in_the_applicants_language(visitor: Client) -> None:
    row, token = _received()
    reception, address = desk(StaffRole.RECEPTION), f"/office/applications/{row.pk}/step"
    assert "Say why" in reception.post(address, {"step": "refuse", "ground": "mood"}, follow=True).text
    assert "They are told" in reception.post(address, {"step": "refuse", "ground": "area"}, follow=True).text
    assert "we do not serve this area" in str(_mails()[-1].body)
    assert "do not serve this area" in visitor.get(f"/apply/{token}").text
    assert not Contract.objects.exists()
    assert not User.objects.filter(email="hanako@example.jp").exists()


@pytest.mark.usefixtures("opened")
def test_the_list_names_nobody_and_one_application_is_a_look(visitor: Client) -> None:
    row, _ = _received()
    reception = desk(StaffRole.RECEPTION)
    listed = reception.get("/office/applications").text
    assert str(row.pk) in listed
    assert "山田" not in listed
    assert not looks_at(row.subject_id).exists()
    assert "山田 花子" in reception.get(f"/office/applications/{row.pk}").text
    look = looks_at(row.subject_id).get()
    assert (look.purpose, "name" in look.items, "address" in look.items) == ("registration", True, True)
    for other in (desk(StaffRole.LOGISTICS), visitor):
        assert other.get(f"/office/applications/{row.pk}").status_code in (302, 404)
        assert other.post(f"/office/applications/{row.pk}/step", {"step": "accept"}).status_code in (302, 404)
    assert reception.post(f"/office/applications/{row.pk}/step", {"step": "nothing"}).status_code == 404


@pytest.mark.usefixtures("opened")
def test_what_nobody_confirmed_or_what_was_decided_is_erased_in_time() -> None:
    old, _ = applied(email="old@example.jp")
    refused, _ = _received(email="refused@example.jp")
    applied(email="fresh@example.jp")
    deciding.refuse(refused, "area", actor=worker(StaffRole.RECEPTION))
    Application.objects.filter(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=3, minutes=1))
    assert forgetting.forget_old() == 1
    assert set(Application.objects.values_list("email", flat=True)) == {"refused@example.jp", "fresh@example.jp"}
    with pytest.raises(KeyGoneError):
        data_key(old.subject_id)
    assert not Subject.objects.filter(pk=old.subject_id).exists()
    assert forgetting.forget_old(timezone.now() + timedelta(days=89)) == 1
    assert forgetting.forget_old(timezone.now() + timedelta(days=91)) == 1
    assert not PlannedPlace.objects.exists()


@pytest.mark.usefixtures("opened")
def test_an_accepted_application_is_forgotten_and_its_owner_and_contract_stay() -> None:
    row, _ = _received()
    identity.seen(row, "document", actor=worker(StaffRole.RECEPTION))
    contract = deciding.accept(row, actor=worker(), link=lambda _: "")
    assert forgetting.forget_old(timezone.now() + timedelta(days=91)) == 1
    assert data_key(row.subject_id)
    assert Contract.objects.get().places.count() == 2
    assert contract.organization.memberships.count() == 1


@pytest.mark.usefixtures("opened")
def test_a_picture_at_which_nobody_looked_goes_after_a_month() -> None:
    row, _ = _received()
    check = identity.ask(row, link="https://here", actor=worker(StaffRole.RECEPTION))
    identity.send(check, _picture())
    assert evidence.forget_old(timezone.now() + timedelta(days=29)) == 0
    assert evidence.forget_old(timezone.now() + timedelta(days=31)) == 1
    assert not blobs().has(check.evidence)


@pytest.mark.usefixtures("opened")
def test_a_planned_place_is_of_an_application_or_of_a_contract() -> None:
    row, _ = applied()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedPlace.objects.filter(application=row).update(application=None)


@pytest.mark.clause("PP-1(1)2")
@pytest.mark.usefixtures("opened")
def test_an_address_is_used_for_no_marketing_whatever_is_typed() -> None:
    row, _ = applied()
    with pytest.raises(RefusedError):
        require(Use("marketing", ("address",), row.subject_id))
    with using("marketing"), pytest.raises(RefusedError):
        _ = Application.objects.get().address
    assert "contracts_application" not in held().roles["marketing"]
    assert "contracts_contract" not in held().roles["marketing"]


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("how", ["refused", "withdrawn", "seen", "lapsed"])
def test_no_picture_outlives_the_decision(how: str, visitor: Client) -> None:
    row, _ = _received()
    actor = worker(StaffRole.RECEPTION)
    check = identity.ask(row, link="https://here", actor=actor)
    identity.send(check, _picture())
    match how:
        case "refused":
            deciding.refuse(row, "area", actor=actor)
        case "withdrawn":
            applying.withdraw(row)
        case "seen":
            identity.seen(row, "document", actor=actor)
        case "lapsed":
            forgetting.lapse(row, timezone.now())
    assert not blobs().has(check.evidence)
    assert not IdentityCheck.objects.exclude(evidence="").exists()
    assert signed_in(actor).get(f"/office/applications/evidence/{check.pk}").status_code == 404


@pytest.mark.usefixtures("opened")
def test_what_nobody_decides_about_is_refused_in_the_end_and_then_erased(visitor: Client) -> None:
    row, token = _received()
    assert forgetting.forget_old(timezone.now() + timedelta(days=179)) == 0
    assert forgetting.forget_old(timezone.now() + timedelta(days=181)) == 0
    row.refresh_from_db()
    assert (row.state, row.ground) == (State.REFUSED, "lapsed")
    assert "did not decide in time" in str(_mails()[-1].body)
    assert "apply again" in visitor.get(f"/apply/{token}").text
    assert forgetting.forget_old(timezone.now() + timedelta(days=272)) == 1
    with pytest.raises(ApplicationError, match="ground"):
        deciding.refuse(row, "lapsed", actor=worker())


@pytest.mark.usefixtures("opened")
def test_the_application_of_somebody_with_an_account_is_theirs_and_goes_with_it() -> None:
    known = person("hanako@example.jp")
    row, _ = applied()
    before = row.subject
    applying.confirm(row, link="https://here")
    row.refresh_from_db()
    assert (row.subject_id, row.name, row.places.get(kind="gas").place) == (known.subject_id, "山田 花子", "別館")
    assert not Subject.objects.filter(pk=before.pk).exists()
    assert Acceptance.objects.filter(subject=known.subject).count() == 2
    desk(StaffRole.RECEPTION).get(f"/office/applications/{row.pk}")
    assert looks_at(known.subject_id).exists()
    erase(known.subject, lambda *_: None)
    assert not Application.objects.exists()
    assert not PlannedPlace.objects.exists()


@pytest.mark.usefixtures("opened")
def test_nothing_is_accepted_for_an_account_that_is_being_closed() -> None:
    known = person("hanako@example.jp")
    row, _ = _received()
    identity.seen(row, "document", actor=worker(StaffRole.RECEPTION))
    close_account(known)
    row.refresh_from_db()
    with pytest.raises(ApplicationError, match="closing"):
        deciding.accept(row, actor=worker(), link=lambda _: "")
    assert Application.objects.get().state == State.RECEIVED


@pytest.mark.usefixtures("opened")
def test_what_is_held_is_not_forgotten() -> None:
    row, _ = _received()
    deciding.refuse(row, "area", actor=worker(StaffRole.RECEPTION))
    place(row.subject, "dispute", today() + timedelta(days=200), actor=worker(StaffRole.PRIVACY))
    assert forgetting.forget_old(timezone.now() + timedelta(days=91)) == 0


@pytest.mark.usefixtures("opened")
def test_what_is_not_confirmed_is_nobodys_business() -> None:
    row, _ = applied()
    reception = desk(StaffRole.RECEPTION)
    assert str(row.pk) not in reception.get("/office/applications").text
    assert reception.get(f"/office/applications/{row.pk}").status_code == 404


def _broken_png(kind: str) -> bytes:
    whole = _picture("PNG")
    if kind == "cut short":
        return whole[:40]
    chunk = b"zTXt" + b"k\0\0" + zlib.compress(b"x" * 80_000_000)
    told = len(chunk[4:]).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    return whole[:33] + told + whole[33:]


@pytest.mark.parametrize("kind", ["cut short", "a bomb of text"])
def test_a_broken_picture_is_no_picture(kind: str) -> None:
    with pytest.raises(evidence.EvidenceError):
        evidence.redrawn(_broken_png(kind))


def test_a_picture_of_too_many_pixels_is_not_drawn() -> None:
    made = BytesIO()
    Image.new("1", (6000, 5000)).save(made, "PNG")
    with pytest.raises(evidence.EvidenceError, match="picture_too_large"):
        evidence.redrawn(made.getvalue())


@pytest.mark.usefixtures("opened")
def test_only_so_many_pictures_are_taken_in_an_hour(visitor: Client) -> None:
    row, token = _received()
    identity.ask(row, link="https://here", actor=worker(StaffRole.RECEPTION))
    answers = [
        visitor.post(
            f"/apply/{token}", {"step": "picture", "picture": SimpleUploadedFile("a.jpg", _picture())}, follow=True
        ).text
        for _ in range(6)
    ]
    assert all("We have your picture" in one for one in answers[:5])
    assert "Many pictures" in answers[5]


@pytest.mark.usefixtures("opened")
def test_an_old_link_to_the_password_leads_on(visitor: Client) -> None:
    page = visitor.get("/accounts/password/reset/key/1-no-such-key/", follow=True).text
    assert "too old" in page
    assert "/accounts/password/reset/" in page
