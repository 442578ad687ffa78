"""What staff see and do about payments, and that each look and step is recorded."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from harimi.service.accounts.staff import StaffRole
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import advance_of, open_of
from harimi.service.contracts.models import Contract
from harimi.service.payments.debits.asking import ask
from harimi.service.payments.debits.mandates import set_mandate
from harimi.service.payments.models import DebitFile, DunningHold, Layout, Mandate, Receipt
from harimi.service.privacy.audit import about, looks_at
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import at_start, publish
from harimi.service.privacy.wishes import Wish
from harimi.service.rights.erasing import erase
from tests.services.billing.customers import boss
from tests.services.office import desk
from tests.services.payments.money import be_due, books, came, file_of, owes, payer, receipt
from tests.services.payments.test_debits import TYPED, collector, results
from tests.services.policies import operator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def policy(monkeypatch: pytest.MonkeyPatch) -> None:
    at_start()
    publish(operator(), Wish())
    for name in ("views_debits", "views_receipt"):
        monkeypatch.setattr(f"harimi.service.office.{name}.operator", collector)
    monkeypatch.setattr("harimi.service.payments.debits.asking.operator", collector)


@pytest.fixture
def billing() -> Client:
    return desk(StaffRole.BILLING)


def _file(data: bytes) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("bank.txt", data)}


def _step(client: Client, row: Receipt, **typed: object) -> str:
    return client.post(reverse("office_receipt_step", args=[row.pk]), typed, follow=True).text


@pytest.mark.parametrize("role", [one for one in StaffRole if one not in (StaffRole.BILLING, StaffRole.ADMINISTRATOR)])
def test_no_other_role_sees_payments(role: StaffRole) -> None:
    contract = payer()
    with using("payment_check"):
        came((1, "ﾀﾞﾚｶ"))
    client = desk(role)
    for name in ("office_receipts", "office_unpaid", "office_debits"):
        assert client.get(reverse(name)).status_code == 404
    assert client.get(reverse("office_receipt", args=[receipt().pk])).status_code == 404
    assert client.get(reverse("office_unpaid_customer", args=[contract.organization_id])).status_code == 404
    assert client.post(reverse("office_receipt_step", args=[receipt().pk]), {"step": "undo"}).status_code == 404


def test_a_file_is_taken_in_and_what_waits_is_matched_by_hand(billing: Client) -> None:
    contract = payer()
    first, second = owes(contract, 1000), owes(contract, 500)
    sent = _file(file_of((900, "ﾔﾏﾀﾞ ﾊﾅｺ"), (500, "12345678")))
    page = billing.post(reverse("office_receipts_take"), sent, follow=True).text
    assert "2 new receipts, 1 of them matched" in page
    assert "ﾔﾏﾀﾞ ﾊﾅｺ" in page
    again = billing.post(reverse("office_receipts_take"), _file(file_of((900, "ﾔﾏﾀﾞ ﾊﾅｺ"), (500, "12345678"))), follow=True).text
    assert "0 new receipts, 0 of them matched; 2 known before" in again
    row = Receipt.objects.get(state="open")
    assert "Nobody was found" in billing.get(reverse("office_receipt", args=[row.pk])).text
    assert "no contract of that number" in _step(billing, row, step="find", number="9999-9999")
    page = _step(billing, row, step="find", number="１２３４５６７８")
    assert "House 1234-5678" in page
    assert f'name="yen_{first.number}"' in page
    assert 'value="900"' in page
    page = _step(billing, row, step="match", customer=contract.organization_id, **{f"yen_{first.number}": "1,001"})
    assert "The split does not fit" in page
    page = _step(billing, row, step="match", customer=contract.organization_id, **{f"yen_{first.number}": "900"})
    assert "It is matched." in page
    assert [open_of(one.number) for one in (first, second)] == [100, 0]
    assert {one.case for one in looks_at(contract.subject_id)} >= {row.number}
    assert "payment_matched" in [one.action for one in about(contract.subject_id)]
    assert "Please give a reason" in _step(billing, row, step="undo", reason="")
    assert "It is undone." in _step(billing, row, step="undo", reason="別の方")
    assert open_of(first.number) == 1000


def test_who_owes_just_that_or_paid_before_is_offered(billing: Client) -> None:
    one, two = payer(), payer("2222-2222")
    owes(one, 700), owes(two, 800)
    with using("payment_check"):
        came((800, "12345678 ﾔﾏﾀﾞ ﾊﾅｺ"), (5, "22222222 ﾔﾏﾀﾞ ﾊﾅｺ"))
        came((795, "ﾔﾏﾀﾞ ﾊﾅｺ"), day=today())
    page = billing.get(reverse("office_receipt", args=[receipt().pk])).text
    assert page.count("same payer as before") == 2
    assert "2222-2222" in page
    assert looks_at(one.subject_id).exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty"),
        (file_of((900, "X"))[:-250], "Line 3: The record has a wrong length"),
        (file_of((900, "X")).replace(b"0000000900", b"0000000901", 1), "Line 3: The trailer does not agree"),
        (b"a,b,c\n1,2,3\n", "The columns are not known"),
    ],
)
def test_a_bad_file_is_told_with_its_line_and_nothing_is_taken_in(billing: Client, data: bytes, words: str) -> None:
    answer = billing.post(reverse("office_receipts_take"), _file(data))
    assert answer.status_code == 422
    assert words in answer.text
    assert not Receipt.objects.exists()


def test_columns_are_chosen_once(billing: Client) -> None:
    told = {"name": "青空銀行", "day": "日付", "payer": "摘要", "credit": "入金", "debit": "出金"}
    assert billing.post(reverse("office_receipts_layouts"), {**told, "day": "1"}).status_code == 422
    billing.post(reverse("office_receipts_layouts"), told)
    data = "日付,摘要,入金,出金\nR8.10.1,ﾔﾏﾀﾞ,100,\nR8.10.1,ﾃﾞﾝｷ,,70\n".encode("cp932")
    page = billing.post(reverse("office_receipts_take"), _file(data), follow=True).text
    assert "1 new receipt, 0 of them matched; 0 known before; 1 other line." in page
    billing.post(reverse("office_receipts_layouts"), {"forget": Layout.objects.get().pk})
    assert not Layout.objects.exists()


def test_money_of_no_customer_goes_back_or_is_a_payout(billing: Client) -> None:
    with using("payment_check"):
        came((1000, "ﾀﾞﾚｶ"))
    assert "noted down as sent back" in _step(billing, receipt(), step="send_back", reason="誤入金")
    _step(billing, receipt(), step="undo", reason="x")
    assert "noted down as a payout" in _step(billing, receipt(), step="pay_out", yen="30")
    assert books() == {Account.BANK: 1000, Account.CHARGES: 30, Account.CARD: -1030}
    assert billing.post(reverse("office_receipt_step", args=[receipt().pk]), {"step": "x"}).status_code == 404


def test_a_customers_account_shows_all_and_each_step_works(billing: Client) -> None:
    contract = payer()
    made = owes(contract, 1000)
    be_due(made, today() - timedelta(days=10))
    assert f">{made.number}</a>" in billing.get(reverse("office_unpaid")).text
    address = reverse("office_unpaid_customer", args=[contract.organization_id])
    assert billing.post(reverse("office_unpaid"), {"number": "１２３４−５６７８"}).headers["Location"] == address
    assert "no contract of that number" in billing.post(reverse("office_unpaid"), {"number": "9999-9999"}).text
    page = billing.get(address).text
    assert "House 1234-5678" in page
    assert "10 days late" in page
    assert looks_at(contract.subject_id).exists()

    def step(name: str, **typed: object) -> str:
        return billing.post(
            reverse("office_unpaid_step", args=[contract.organization_id]), {"step": name, **typed}, follow=True
        ).text

    assert "Reminders rest." in step("hold", reason="分割払い")
    assert "分割払い" in billing.get(address).text
    assert "Reminders go on." in step("lift")
    assert DunningHold.objects.get().lifted_at is not None
    assert "It is written off." in step("write_off", invoice=made.number, reason="倒産")
    assert "The loss is taken back." in step("take_write_off_back", invoice=made.number, reason="支払い")
    with using("payment_check"):
        came((1500, "12345678"))
    assert "The refund is noted down." in step("refund", yen="500", reason="過払い", key="k")
    assert advance_of(contract.organization_id) == 0
    typed = {"bank_code": "0001", "branch_code": "123", "kind": "1", "account": "1234567", "holder": "ヤマダ ハナコ"}
    assert "A bank code has 4 digits" in step("mandate", **{**typed, "bank_code": "1"})
    assert "The account was saved." in step("mandate", **typed)
    assert "ﾔﾏﾀﾞ ﾊﾅｺ" in billing.get(address).text
    step("end_mandate")
    assert not Mandate.objects.exists()
    assert billing.post(reverse("office_unpaid_step", args=[contract.organization_id]), {"step": "x"}).status_code == 404


def test_what_an_erased_customer_owed_is_listed_and_written_off(billing: Client) -> None:
    contract, other = payer(), payer("2222-2222")
    made, known = owes(contract, 1000), owes(other, 500)
    erase(contract.organization.subject, lambda *_: None)
    page = billing.get(reverse("office_unpaid")).text
    assert f"{made.number} · customer erased" in page
    assert known.number not in page

    def step(number: str, reason: str) -> str:
        return billing.post(reverse("office_unpaid"), {"invoice": number, "reason": reason}, follow=True).text

    assert "Its customer was not erased" in step(known.number, "x")
    assert made.number in step(made.number, " ")
    assert made.number not in step(made.number, "消去済み")
    assert (open_of(made.number), open_of(known.number), books()[Account.BAD_DEBT]) == (0, 500, 1000)


def _asked(contract: Contract) -> DebitFile:
    with using("payment_check"):
        set_mandate(contract.organization, TYPED, actor=boss())
    return ask(today() + timedelta(days=40), actor=boss())


def test_direct_debits_are_made_taken_out_and_answered(billing: Client) -> None:
    contract = payer()
    made = owes(contract, 1100)
    nothing = billing.post(reverse("office_debits"), {"day": today().isoformat()})
    assert nothing.status_code == 422
    assert "Nothing is due" in nothing.text
    row = _asked(contract)
    sent = billing.get(reverse("office_debit_file", args=[row.pk]))
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert f"D-{row.pk}" in [one.case for one in looks_at(contract.subject_id)]
    wrong = billing.post(reverse("office_debits_result"), _file(sent.content[:200]))
    assert wrong.status_code == 422
    page = billing.post(reverse("office_debits_result"), _file(results(sent.content, "1")), follow=True).text
    assert "0 collected, 1 not." in page
    assert "too little money" in page
    assert made.number in page


def test_the_desk_tells_what_waits(billing: Client) -> None:
    with using("payment_check"):
        came((1, "ﾀﾞﾚｶ"), (2, "ﾀﾞﾚｶ"))
    assert "Receipts to match" in billing.get(reverse("office")).text
