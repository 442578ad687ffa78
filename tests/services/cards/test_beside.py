"""A kept card beside a mandate and reminders: one of them at a time has an invoice."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from harimi.service.billing.ledger.balances import advance_of, open_of
from harimi.service.contracts.models import Contract
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.booking.open_items import owed
from harimi.service.payments.debits.answering import answer
from harimi.service.payments.debits.asking import ask, content
from harimi.service.payments.debits.mandates import set_mandate
from harimi.service.payments.dunning.reminding import remind, rests
from harimi.service.payments.models import CardPayment, DebitFile
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from tests.services.billing.customers import boss
from tests.services.cards.acquirer import DECLINED_LATER
from tests.services.cards.scene import keep, states, work
from tests.services.cards.stand_in import StandIn
from tests.services.payments.money import be_due, owes, payer
from tests.services.payments.test_debits import IN_A_MONTH, TYPED, collector, results
from tests.services.policies import operator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


@pytest.fixture
def both(provider: StandIn, monkeypatch: pytest.MonkeyPatch) -> Contract:
    """A customer with an account from which is collected."""
    monkeypatch.setattr("harimi.service.payments.debits.asking.operator", collector)
    for name in ("letters.operator", "dunning.reminding.known_operator"):
        monkeypatch.setattr(f"harimi.service.payments.{name}", operator)
    contract = payer()
    with using("payment_check"):
        set_mandate(contract.organization, TYPED, actor=boss())
    return contract


def _ask() -> DebitFile:
    return ask(today() + IN_A_MONTH, actor=boss())


def _tried() -> None:
    CardPayment.objects.filter(state="waiting").update(due_at=timezone.now())
    work()


def test_what_a_kept_card_will_pay_is_not_collected_until_its_last_try(provider: StandIn, both: Contract) -> None:
    keep(provider, both, DECLINED_LATER)
    owes(both, 1100)
    for _ in range(3):
        with pytest.raises(PaymentError, match="nothing_due"):
            _ask()
        _tried()
    assert (states(), _ask().count) == (["declined"] * 3, 1)


def test_a_card_waits_for_the_answer_of_a_bank_that_was_asked_before(provider: StandIn, both: Contract) -> None:
    made = owes(both, 1100)
    sent = content(_ask(), actor=boss())
    keep(provider, both)
    CardPayment.of_kept(made, 1, timezone.now()).save()
    _tried()
    assert (states(), open_of(made.number)) == (["waiting"], 1100)
    answer(results(sent, "0"), actor=boss())
    _tried()
    assert (states(), open_of(made.number), advance_of(both.organization_id)) == (["dropped"], 0, 0)


def test_nobody_is_reminded_before_the_last_try(provider: StandIn, both: Contract) -> None:
    keep(provider, both, DECLINED_LATER)
    made = owes(both, 1100)
    be_due(made, today() - timedelta(days=8))
    at = datetime.combine(today(), datetime.min.time(), tzinfo=ZoneInfo("Asia/Tokyo")).replace(hour=10)
    for _ in range(3):
        assert (rests(both.organization, owed(both.organization)), remind(at)) == ("card", 0)
        _tried()
    CardPayment.objects.filter(attempt=3).update(state="processing")
    assert remind(at) == 0
    CardPayment.objects.filter(attempt=3).update(state="declined")
    assert (rests(both.organization, owed(both.organization)), remind(at)) == ("", 1)
