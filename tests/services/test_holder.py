"""An owner looks at what was agreed and changes who answers for it; nobody else does."""

import pytest
from django.test import Client

from harimi.service.accounts.models import Activity, User
from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts import deciding, identity
from harimi.service.contracts.applying import confirm
from harimi.service.contracts.models import Contract
from harimi.service.privacy.audit import about
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import at_start, publish
from harimi.service.privacy.wishes import Wish
from harimi.service.rights.leaving import end_contract
from tests.services.applicants import applied
from tests.services.office import signed_in, worker
from tests.services.policies import operator
from tests.services.world import home, member, person

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {
    "corporate_name": "株式会社 青空",
    "department": "",
    "name": "鈴木 次郎",
    "telephone": "06-1234-5678",
    "postal_code": "5300001",
    "address": "大阪府大阪市北区梅田1-1",
}


@pytest.fixture
def contract() -> Contract:
    at_start()
    publish(operator(), Wish())
    with using("registration"):
        row, _ = applied()
        confirm(row, link="")
        actor = worker(StaffRole.RECEPTION)
        identity.seen(row, "registry", actor=actor)
        return deciding.accept(row, actor=actor, link=lambda _: "")


@pytest.fixture
def owner(contract: Contract) -> Client:
    return signed_in(contract.organization.memberships.get().user)


def _address(contract: Contract) -> str:
    return f"/account/organization/{contract.organization_id}/contract"


def test_an_owner_sees_what_was_agreed_and_changes_where_they_are(contract: Contract, owner: Client) -> None:
    page = owner.get(_address(contract)).text
    for shown in (contract.number, "Standard", "山田 花子", "〒100-0001 東京都千代田区"):
        assert shown in page
    assert 'value="山田 花子"' in owner.get(f"{_address(contract)}/holder").text
    changed = owner.post(f"{_address(contract)}/holder", TYPED, follow=True).text
    assert "〒530-0001 大阪府大阪市北区梅田1-1" in changed
    with using("provision"):
        assert Contract.objects.get().name == "鈴木 次郎"
    assert Activity.objects.filter(action="holder.changed").count() == 1
    assert about(contract.subject_id).filter(action="holder_changed").count() == 1


def test_the_same_once_more_is_no_change(contract: Contract, owner: Client) -> None:
    for _ in range(2):
        owner.post(f"{_address(contract)}/holder", TYPED)
    assert Activity.objects.filter(action="holder.changed").count() == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"corporate_name": ""}, "Enter the name of the company"),
        ({"postal_code": "1"}, "seven digits"),
        ({"telephone": "no"}, "Enter a whole number"),
        ({"name": ""}, "required"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(contract: Contract, owner: Client, changes: dict[str, str], why: str) -> None:
    answer = owner.post(f"{_address(contract)}/holder", {**TYPED, **changes})
    assert answer.status_code == 422
    assert why in answer.text
    with using("provision"):
        assert Contract.objects.get().name == "山田 花子"


def test_nobody_else_sees_or_changes_it(contract: Contract) -> None:
    others: list[User] = [
        member(contract.organization, "manager@example.jp", "manager"),
        person("stranger@example.jp"),
        person("staff@example.jp", staff=True, admin=True),
    ]
    for one in others:
        client = signed_in(one)
        assert client.get(_address(contract)).status_code == 404
        assert client.post(f"{_address(contract)}/holder", TYPED).status_code == 404
    assert Client().post(f"{_address(contract)}/holder", TYPED).status_code == 302


def test_a_home_without_a_contract_has_nothing_to_change(contract: Contract) -> None:
    own = person("home@example.jp")
    organization = home(own).organization
    client = signed_in(own)
    assert "What was agreed" not in client.get(f"/account/organization/{organization.pk}/contract").text
    assert client.get(f"/account/organization/{organization.pk}/contract/holder").status_code == 404


def test_what_is_over_is_looked_at_and_changed_no_more(contract: Contract, owner: Client) -> None:
    end_contract(contract.organization, actor=contract.organization.memberships.get().user)
    assert contract.number in owner.get(_address(contract)).text
    assert owner.post(f"{_address(contract)}/holder", TYPED).status_code == 404
