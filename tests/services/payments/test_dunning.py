"""Reminders: each step once, none while money may be on its way or a person said no, and none after the last."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from harimi.service.billing.models import Invoice
from harimi.service.contracts.models import Contract
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.booking.matching import send_back
from harimi.service.payments.dunning.holding import hold, lift
from harimi.service.payments.dunning.reminding import after_the_last, remind
from harimi.service.payments.models import Reminder
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import at_start, publish
from harimi.service.privacy.wishes import Wish
from tests.services.applicants import mailed
from tests.services.billing.customers import boss
from tests.services.payments.money import be_due, came, owes, payer, receipt
from tests.services.policies import operator

pytestmark = pytest.mark.django_db(transaction=True)
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture(autouse=True)
def checking(monkeypatch: pytest.MonkeyPatch) -> object:
    at_start()
    publish(operator(), Wish())
    for name in ("letters.operator", "dunning.reminding.known_operator"):
        monkeypatch.setattr(f"harimi.service.payments.{name}", operator)
    with using("payment_check"):
        yield


@pytest.fixture
def late() -> tuple[Contract, Invoice]:
    """Somebody whose invoice was due today."""
    contract = payer()
    made = owes(contract, 1100)
    be_due(made, today())
    mailed()
    mail.outbox.clear()
    return contract, made


def on(days: int, hour: int = 10) -> int:
    """Reminders that are written so many days from now."""
    at = datetime.combine(today() + timedelta(days=days), datetime.min.time(), tzinfo=TOKYO)
    return remind(at.replace(hour=hour))


def test_each_step_is_written_once_with_what_is_open_and_the_last_waits_for_a_person(late: tuple[Contract, Invoice]) -> None:
    contract, made = late
    assert [on(day) for day in (0, 6, 7, 7, 8, 20, 21, 21, 34)] == [0, 0, 1, 0, 0, 0, 1, 0, 0]
    assert on(35, hour=8) == 0
    assert not after_the_last().exists()
    assert [on(35), on(36), on(400)] == [1, 0, 0]
    assert list(Reminder.objects.values_list("step", "last")) == [(1, False), (2, False), (3, True)]
    assert after_the_last().count() == 1
    first, _, third = mailed()
    assert made.number in first.subject
    assert contract.number in first.body
    assert "1,100" in first.body
    assert "見本銀行" in first.body or "Mihon Bank" in first.body
    assert "最終" in third.subject or "Last notice" in third.subject
    came((1100, "12345678"))
    assert not after_the_last().exists()


def test_a_service_that_was_off_writes_no_two_letters_at_once(late: tuple[Contract, Invoice]) -> None:
    assert [on(30), on(30), on(40), on(44), on(45), on(58)] == [1, 0, 0, 1, 0, 1]


def test_nothing_is_written_once_it_is_paid(late: tuple[Contract, Invoice]) -> None:
    came((1100, "12345678"))
    assert on(50) == 0


def test_a_receipt_that_may_be_theirs_stops_them_until_somebody_looked(late: tuple[Contract, Invoice]) -> None:
    came((1100, "ﾔﾏﾀﾞ"))
    assert on(8) == 0
    send_back(receipt(), "別の方", actor=boss())
    assert on(8) == 1


def test_a_receipt_of_somebody_else_does_not(late: tuple[Contract, Invoice]) -> None:
    came((555, "ﾀﾞﾚｶ"))
    assert on(8) == 1


def test_a_persons_word_stops_them_and_lets_them_go_on(late: tuple[Contract, Invoice]) -> None:
    contract, _ = late
    hold(contract.organization, "分割払いの約束", actor=boss())
    with pytest.raises(PaymentError, match="held"):
        hold(contract.organization, "x", actor=boss())
    assert on(8) == 0
    lift(contract.organization, actor=boss())
    assert on(8) == 1
    for step in (lambda: lift(contract.organization, actor=boss()), lambda: hold(contract.organization, " ", actor=boss())):
        with pytest.raises(PaymentError):
            step()
