"""The fee of clauses 6 and 7: told before, taken once, only when something was done, like any other charge."""

from datetime import date

import pytest

from harimi.service.billing.invoicing.issuing import issue
from harimi.service.billing.models import Charge, Invoice
from harimi.service.contracts.models import Contract
from harimi.service.privacy.days import today
from harimi.service.requests import deciding, fees, identity, keeping, opening
from harimi.service.requests.clock import LAPSES
from harimi.service.requests.errors import RequestError
from harimi.service.requests.finding import add, remove
from harimi.service.requests.models import Fee, Request, Step
from tests.services.billing.customers import customer
from tests.services.requests.scene import Kind, Outcome, State, agreed, by_member, by_stranger, ended, executed, officer, owner
from tests.services.requests.scene import proven_by_mail as proven
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("told")]


@pytest.fixture
def contract(told: None) -> Contract:
    """A customer whose contract begins later, so that nothing else is due."""
    return customer(since=date(2027, 10, 1))


def month() -> date:
    """This one."""
    return today().replace(day=1)


def asked(contract: Contract, kind: str = Kind.PURPOSE_NOTICE) -> Request:
    """By its owner, about it."""
    return by_member(owner(contract), kind, of=contract.organization)


def billed(contract: Contract) -> Invoice:
    """The next invoice."""
    return issue(contract, month())[-1]


@pytest.mark.clause("PP-6h")
def test_fulfilled_it_costs_exactly_a_thousand_yen_on_one_invoice(contract: Contract) -> None:
    row = asked(contract)
    assert row.state == State.QUOTED
    assert not Charge.objects.exists(), "nothing before anything is done"
    ended(executed(row))
    invoice = billed(contract)
    line = invoice.charges.get()
    assert (line.yen, line.kind, line.label_en) == (1000, "request", f"Notice of purposes {row.number}")
    assert (invoice.total, invoice.taxes) == (1000, [{"rate": 10, "net": 910, "tax": 90}])
    assert not issue(contract, month()), "and no second time"


@pytest.mark.clause("PP-6i")
def test_a_refusal_and_a_withdrawal_cost_nothing(contract: Contract) -> None:
    ended(agreed(asked(contract)), Outcome.REFUSED, "evident", "It stands in the policy.")
    deciding.withdraw(agreed(asked(contract)))
    deciding.withdraw(asked(contract))
    assert not Charge.objects.exists()
    assert set(Fee.objects.values_list("state", flat=True)) == {Fee.State.RELEASED}


@pytest.mark.clause("PP-6j")
@pytest.mark.parametrize(("count", "tax"), [(2, 181), (3, 272)])
def test_the_tax_of_several_is_rounded_once(contract: Contract, count: int, tax: int) -> None:
    for kind in (Kind.PURPOSE_NOTICE, Kind.DISCLOSURE, Kind.PURPOSE_NOTICE)[:count]:
        ended(executed(asked(contract, kind)))
    invoice = billed(contract)
    assert (invoice.total, invoice.taxes[0]["tax"]) == (1000 * count, tax)


@pytest.mark.clause("PP-6k")
def test_settled_again_it_is_one_charge(contract: Contract) -> None:
    row = ended(executed(asked(contract)))
    fee = Fee.objects.get()
    first = fees.bill(fee, 1000, by=None)
    assert fees.bill(fee, 1000, by=None) == first
    assert Charge.objects.count() == 1
    with pytest.raises(RequestError, match="state"):
        deciding.decide(row, deciding.Decision(Outcome.FULFILLED), by=officer())


@pytest.mark.clause("PP-6l")
def test_another_rate_of_tax_leaves_the_thousand_yen(contract: Contract) -> None:
    ended(executed(asked(contract)))
    Charge.objects.update(rate=8)
    invoice = billed(contract)
    assert (invoice.total, invoice.taxes) == (1000, [{"rate": 8, "net": 926, "tax": 74}])


@pytest.mark.parametrize("kind", [Kind.CORRECTION, Kind.STOP, Kind.PROVISION_STOP, Kind.PROVISION_RECORDS])
def test_all_others_cost_nothing(contract: Contract, kind: str) -> None:
    assert asked(contract, kind).state == State.INVESTIGATING
    assert not Fee.objects.exists()


def test_what_the_policy_says_of_the_day_of_arrival_counts(contract: Contract) -> None:
    row = asked(contract)
    assert fees.told(row, "purpose_notice") == 1000 == fees.now("purpose_notice")
    assert fees.told(row, "not_found") == 0


def test_no_such_data_and_a_part_cost_what_the_policy_says(contract: Contract) -> None:
    ended(executed(asked(contract, Kind.DISCLOSURE), withheld=["display_content"]), Outcome.PARTIAL, "harm", "A part.")
    assert not Charge.objects.exists()
    assert Fee.objects.get().state == Fee.State.RELEASED


def test_whoever_has_no_contract_pays_nothing_and_is_not_kept_waiting() -> None:
    row = proven(by_stranger(Kind.PURPOSE_NOTICE))
    assert row.state == State.INVESTIGATING
    assert Fee.objects.get().state == Fee.State.WAIVED
    assert by_member(person("a@example.jp"), Kind.DISCLOSURE).state == State.INVESTIGATING


def test_the_operator_may_do_without_and_says_why(contract: Contract) -> None:
    row = asked(contract)
    with pytest.raises(RequestError, match="words"):
        fees.waive(row, " ", by=officer())
    fees.waive(row, "Our mistake.", by=officer())
    row.refresh_from_db()
    assert row.state == State.INVESTIGATING
    ended(executed(row))
    assert not Charge.objects.exists()


def test_a_fee_to_which_nobody_agrees_lapses_and_is_told(contract: Contract) -> None:
    row = asked(contract)
    at = Step.objects.get(request=row, state=State.QUOTED).at
    assert keeping.lapse(at + LAPSES / 2) == 0
    assert keeping.lapse(at + LAPSES * 1.1) == 1
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN


def test_nobody_has_more_running_than_anybody_needs(contract: Contract) -> None:
    for _ in range(opening.MOST_RUNNING):
        asked(contract, Kind.CORRECTION)
    with pytest.raises(RequestError, match="many"):
        asked(contract, Kind.CORRECTION)


def test_an_erased_customer_is_billed_nothing_and_the_request_still_ends(contract: Contract) -> None:
    row = executed(agreed(asked(contract)))
    contract.organization.memberships.all().delete()
    contract.delete()
    assert ended(row).state == State.NOTIFIED
    assert not Charge.objects.exists()


def test_whoever_it_is_about_in_the_end_is_billed() -> None:
    wrong, right = customer("1111-1111", since=date(2027, 10, 1)), customer("2222-2222", since=date(2027, 10, 1))
    row, staff = by_stranger(Kind.PURPOSE_NOTICE), officer()
    add(row, wrong.number, by=staff)
    identity.seen(row, by=staff)
    remove(row, wrong.subject_id, by=staff)
    add(row, right.number, by=staff)
    row.refresh_from_db()
    ended(executed(agreed(row)))
    assert Charge.objects.get().organization == right.organization
