"""Registration: an application from the public page until it is confirmed, or withdrawn."""

import re

import pytest
from django.conf import settings
from django.test import Client

from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts import identity
from harimi.service.contracts.applying import ApplicationError
from harimi.service.contracts.models import Application, IdentityCheck, Plan
from harimi.service.notices.models import Message as Mail
from harimi.service.pages.apply.forms import ApplyForm, PlaceForm
from harimi.service.pages.apply.items import FIELDS, told
from harimi.service.privacy.held import held
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Acceptance
from harimi.service.privacy.publication import at_start, publish
from harimi.service.privacy.wishes import Wish
from harimi.service.support.often import TO_AN_ADDRESS
from tests.services.applicants import applied, link_mailed, mailed, plan, received, typed
from tests.services.applicants import opened as opened
from tests.services.applicants import visitor as visitor
from tests.services.office import worker
from tests.services.policies import operator
from tests.services.world import person

pytestmark = pytest.mark.django_db(transaction=True)
State, Outcome = Application.State, IdentityCheck.Outcome


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
    address = link_mailed()
    assert "confirm it" in visitor.get(address).text
    assert Application.objects.get().state == State.UNCONFIRMED
    assert "looking at it" in visitor.post(address, {"step": "confirm"}, follow=True).text
    assert Application.objects.get().state == State.RECEIVED
    assert [one.to for one in mailed()] == [["hanako@example.jp"]] * 2
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
    _, token = received()
    page = visitor.get(f"/apply/{token}").text
    for hidden in ("山田", "青空", "03-1234", "hanako"):
        assert hidden not in page.lower()
    assert visitor.get("/apply/another").status_code == 404


@pytest.mark.usefixtures("opened")
def test_an_applicant_withdraws_and_staff_can_do_nothing_more(visitor: Client) -> None:
    row, token = received()
    assert "is withdrawn" in visitor.post(f"/apply/{token}", {"step": "withdraw"}, follow=True).text
    identity_of = worker(StaffRole.RECEPTION)
    with pytest.raises(ApplicationError, match="not_possible"):
        row.refresh_from_db()
        identity.seen(row, "document", actor=identity_of)
    assert visitor.post(f"/apply/{token}", {"step": "nothing"}).status_code == 404
