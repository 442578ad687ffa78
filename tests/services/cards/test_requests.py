"""The fee of a request on a card: held first, taken once when the request is fulfilled, let go where it is not."""

import pytest
from django.conf import settings

from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import open_of
from harimi.service.billing.models import Invoice
from harimi.service.contracts.models import Contract
from harimi.service.payments.models import CardPayment
from harimi.service.privacy.publication import at_start
from harimi.service.requests import deciding, fees, paying
from harimi.service.requests.models import Fee, Request
from tests.services.billing.customers import OCTOBER, customer, owner_of
from tests.services.cards.acquirer import DECLINED, GOOD
from tests.services.cards.scene import browser, hear_all, on, page_of, work
from tests.services.cards.stand_in import StandIn
from tests.services.policies import EXAMPLE
from tests.services.requests.scene import Kind, Outcome, State, by_member, ended, executed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row(provider: StandIn) -> Request:
    """A notice of purposes that waits for its fee."""
    settings.HARIMI.operator_path.write_text(EXAMPLE.read_text("utf-8"))
    at_start()
    contract = customer(since=OCTOBER.replace(year=2027))
    return by_member(owner_of(contract), Kind.PURPOSE_NOTICE, of=contract.organization)


def type_card(provider: StandIn, row: Request, pan: str = GOOD) -> str:
    """Presses the button, types a card, and comes back."""
    page = f"/account/requests/{row.pk}"
    contract = Fee.objects.get(request=row).organization.contract  # type: ignore[union-attr]
    client = browser(contract)
    session = page_of(provider, client.post(page, {"step": "card"}))
    said = provider.acquirer.typed(session, pan)
    client.get(page, follow=True)
    row.refresh_from_db()
    return said


def take() -> None:
    """What workers do about fees."""
    while paying.take_one():
        pass


@pytest.mark.clause("PP-6k")
def test_it_is_held_first_and_taken_once_whatever_gets_lost(provider: StandIn, row: Request) -> None:
    assert type_card(provider, row) == "done"
    assert (row.state, Fee.objects.get().state) == (State.INVESTIGATING, Fee.State.AGREED)
    assert provider.acquirer.balance == 0, "nothing is taken before anything is done"
    ended(executed(row))
    provider.loses = 1
    take()
    assert Fee.objects.get().state == Fee.State.TAKING, "the answer was lost; nobody knows"
    Fee.objects.update(due_at="2026-01-01T00:00Z", lease=None, lease_until=None)
    take()
    hear_all(provider)
    work()
    assert Fee.objects.get().state == Fee.State.TAKEN
    assert provider.acquirer.balance == 1000
    invoice = Invoice.objects.get()
    assert (invoice.total, open_of(invoice.number), on(Account.CARD)) == (1000, 0, 1000)
    assert CardPayment.objects.get().state == CardPayment.State.SUCCEEDED


def test_refused_or_withdrawn_it_is_let_go(provider: StandIn, row: Request) -> None:
    type_card(provider, row)
    ended(row, Outcome.REFUSED, "evident", "It stands in the policy.")
    take()
    assert [one["status"] for one in provider.acquirer.of("payment_intent")] == ["canceled"]
    assert Fee.objects.get().state == Fee.State.RELEASED
    assert not Invoice.objects.exists()


def test_withdrawn_it_is_let_go(provider: StandIn, row: Request) -> None:
    type_card(provider, row)
    deciding.withdraw(row)
    take()
    assert provider.acquirer.balance == 0
    assert Fee.objects.get().state == Fee.State.RELEASED


def test_a_declined_card_leaves_the_choice(provider: StandIn, row: Request) -> None:
    assert type_card(provider, row, DECLINED) == "declined"
    assert row.state == State.QUOTED


def test_a_hold_that_ran_out_comes_on_the_next_invoice(provider: StandIn, row: Request) -> None:
    type_card(provider, row)
    provider.acquirer.cancel(Fee.objects.get().intent)
    ended(executed(row))
    take()
    fee = Fee.objects.get()
    assert (fee.state, fee.way) == (Fee.State.TAKEN, Fee.Way.INVOICE)
    assert fee.organization is not None
    assert fee.organization.charges.get().invoice is None, "an open charge"


def test_whoever_paid_and_closed_the_page_is_found_out(provider: StandIn, row: Request) -> None:
    contract = Fee.objects.get(request=row).organization.contract  # type: ignore[union-attr]
    session = page_of(provider, browser(contract).post(f"/account/requests/{row.pk}", {"step": "card"}))
    provider.acquirer.typed(session, GOOD)
    assert paying.hear_back() == 1
    row.refresh_from_db()
    assert row.state == State.INVESTIGATING


def test_nothing_is_taken_where_nobody_is_left_to_be_billed(provider: StandIn, row: Request) -> None:
    type_card(provider, row)
    ended(executed(row))
    Contract.objects.all().delete()
    take()
    assert [one["status"] for one in provider.acquirer.of("payment_intent")] == ["canceled"]
    assert Fee.objects.get().state == Fee.State.RELEASED


def test_a_card_that_was_typed_after_something_else_was_chosen_is_let_go(provider: StandIn, row: Request) -> None:
    contract = Fee.objects.get(request=row).organization.contract  # type: ignore[union-attr]
    session = page_of(provider, browser(contract).post(f"/account/requests/{row.pk}", {"step": "card"}))
    fees.agree(row)
    provider.acquirer.typed(session, GOOD)
    assert paying.hear_back() == 1
    assert [one["status"] for one in provider.acquirer.of("payment_intent")] == ["canceled"]


def test_after_a_page_that_ran_out_there_is_another(provider: StandIn, row: Request) -> None:
    contract = Fee.objects.get(request=row).organization.contract  # type: ignore[union-attr]
    first = page_of(provider, browser(contract).post(f"/account/requests/{row.pk}", {"step": "card"}))
    assert page_of(provider, browser(contract).post(f"/account/requests/{row.pk}", {"step": "card"})) == first
    provider.acquirer.expire(first["id"])
    second = page_of(provider, browser(contract).post(f"/account/requests/{row.pk}", {"step": "card"}))
    assert second["id"] != first["id"]


def test_a_hold_goes_with_the_request_that_is_erased(provider: StandIn, row: Request) -> None:
    type_card(provider, row)
    row.delete()
    assert [one["status"] for one in provider.acquirer.of("payment_intent")] == ["canceled"]
