"""Card money in the books: given back, disputed, paid out; to the yen what the provider says, in whatever order it is heard."""

from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harimi.service.accounts.staff import StaffRole
from harimi.service.billing.invoicing.charging import ByHand, charge
from harimi.service.billing.invoicing.issuing import issue
from harimi.service.billing.invoicing.taking_back import take_back
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import advance_of, open_of
from harimi.service.billing.models import Charge, Entry, Posting
from harimi.service.payments.booking import by_hand
from harimi.service.payments.cards.events import failed
from harimi.service.payments.cards.payouts import follow_payout
from harimi.service.payments.cards.refunding import refund
from harimi.service.payments.models import CardDispute, CardEvent, CardPayment, CardRefund
from harimi.service.privacy.publication import at_start
from harimi.service.privacy.recipients import register
from tests.services.billing.customers import OCTOBER, boss
from tests.services.cards.scene import billed_customer, hear, hear_all, on, pay, recipient, work
from tests.services.cards.stand_in import StandIn
from tests.services.office import desk, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


def _paid(provider: StandIn) -> tuple[Any, Any, CardPayment]:
    contract, invoice = billed_customer()
    pay(provider, contract, invoice)
    hear_all(provider)
    work()
    return contract, invoice, CardPayment.objects.get()


def _heard(provider: StandIn) -> None:
    hear_all(provider)
    work()


def test_staff_give_back_a_part_with_a_reason(provider: StandIn) -> None:
    _, invoice, payment = _paid(provider)
    client, page = signed_in(boss()), reverse("office_card", args=[payment.pk])
    for yen, reason in (("0", "x"), (str(payment.yen + 1), "x"), ("100", " ")):
        client.post(page, {"yen": yen, "reason": reason})
    assert CardRefund.objects.count() == 0
    client.post(page, {"yen": "100", "reason": "Goodwill"})
    work()
    _heard(provider)
    assert CardRefund.objects.get().state == "done"
    assert (open_of(invoice.number), on(Account.CARD), provider.acquirer.balance) == (100, payment.yen - 100, payment.yen - 100)
    assert "Goodwill" in client.get(page).content.decode()
    assert desk(StaffRole.SUPPORT).get(page).status_code == 404


def test_after_a_credit_note_staff_are_proposed_all_of_it(provider: StandIn) -> None:
    _, invoice, payment = _paid(provider)
    take_back(invoice, "Wrong", actor=boss(), again=False)
    assert (open_of(invoice.number), advance_of(invoice.organization_id)) == (0, payment.yen)
    client, page = signed_in(boss()), reverse("office_card", args=[payment.pk])
    assert f'value="{payment.yen}"' in client.get(page).content.decode()
    client.post(page, {"yen": str(payment.yen), "reason": "Credit note"})
    work()
    assert (open_of(invoice.number), on(Account.CARD), provider.acquirer.balance) == (0, 0, 0)
    assert advance_of(invoice.organization_id) == 0


def test_what_the_money_of_a_cancelled_invoice_paid_is_open_again_and_that_invoice_never(provider: StandIn) -> None:
    contract, invoice, payment = _paid(provider)
    take_back(invoice, "Wrong", actor=boss(), again=False)
    charge(contract, ByHand(Charge.Kind.OTHER, 1000, "作業", "Work", "x"), actor=None, day=OCTOBER)
    (second,) = issue(contract, OCTOBER)
    assert open_of(second.number) == second.total - payment.yen
    refund(payment, payment.yen, "Given back", actor=boss())
    work()
    assert (open_of(invoice.number), open_of(second.number), advance_of(contract.organization_id)) == (0, second.total, 0)
    made = provider.acquirer.of("refund")[0]
    made["status"] = "failed"
    provider.acquirer.emit("refund.failed", made)
    _heard(provider)
    assert open_of(second.number) == second.total - payment.yen


def test_what_was_refunded_and_is_disputed_too_is_in_suspense(provider: StandIn) -> None:
    contract, invoice, payment = _paid(provider)
    take_back(invoice, "Wrong", actor=boss(), again=False)
    by_hand.refund(contract.organization, payment.yen, "By transfer", "k", actor=boss())
    provider.acquirer.dispute(payment.intent)
    _heard(provider)
    _heard(provider)
    assert (failed().count(), open_of(invoice.number), on(Account.UNMATCHED)) == (0, 0, payment.yen)
    charge(contract, ByHand(Charge.Kind.OTHER, 1000, "作業", "Work", "x"), actor=None, day=OCTOBER)
    (second,) = issue(contract, OCTOBER)
    assert open_of(second.number) == second.total


def test_a_refund_whose_answer_is_lost_is_given_once(provider: StandIn) -> None:
    _, _, payment = _paid(provider)
    signed_in(boss()).post(reverse("office_card", args=[payment.pk]), {"yen": "50", "reason": "x"})
    provider.loses = 1
    work()
    CardRefund.objects.filter(state="waiting").update(due_at=payment.made_at)
    work()
    assert (CardRefund.objects.get().state, len(provider.acquirer.of("refund"))) == ("done", 1)


def test_a_backup_that_came_back_gives_nothing_back_again(provider: StandIn) -> None:
    _, invoice, payment = _paid(provider)
    signed_in(boss()).post(reverse("office_card", args=[payment.pk]), {"yen": "50", "reason": "x"})
    before = CardRefund.objects.get()
    work()
    CardRefund.objects.filter(pk=before.pk).update(state="waiting", refund="", due_at=payment.made_at)
    provider.keys.clear()
    work()
    assert (CardRefund.objects.get().state, len(provider.acquirer.of("refund")), open_of(invoice.number)) == ("done", 1, 50)


def test_a_refund_at_the_providers_is_in_the_books_too(provider: StandIn) -> None:
    _, invoice, payment = _paid(provider)
    provider.acquirer.new_refund({"payment_intent": payment.intent, "amount": "70"})
    _heard(provider)
    found = CardRefund.objects.get()
    assert (found.yen, found.reason, found.made_by) == (70, "", None)
    assert (open_of(invoice.number), on(Account.CARD)) == (70, payment.yen - 70)


def test_a_refund_that_fails_later_is_posted_back(provider: StandIn) -> None:
    _, invoice, payment = _paid(provider)
    made = provider.acquirer.new_refund({"payment_intent": payment.intent, "amount": "70"})
    _heard(provider)
    made["status"] = "failed"
    provider.acquirer.move("refund_failure", 70, made["id"])
    provider.acquirer.emit("refund.failed", made)
    _heard(provider)
    assert (CardRefund.objects.get().state, open_of(invoice.number)) == ("failed", 0)
    assert on(Account.CARD) == provider.acquirer.balance == payment.yen


def test_a_dispute_is_shown_and_comes_back_when_won(provider: StandIn) -> None:
    _, invoice, payment = _paid(provider)
    dispute = provider.acquirer.dispute(payment.intent)
    _heard(provider)
    client = signed_in(boss())
    assert "fraudulent" in client.get(reverse("office_cards")).content.decode()
    assert "disputes" in client.get(reverse("office")).content.decode()
    assert (open_of(invoice.number), on(Account.CARD)) == (payment.yen, 0)
    provider.acquirer.win(dispute)
    _heard(provider)
    assert (open_of(invoice.number), on(Account.CARD)) == (0, payment.yen)
    assert CardDispute.objects.get().state == "won"
    assert "fraudulent" not in client.get(reverse("office_cards")).content.decode()


def test_a_payout_agrees_to_the_yen(provider: StandIn) -> None:
    _, _, payment = _paid(provider)
    provider.acquirer.new_refund({"payment_intent": payment.intent, "amount": "70"})
    provider.acquirer.dispute(payment.intent)
    provider.acquirer.move("stripe_fee", -30, None)
    payout = provider.acquirer.pay_out()
    payout_event = provider.events[-1]
    hear(payout_event)
    hear(payout_event)
    work()
    lines = [one for one in provider.acquirer.of("balance_transaction") if one["type"] != "payout"]
    assert on(Account.TRANSIT) == payout["amount"]
    assert on(Account.CHARGES) == sum(one["fee"] for one in lines) + 30
    assert (on(Account.CARD), provider.acquirer.balance) == (0, 0)
    assert sum(Posting.objects.values_list("yen", flat=True)) == 0


def test_a_payout_that_does_not_add_up_is_not_posted_but_shown(provider: StandIn) -> None:
    _paid(provider)
    payout = provider.acquirer.pay_out()
    payout["amount"] += 1
    for _ in range(8):
        hear_all(provider)
        CardEvent.objects.filter(state="waiting").update(due_at=timezone.now())
        work()
    assert (on(Account.TRANSIT), {one.fault for one in failed()}) == (0, {"StrangeError"})
    client = signed_in(boss())
    assert "StrangeError" in client.get(reverse("office_cards")).content.decode()
    payout["amount"] -= 1
    for one in failed():
        client.post(reverse("office_card_event"), {"which": one.pk})
    work()
    assert (on(Account.TRANSIT), failed().count()) == (payout["amount"], 0)


def test_a_payout_that_comes_back_is_posted_back(provider: StandIn) -> None:
    _paid(provider)
    payout = provider.acquirer.pay_out()
    _heard(provider)
    payout["status"] = "failed"
    provider.acquirer.move("payout_failure", payout["amount"], payout["id"])
    provider.acquirer.emit("payout.failed", payout)
    _heard(provider)
    assert (on(Account.TRANSIT), on(Account.CARD), on(Account.CHARGES)) == (0, payout["amount"], 36)


def test_what_was_taken_for_nobody_we_know_is_in_suspense(provider: StandIn) -> None:
    intent = provider.acquirer._new_intent(700, {}, None)
    provider.acquirer.take(intent)
    provider.acquirer.new_refund({"payment_intent": intent["id"], "amount": "200"})
    payout = provider.acquirer.pay_out()
    _heard(provider)
    assert (on(Account.UNMATCHED), on(Account.TRANSIT), on(Account.CARD)) == (-500, payout["amount"], 0)


def test_what_is_paid_out_after_its_customer_was_erased_is_not_in_the_books_twice(provider: StandIn) -> None:
    _, _, payment = _paid(provider)
    provider.acquirer.new_refund({"payment_intent": payment.intent, "amount": "70"})
    _heard(provider)
    CardPayment.objects.all().delete()
    payout = provider.acquirer.pay_out()
    _heard(provider)
    assert (on(Account.UNMATCHED), on(Account.TRANSIT), on(Account.CARD)) == (0, payout["amount"], 0)


ORDERS = st.lists(st.integers(0, 40), min_size=1, max_size=25)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(early=ORDERS, late=ORDERS, back=st.integers(1, 300), disputed=st.booleans())
def test_any_order_and_number_of_events_ends_in_the_same_books(
    provider: StandIn, early: list[int], late: list[int], back: int, disputed: bool
) -> None:
    """Some are heard while the payment goes on, some after it all; in the end each was at least once."""
    _clear()
    contract, invoice = billed_customer()
    provider.acquirer.objects.clear()
    pay(provider, contract, invoice)
    _hear_some(provider, early)
    payment = CardPayment.objects.get()
    intent = provider.acquirer.of("payment_intent")[0]
    provider.acquirer.new_refund({"payment_intent": intent["id"], "amount": str(back)})
    if disputed:
        provider.acquirer.win(provider.acquirer.dispute(intent["id"]))
    _hear_some(provider, late)
    payout = provider.acquirer.pay_out()
    _heard(provider)
    payment.refresh_from_db()
    fees = sum(one["fee"] for one in provider.acquirer.of("balance_transaction"))
    assert (payment.state, open_of(invoice.number), payment.refunds.count()) == ("succeeded", back, 1)
    assert (on(Account.CARD), on(Account.TRANSIT), on(Account.CHARGES)) == (0, payout["amount"], fees)
    assert follow_payout(payout["id"]) is True
    assert Entry.objects.filter(source__startswith="card-payout").count() == 1


def _hear_some(provider: StandIn, which: list[int]) -> None:
    known = provider.events
    for n in which:
        hear(known[n % len(known)])
        if n % 3 == 0:
            work()
    work()


def _clear() -> None:
    """Every example begins with the same invoice, unpaid."""
    call_command("flush", verbosity=0, interactive=False)
    at_start()
    register(recipient())
