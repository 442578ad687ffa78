"""A customer with an invoice, and what people and workers do about cards."""

import json
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.models import Invoice, Posting
from harimi.service.contracts.models import Contract
from harimi.service.egress.cards import provider as asked
from harimi.service.payments.cards import charging, events, leaving, refunding
from harimi.service.payments.models import CardPayment
from harimi.service.privacy.models import Recipient
from tests.services.billing.customers import billed, customer, invoices, owner_of
from tests.services.cards.acquirer import GOOD, Json
from tests.services.cards.stand_in import SECRET, StandIn
from tests.services.cards.wire import signature
from tests.services.office import signed_in

HOOK = "/hooks/stripe"


def recipient() -> Recipient:
    """The stand-in as it stands in the register."""
    told: dict[str, Any] = {"name": "Cards Co.", "country": "JP", "basis": "entrusted", "items": list(asked.ITEMS)}
    told |= {"contract_on": date(2026, 4, 1), "review_by": date.today() + timedelta(days=30)}  # noqa: DTZ011
    return Recipient(id="cards", service=asked.SERVICE, host="127.0.0.1", **told)


def billed_customer() -> tuple[Contract, Invoice]:
    """A customer and what they owe."""
    contract = customer()
    billed()
    return contract, invoices(contract)[-1]


def browser(contract: Contract) -> Client:
    """The owner's."""
    return signed_in(owner_of(contract))


def page_of(provider: StandIn, answer: Any) -> Json:
    """The hosted page that an answer leads to."""
    assert answer.status_code == 302, answer.content
    assert answer.url.startswith(f"{provider.url}/pay/"), answer.url
    return provider.acquirer.one(answer.url.rpartition("/")[2])


def pay(provider: StandIn, contract: Contract, invoice: Invoice, pan: str = GOOD) -> str:
    """Presses the button, and types a card."""
    session = page_of(provider, browser(contract).post(reverse("pay_by_card", args=[invoice.pk])))
    return provider.acquirer.typed(session, pan)


def keep(provider: StandIn, contract: Contract, pan: str = GOOD, when: str = "at_once") -> None:
    """Keeps a card, and hears of it."""
    form = {"agree": "yes", "when": when}
    session = page_of(provider, browser(contract).post(reverse("keep_card", args=[contract.organization_id]), form))
    assert provider.acquirer.typed(session, pan, confirmed=True) == "done"
    hear_all(provider)
    work()


def hear(event: Json, *, at: float | None = None, secret: str = SECRET, client: Client | None = None) -> int:
    """An event comes in by the service's own door; the status of the answer."""
    body = json.dumps(event)
    header = {"Stripe-Signature": signature(body, secret, at)}
    return (client or Client(enforce_csrf_checks=True)).post(HOOK, body, "application/json", headers=header).status_code


def hear_all(provider: StandIn) -> None:
    """Everything that happened, in its order."""
    assert {hear(one) for one in provider.events} <= {200}


def work() -> None:
    """What workers do until nothing is left that is due."""
    charging.plan()
    while any(do() for do in (events.handle_one, charging.charge_one, refunding.refund_one, leaving.leave_one)):
        pass


def on(account: Account) -> int:
    """Yen on an account."""
    return sum(Posting.objects.filter(account=account).values_list("yen", flat=True))


def states() -> list[str]:
    """Of all card payments, the oldest first."""
    return list(CardPayment.objects.order_by("made_at").values_list("state", flat=True))
