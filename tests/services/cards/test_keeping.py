"""A card is kept at the provider's: only its token here, charged when it is due, once, and given up at any time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from harimi.service.billing.invoicing.charging import ByHand, charge
from harimi.service.billing.invoicing.issuing import issue
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import open_of
from harimi.service.billing.ledger.posting import Happened, Side, post
from harimi.service.billing.models import Charge, Entry, Invoice
from harimi.service.contracts.models import Contract
from harimi.service.notices.models import Message
from harimi.service.payments.cards import charging, events, following
from harimi.service.payments.models import CardLeft, CardPayment, KeptCard
from harimi.service.privacy.days import today
from harimi.service.privacy.models import AuditEvent
from tests.services.billing.customers import OCTOBER, customer
from tests.services.cards.acquirer import ASKS_ALWAYS, DECLINED_LATER, GOOD
from tests.services.cards.scene import browser, hear, hear_all, keep, on, page_of, pay, states, work
from tests.services.cards.stand_in import StandIn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


def _invoice(contract: Contract, yen: int = 5000, source: str = "x") -> Invoice:
    charge(contract, ByHand(Charge.Kind.OTHER, yen, "手数料", "Fee", source), actor=None, day=OCTOBER)
    return issue(contract, OCTOBER)[0]


def _due_now() -> None:
    CardPayment.objects.filter(state="waiting").update(due_at=timezone.now())


def test_of_a_kept_card_only_token_and_last_digits_are_here(provider: StandIn) -> None:
    contract = customer()
    keep(provider, contract)
    kept = KeptCard.objects.get()
    assert (kept.brand, kept.last4, kept.expires, kept.when) == ("visa", "4242", "2031-04", "at_once")
    assert kept.method.startswith("pm_")
    assert "VISA •••• 4242" in browser(contract).get(reverse("cards")).content.decode()
    customer_made = next(told for method, path, told in provider.asked if path == "/v1/customers")
    assert customer_made == {"metadata": {"harimi": str(kept.pk)}}
    assert [one.action for one in AuditEvent.objects.filter(action__startswith="card_").order_by("seq")] == [
        *("card_asked", "card_kept")
    ]


def test_an_owner_agrees_before_a_card_is_kept(provider: StandIn) -> None:
    contract = customer()
    form = {"when": "due"}
    answer = browser(contract).post(reverse("keep_card", args=[contract.organization_id]), form)
    assert (answer["Location"], provider.asked) == (reverse("cards"), [])


def test_invoices_are_charged_when_it_was_chosen(provider: StandIn) -> None:
    contract = customer()
    early = _invoice(contract)
    keep(provider, contract, when="three_days")
    later = _invoice(contract, source="y")
    work()
    assert states() == []
    KeptCard.objects.update(when="at_once")
    work()
    assert (states(), open_of(later.number), open_of(early.number)) == (["succeeded"], 0, early.total)
    hear_all(provider)
    work()
    assert (states(), on(Account.CARD), provider.acquirer.balance) == (["succeeded"], later.total, later.total)


def test_the_day_is_told_by_the_choice(provider: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = customer()
    keep(provider, contract, when="three_days")
    invoice = _invoice(contract)
    for days, planned in ((2, 0), (3, 1)):
        monkeypatch.setattr(charging, "today", lambda days=days: invoice.issued_on + timedelta(days=days))
        assert charging.plan() == planned
    CardPayment.objects.all().delete()
    KeptCard.objects.update(when="due")
    assert invoice.due_on is not None
    for day, planned in ((invoice.due_on - timedelta(days=1), 0), (invoice.due_on, 1)):
        monkeypatch.setattr(charging, "today", lambda day=day: day)
        assert charging.plan() == planned


def test_a_declined_card_is_tried_three_times_with_a_letter_each(provider: StandIn) -> None:
    contract = customer()
    keep(provider, contract, DECLINED_LATER)
    invoice = _invoice(contract)
    for attempt in (1, 2, 3):
        _due_now()
        work()
        assert states().count("declined") == attempt
    hear_all(provider)
    _due_now()
    work()
    assert states() == ["declined"] * 3
    assert set(CardPayment.objects.values_list("fault", flat=True)) == {"insufficient_funds"}
    letters = Message.objects.filter(letter="card_declined")
    assert (letters.count(), open_of(invoice.number)) == (3, invoice.total)
    assert sum("again" in one.body and "not try again" not in one.body for one in letters) in (0, 2)


def test_the_next_try_comes_three_and_seven_days_later(provider: StandIn) -> None:
    contract = customer()
    keep(provider, contract, DECLINED_LATER)
    _invoice(contract)
    for days in (3, 7):
        _due_now()
        work()
        due = CardPayment.objects.get(state="waiting").due_at
        assert due is not None
        assert abs(due - timezone.now() - timedelta(days=days)) < timedelta(minutes=1)


def test_where_the_holder_has_to_confirm_a_letter_leads_to_the_page(provider: StandIn) -> None:
    contract = customer()
    keep(provider, contract, ASKS_ALWAYS)
    invoice = _invoice(contract)
    work()
    hear_all(provider)
    work()
    assert states() == ["confirm"]
    assert f"/account/invoices/{invoice.pk}" in Message.objects.get(letter="card_confirm").body
    session = page_of(provider, browser(contract).post(reverse("pay_by_card", args=[invoice.pk])))
    provider.acquirer.typed(session, ASKS_ALWAYS, confirmed=True)
    hear_all(provider)
    work()
    assert (states(), open_of(invoice.number)) == (["confirm", "succeeded"], 0)


def test_what_was_paid_by_transfer_is_not_charged(provider: StandIn) -> None:
    contract = customer()
    keep(provider, contract)
    invoice = _invoice(contract)
    sides = [Side(Account.BANK, invoice.total), Side(Account.RECEIVABLE, -invoice.total, contract.organization, invoice.number)]
    post(Happened(Entry.Kind.PAYMENT, today(), "transfer", invoice.number), sides)
    work()
    assert (states(), provider.acquirer.of("payment_intent")) == (["dropped"], [])


def test_an_open_page_is_closed_before_the_card_is_charged(provider: StandIn) -> None:
    contract = customer()
    keep(provider, contract)
    invoice = _invoice(contract)
    session = page_of(provider, browser(contract).post(reverse("pay_by_card", args=[invoice.pk])))
    work()
    assert (session["status"], states()) == ("expired", ["dropped", "succeeded"])
    assert open_of(invoice.number) == 0


def test_who_just_paid_on_the_page_is_not_charged(provider: StandIn) -> None:
    contract = customer()
    keep(provider, contract)
    invoice = _invoice(contract)
    pay(provider, contract, invoice)
    work()
    _due_now()
    work()
    assert (states(), len(provider.acquirer.of("charge"))) == (["succeeded", "dropped"], 1)


def test_a_backup_that_came_back_charges_nobody_again(provider: StandIn) -> None:
    contract = customer()
    keep(provider, contract)
    invoice = _invoice(contract)
    work()
    assert states() == ["succeeded"]
    CardPayment.objects.all().delete()
    provider.keys.clear()
    work()
    assert (states(), len(provider.acquirer.of("charge")), open_of(invoice.number)) == (["succeeded"], 1, 0)


@pytest.mark.parametrize("heard", [False, True])
def test_a_worker_killed_after_the_answer_charges_once(provider: StandIn, monkeypatch: pytest.MonkeyPatch, heard: bool) -> None:
    contract = customer()
    keep(provider, contract)
    invoice = _invoice(contract)
    charging.plan()

    def killed(_: str) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(charging, "follow", killed)
    with pytest.raises(KeyboardInterrupt):
        charging.charge_one()
    assert (states(), len(provider.acquirer.of("charge"))) == (["waiting"], 1)
    monkeypatch.setattr(charging, "follow", following.follow)
    provider.keys.clear()
    if heard:
        hear_all(provider)
        while events.handle_one():
            pass
    CardPayment.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    work()
    assert (states(), len(provider.acquirer.of("charge")), open_of(invoice.number)) == (["succeeded"], 1, 0)


def test_a_lost_answer_and_a_provider_that_is_away_charge_once(provider: StandIn) -> None:
    contract = customer()
    keep(provider, contract)
    invoice = _invoice(contract)
    provider.loses = 1
    work()
    assert (states(), len(provider.acquirer.of("charge"))) == (["waiting"], 1)
    provider.away = 503
    _due_now()
    work()
    provider.away = 0
    _due_now()
    work()
    assert (states(), len(provider.acquirer.of("charge")), open_of(invoice.number)) == (["succeeded"], 1, 0)


def test_a_worker_that_lost_its_lease_writes_no_second_letter(provider: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = customer()
    keep(provider, contract, DECLINED_LATER)
    _invoice(contract)
    real = charging._declined

    def overtaken(payment: CardPayment, fault: str, intent: str = "") -> None:
        hear_all(provider)
        while events.handle_one():
            pass
        real(payment, fault, intent)

    monkeypatch.setattr(charging, "_declined", overtaken)
    charging.plan()
    charging.charge_one()
    assert (states(), Message.objects.filter(letter="card_declined").count()) == (["declined", "waiting"], 1)


def test_a_card_is_given_up_at_any_time_and_goes_at_the_provider(provider: StandIn) -> None:
    contract = customer()
    keep(provider, contract)
    old = list(provider.events)
    method, client = KeptCard.objects.get().method, browser(contract)
    client.post(reverse("change_card", args=[contract.organization_id]), {"step": "remove"})
    provider.away = 503
    work()
    assert CardLeft.objects.count() == 1
    provider.away = 0
    CardLeft.objects.update(due_at=timezone.now())
    work()
    kept = KeptCard.objects.get()
    assert (provider.acquirer.one(method)["customer"], CardLeft.objects.count()) == (None, 0)
    assert (kept.method, kept.last4, kept.kept_at) == ("", "", None)
    for n, event in enumerate(old):
        hear({**event, "id": f"evt_once_more_{n}"})
    _invoice(contract)
    work()
    assert (KeptCard.objects.get().kept_at, states()) == (None, [])
    assert AuditEvent.objects.filter(action="card_removed").count() == 1


def test_another_card_takes_the_place_of_the_first(provider: StandIn) -> None:
    contract = customer()
    keep(provider, contract)
    first = KeptCard.objects.get().method
    keep(provider, contract, ASKS_ALWAYS, when="due")
    kept = KeptCard.objects.get()
    assert (kept.last4, kept.when, provider.acquirer.one(first)["customer"]) == (ASKS_ALWAYS[-4:], "at_once", None)
    browser(contract).post(reverse("change_card", args=[contract.organization_id]), {"step": "when", "when": "due"})
    assert KeptCard.objects.get().when == "due"


def test_another_card_pays_what_was_issued_for_the_first(provider: StandIn) -> None:
    contract = customer()
    keep(provider, contract, when="due")
    invoice = _invoice(contract)
    keep(provider, contract, when="due")
    KeptCard.objects.update(when="at_once")
    work()
    assert (states(), open_of(invoice.number)) == (["succeeded"], 0)


def test_only_the_last_page_counts(provider: StandIn) -> None:
    contract, client, form = customer(), None, {"agree": "yes", "when": "due"}
    client = browser(contract)
    pages = [page_of(provider, client.post(reverse("keep_card", args=[contract.organization_id]), form)) for _ in range(2)]
    assert [one["status"] for one in pages] == ["expired", "open"]
    provider.acquirer.typed(pages[1], GOOD)
    client.post(reverse("keep_card", args=[contract.organization_id]), form)
    assert KeptCard.objects.get().last4 == "4242"


def test_of_who_is_erased_nothing_stays_at_the_provider(provider: StandIn) -> None:
    contract = customer()
    keep(provider, contract)
    at_provider = KeptCard.objects.get().customer
    KeptCard.objects.all().delete()
    work()
    assert at_provider not in provider.acquirer.objects
    assert CardLeft.objects.count() == 0


def test_a_page_of_somebody_else_keeps_nothing(provider: StandIn) -> None:
    contract = customer()
    keep(provider, contract)
    session = provider.acquirer.of("checkout.session")[-1]
    session["customer"] = "cus_of_somebody_else"
    KeptCard.objects.update(kept_at=None, page=session["id"])
    hear({**provider.events[-1], "id": "evt_x", "type": "checkout.session.completed"})
    work()
    assert KeptCard.objects.get().kept_at is None
    assert GOOD not in str(provider.asked)
