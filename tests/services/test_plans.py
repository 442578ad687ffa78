"""Plans: staff offer them, people see them on the page on which they apply, and a contract's panel shows the one it has."""

from datetime import date, timedelta

import pytest

from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts import deciding, identity
from harimi.service.contracts.applying import confirm
from harimi.service.contracts.models import Plan
from harimi.service.contracts.plans import PlanError, change_plan, set_price
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import at_start, publish
from harimi.service.privacy.wishes import Wish
from tests.services.applicants import PRICED, applied, plan
from tests.services.billing.customers import customer
from tests.services.office import desk, worker
from tests.services.policies import operator

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {
    "code": "basic-2027",
    "name_ja": "基本",
    "name_en": "Basic",
    "about_ja": "毎日",
    "about_en": "Every day",
    "base_yen": "1000",
    "meter_yen": "150",
    "meters_most": "",
    "since": "2026-01-01",
    "with_tax": "on",
    "device_yen": "0",
    "readings_free": "",
    "thousand_yen": "0",
    "setup_yen": "0",
    "parcel_yen": "0",
    "trial_days": "0",
}


def test_a_plan_is_added_offered_no_more_and_offered_again() -> None:
    client = desk(StaffRole.BILLING)
    assert "no plan yet" in client.get("/office/plans").text
    assert "The plan is added" in client.post("/office/plans", TYPED, follow=True).text
    made = Plan.objects.get()
    assert (made.prices.get().monthly(10), made.offered) == (2500, True)
    client.post("/office/plans/offer", {"which": str(made.pk)})
    assert not Plan.objects.get().offered
    client.post("/office/plans/offer", {"which": str(made.pk)})
    assert Plan.objects.get().offered
    assert client.post("/office/plans/offer", {"which": "999"}).status_code == 404


@pytest.mark.parametrize("changes", [{"code": ""}, {"code": "Two words"}, {"base_yen": "-1"}, {"name_en": ""}])
def test_a_plan_that_cannot_be_is_refused_in_words(changes: dict[str, str]) -> None:
    answer = desk(StaffRole.BILLING).post("/office/plans", {**TYPED, **changes})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not Plan.objects.exists()


def test_one_code_is_one_plan() -> None:
    plan(code="basic-2027")
    assert desk(StaffRole.BILLING).post("/office/plans", TYPED).status_code == 422


def test_a_customers_page_shows_of_the_contract_what_its_reason_may_see() -> None:
    at_start()
    publish(operator(), Wish())
    with using("registration"):
        row, _ = applied()
        confirm(row, link="")
        identity.seen(row, "document", actor=worker(StaffRole.RECEPTION))
        contract = deciding.accept(row, actor=worker(), link=lambda _: "")
    address = f"/office/customers/{contract.organization_id}"
    support = desk(StaffRole.SUPPORT)
    seen = support.get(f"{address}?for=inquiries").text
    for shown in (contract.number, "03-1234-5678", "東京都千代田区", "本館2階 機械室"):
        assert shown in seen
    fees = desk(StaffRole.BILLING).get(f"{address}?for=fees").text
    assert contract.number in fees
    assert "東京都千代田区" not in fees
    found = support.post("/office/customers", {"q": contract.number, "for": "inquiries"}).text
    assert "青空ビル管理" in found


def test_a_price_is_set_for_days_to_come() -> None:
    made, client = plan(base_yen=1000), desk(StaffRole.BILLING)
    address = f"/office/plans/{made.pk}"
    assert "¥1,000" in client.get(address).text
    typed = {name: value for name, value in TYPED.items() if name in PRICED}
    tomorrow = str(today() + timedelta(days=1))
    client.post(address, {**typed, "since": tomorrow, "base_yen": "1200"})
    assert [one.base_yen for one in made.prices.all()] == [1000, 1200]
    assert "has a price already" in client.post(address, {**typed, "since": tomorrow}).text
    customer(of=made)
    assert "days that are over" in client.post(address, {**typed, "since": "2026-01-01"}).text
    assert desk(StaffRole.SUPPORT).get(address).status_code == 404


def test_a_plan_that_somebody_had_is_not_priced_for_days_that_are_over() -> None:
    made, contract = plan(base_yen=1000), customer(since=date(2026, 10, 1))
    change_plan(contract, plan(code="other"), today() + timedelta(days=1), actor=worker())
    with pytest.raises(PlanError, match="past"):
        set_price(made, {"since": date(2026, 10, 15), "base_yen": 9800}, actor=worker(StaffRole.BILLING))
