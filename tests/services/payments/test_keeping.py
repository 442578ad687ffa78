"""Whose a payer is, what goes with a customer, and what is known of a receipt afterwards."""

from datetime import timedelta

import pytest
from django.utils import timezone

from harimi.service.billing.ledger.accounts import Account
from harimi.service.payments.folding import name_index
from harimi.service.payments.keeping import forget_old
from harimi.service.payments.models import Receipt
from harimi.service.privacy.gate import RefusedError, using
from harimi.service.privacy.models import Subject, SubjectKey
from harimi.service.privacy.publication import at_start
from harimi.service.rights.erasing import erase
from tests.services.payments.money import books, came, owes, payer, receipt

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def policy() -> None:
    at_start()


def test_a_payer_opens_for_checking_payments_and_not_for_statistics() -> None:
    came((1, "ﾔﾏﾀﾞ"))
    with using("payment_check"):
        assert receipt().payer == "ﾔﾏﾀﾞ"
    with using("statistics"), pytest.raises(RefusedError):
        str(receipt().payer)


def test_what_an_erased_customer_paid_is_not_booked_again() -> None:
    contract = payer()
    owes(contract, 1100)
    came((1100, "12345678 ﾔﾏﾀﾞ"), (5, "ﾀﾞﾚｶ"))
    before = books()
    told: list[str] = []
    erase(contract.organization.subject, lambda table, *_: told.append(table))
    assert "payments_receipt" in told
    assert Receipt.objects.count() == 1
    again = came((1100, "12345678 ﾔﾏﾀﾞ"), (5, "ﾀﾞﾚｶ"))
    assert (again.new, again.known) == (0, 2)
    assert books() == before


def test_a_receipt_of_nobody_goes_after_its_time_with_its_key_and_its_amount_stays() -> None:
    contract = payer()
    came((1, "12345678"), (5, "ﾀﾞﾚｶ"))
    assert forget_old(timezone.now() + timedelta(days=3650)) == 0
    assert forget_old(timezone.now() + timedelta(days=3660)) == 1
    assert Receipt.objects.get().subject_id == contract.subject_id
    assert Subject.objects.count() == SubjectKey.objects.count()
    assert books()[Account.UNMATCHED] == -5


def test_what_is_no_name_leads_to_nobody() -> None:
    assert [name_index(one) for one in ("ＡＴＭ", "振込", "ﾌﾘｺﾐ", "現金", "12345678", " ")] == [""] * 6
    assert name_index("ﾔﾏﾀﾞ 12345678") == name_index("1234-5678 ヤマダ") != ""
