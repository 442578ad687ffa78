"""Applications are decided about: there is a contract, or the applicant is told why there is none."""

import re

import pytest
from django.test import Client

from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts import deciding, identity
from harimi.service.contracts.applying import ApplicationError
from harimi.service.contracts.models import Application, Contract, IdentityCheck
from harimi.service.privacy.audit import about, looks_at
from harimi.service.rights.leaving import close_account
from tests.services.applicants import PASSWORD, applied, mailed, picture, received
from tests.services.applicants import opened as opened
from tests.services.applicants import visitor as visitor
from tests.services.office import desk, worker
from tests.services.world import home, person

pytestmark = pytest.mark.django_db(transaction=True)
State, Outcome = Application.State, IdentityCheck.Outcome


@pytest.mark.usefixtures("opened")
def test_there_is_no_contract_before_it_is_known_who_somebody_is() -> None:
    row, _ = received()
    actor = worker(StaffRole.RECEPTION)
    with pytest.raises(ApplicationError, match="identity_open"):
        deciding.accept(row, actor=actor, link=lambda _: "")
    check = identity.ask(row, link="https://here", actor=actor)
    identity.send(check, picture())
    identity.judge(check, confirmed=False, actor=actor)
    with pytest.raises(ApplicationError, match="identity_open"):
        deciding.accept(row, actor=actor, link=lambda _: "")


@pytest.mark.usefixtures("opened")
def test_an_accepted_application_is_a_contract_whose_owner_sets_a_password(visitor: Client) -> None:
    row, token = received()
    reception, address = desk(StaffRole.RECEPTION), f"/office/applications/{row.pk}/step"
    assert "Recorded as confirmed" in reception.post(address, {"step": "seen", "method": "registry"}, follow=True).text
    assert "There is a contract" in reception.post(address, {"step": "accept"}, follow=True).text
    contract, owner = Contract.objects.get(), User.objects.get(email="hanako@example.jp")
    assert (contract.organization.name, contract.meters, contract.places.count()) == ("株式会社 青空ビル管理", 15, 2)
    assert (contract.name, contract.telephone, contract.address) == ("山田 花子", "03-1234-5678", "東京都千代田区千代田1-1")
    assert (owner.subject_id, owner.memberships.get().role) == (row.subject_id, "owner")
    assert re.fullmatch(r"\d{4}-\d{4}", contract.number)
    letter = str(mailed()[-1].body)
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
    row, _ = received(kind="household", corporate_name="")
    identity.seen(row, "document", actor=worker(StaffRole.RECEPTION))
    contract = deciding.accept(row, actor=worker(), link=lambda _: "never")
    assert contract.organization.name == "山田 花子"
    assert known.memberships.count() == 2
    assert "never" not in str(mailed()[-1].body)


@pytest.mark.usefixtures("opened")
def test_a_refusal_says_why_in_the_applicants_language(visitor: Client) -> None:
    row, token = received()
    reception, address = desk(StaffRole.RECEPTION), f"/office/applications/{row.pk}/step"
    assert "Say why" in reception.post(address, {"step": "refuse", "ground": "mood"}, follow=True).text
    assert "They are told" in reception.post(address, {"step": "refuse", "ground": "area"}, follow=True).text
    assert "we do not serve this area" in str(mailed()[-1].body)
    assert "do not serve this area" in visitor.get(f"/apply/{token}").text
    assert not Contract.objects.exists()
    assert not User.objects.filter(email="hanako@example.jp").exists()


@pytest.mark.usefixtures("opened")
def test_the_list_names_nobody_and_one_application_is_a_look(visitor: Client) -> None:
    row, _ = received()
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
def test_nothing_is_accepted_for_an_account_that_is_being_closed() -> None:
    known = person("hanako@example.jp")
    row, _ = received()
    identity.seen(row, "document", actor=worker(StaffRole.RECEPTION))
    close_account(known)
    row.refresh_from_db()
    with pytest.raises(ApplicationError, match="closing"):
        deciding.accept(row, actor=worker(), link=lambda _: "")
    assert Application.objects.get().state == State.RECEIVED


@pytest.mark.usefixtures("opened")
def test_what_is_not_confirmed_is_nobodys_business() -> None:
    row, _ = applied()
    reception = desk(StaffRole.RECEPTION)
    assert str(row.pk) not in reception.get("/office/applications").text
    assert reception.get(f"/office/applications/{row.pk}").status_code == 404


@pytest.mark.usefixtures("opened")
def test_an_old_link_to_the_password_leads_on(visitor: Client) -> None:
    page = visitor.get("/accounts/password/reset/key/1-no-such-key/", follow=True).text
    assert "too old" in page
    assert "/accounts/password/reset/" in page
