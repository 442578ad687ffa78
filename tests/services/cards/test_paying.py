"""An invoice is paid on the provider's page: the provider's word counts, whoever comes back, and it counts once."""

import time

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import advance_of, open_of
from harimi.service.billing.ledger.posting import Happened, Side, post
from harimi.service.billing.models import Entry
from harimi.service.payments.cards import events
from harimi.service.payments.models import CardEvent, CardPayment
from harimi.service.privacy.days import today
from harimi.service.privacy.models import AuditEvent
from tests.services.cards.acquirer import ASKS, DECLINED, GOOD
from tests.services.cards.scene import billed_customer, browser, hear, hear_all, on, page_of, pay, states, work
from tests.services.cards.stand_in import StandIn
from tests.services.office import signed_in
from tests.services.world import member, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


def test_an_invoice_is_paid_by_the_providers_word(provider: StandIn) -> None:
    contract, invoice = billed_customer()
    owed = open_of(invoice.number)
    assert owed > 0
    assert pay(provider, contract, invoice) == "done"
    payment, client = CardPayment.objects.get(), browser(contract)
    came_back = client.get(reverse("card_payment", args=[payment.pk])).content.decode()
    assert 'data-state="open"' in came_back
    assert open_of(invoice.number) == owed
    hear_all(provider)
    work()
    assert (open_of(invoice.number), on(Account.CARD), states()) == (0, owed, ["succeeded"])
    assert 'data-state="succeeded"' in client.get(reverse("card_payment", args=[payment.pk])).content.decode()
    assert provider.acquirer.balance == on(Account.CARD)
    assert "Paid" in client.get(reverse("invoice", args=[invoice.pk])).content.decode()


def test_what_is_sent_is_opaque_and_on_record(provider: StandIn) -> None:
    contract, invoice = billed_customer()
    pay(provider, contract, invoice)
    method, path, told = provider.asked[0]
    assert (method, path) == ("POST", "/v1/checkout/sessions")
    assert set(told) == {
        *("mode", "payment_method_types", "client_reference_id", "line_items", "payment_intent_data", "expires_at"),
        *("success_url", "cancel_url", "locale"),
    }
    assert told["line_items"]["0"]["price_data"]["product_data"] == {"name": invoice.number}
    assert AuditEvent.objects.get(action="sent", recipient="cards").items == ["contract_data", "payment"]


def test_declined_is_tried_again_on_the_page_and_some_ask_their_holder(provider: StandIn) -> None:
    contract, invoice = billed_customer()
    assert pay(provider, contract, invoice, DECLINED) == "declined"
    hear_all(provider)
    work()
    assert states() == ["open"]
    session = page_of(provider, browser(contract).post(reverse("pay_by_card", args=[invoice.pk])))
    assert len(provider.acquirer.of("checkout.session")) == 1
    assert provider.acquirer.typed(session, ASKS) == "asks"
    assert provider.acquirer.typed(session, ASKS, confirmed=True) == "done"
    hear_all(provider)
    work()
    assert (states(), open_of(invoice.number)) == (["succeeded"], 0)


def test_repeated_reordered_and_late_events_change_nothing(provider: StandIn) -> None:
    contract, invoice = billed_customer()
    owed = open_of(invoice.number)
    pay(provider, contract, invoice, GOOD)
    for event in [*reversed(provider.events), *provider.events]:
        assert hear(event) == 200
        work()
    processing = next(one for one in provider.events if one["type"] == "payment_intent.processing")
    assert hear({**processing, "id": "evt_late"}) == 200
    work()
    assert (states(), on(Account.CARD), on(Account.RECEIVABLE)) == (["succeeded"], owed, 0)
    assert CardEvent.objects.count() == len({one["id"] for one in provider.events}) + 1
    assert CardEvent.objects.filter(state="failed").count() == 0


def test_forged_old_and_strange_events_are_refused(provider: StandIn) -> None:
    contract, invoice = billed_customer()
    pay(provider, contract, invoice)
    event = provider.events[-1]
    assert hear(event, secret="whsec_of_somebody_else") == 400
    assert hear(event, at=time.time() - 301) == 400
    client = Client(enforce_csrf_checks=True)
    assert client.post("/hooks/stripe", "{}", "application/json").status_code == 400
    assert client.post("/hooks/stripe", "{}", "application/json", headers={"Stripe-Signature": "t=x,v1=,"}).status_code == 400
    assert client.post("/hooks/stripe", "x" * 600_000, "application/json").status_code == 413
    assert client.get("/hooks/stripe").status_code == 405
    assert hear({"object": "event"}) == 400
    assert CardEvent.objects.count() == 0
    assert hear({**event, "id": "evt_other", "type": "invoice.created"}) == 200
    assert CardEvent.objects.get().state == "ignored"


def test_without_keys_nobody_pays_by_card(provider: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    contract, invoice = billed_customer()
    event = {"id": "evt_x", "object": "event", "type": "payout.paid", "created": 1, "data": {"object": {"id": "po_x"}}}
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"stripe_key": ""}))
    client = browser(contract)
    assert hear(event) == 404
    assert "Pay by card" not in client.get(reverse("invoice", args=[invoice.pk])).content.decode()
    assert "Cards are not taken" in client.get(reverse("cards")).content.decode()
    assert client.post(reverse("pay_by_card", args=[invoice.pk]))["Location"] == reverse("invoice", args=[invoice.pk])
    assert provider.asked == []


def test_a_provider_that_is_away_is_said_so_and_asked_again(provider: StandIn) -> None:
    contract, invoice = billed_customer()
    provider.away = 503
    client = browser(contract)
    assert client.post(reverse("pay_by_card", args=[invoice.pk]))["Location"] == reverse("invoice", args=[invoice.pk])
    provider.away = 0
    assert pay(provider, contract, invoice) == "done"
    hear_all(provider)
    provider.away = 503
    work()
    assert states() == ["dropped", "open"]
    assert not CardEvent.objects.filter(state="failed").exists()
    provider.away = 0
    CardEvent.objects.update(due_at=CardEvent.objects.order_by("received_at")[0].received_at)
    work()
    assert states() == ["dropped", "succeeded"]


def test_what_was_paid_otherwise_meanwhile_is_the_customers(provider: StandIn) -> None:
    contract, invoice = billed_customer()
    owed, whose = open_of(invoice.number), contract.organization
    pay(provider, contract, invoice)
    transfer = [Side(Account.BANK, owed - 100), Side(Account.RECEIVABLE, 100 - owed, whose, invoice.number)]
    post(Happened(Entry.Kind.PAYMENT, today(), "transfer", invoice.number), transfer)
    hear_all(provider)
    work()
    assert (open_of(invoice.number), advance_of(whose.pk)) == (0, owed - 100)


def test_missed_events_are_found_once_a_day(provider: StandIn) -> None:
    contract, invoice = billed_customer()
    pay(provider, contract, invoice)
    assert events.reconcile() == len(provider.events)
    work()
    assert (states(), events.reconcile()) == (["succeeded"], 0)


def test_others_see_and_pay_nothing(provider: StandIn) -> None:
    contract, invoice = billed_customer()
    pay(provider, contract, invoice)
    payment = CardPayment.objects.get()
    manager = member(contract.organization, "manager@example.jp", "manager")
    staff = person("staff@example.jp", staff=True)
    for who, status in ((None, 302), (person("other@example.jp"), 404), (staff, 404), (manager, 404)):
        client = signed_in(who) if who else Client()
        assert client.get(reverse("card_payment", args=[payment.pk])).status_code == status
        for name, of in (("pay_by_card", invoice.pk), ("keep_card", contract.organization_id)):
            assert client.post(reverse(name, args=[of])).status_code == status
        assert client.post(reverse("change_card", args=[contract.organization_id])).status_code == status
    assert CardPayment.objects.count() == 1
