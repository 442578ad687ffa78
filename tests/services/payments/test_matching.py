"""Money that comes finds its invoice, waits for a person, or goes back; and every step can be undone."""

from datetime import timedelta

import pytest

from harimi.service.billing.invoicing.taking_back import take_back
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import advance_of, open_of
from harimi.service.billing.ledger.posting import Happened, Side, post
from harimi.service.billing.models import Entry
from harimi.service.payments.booking import by_hand
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.booking.matching import match, pay_out, send_back, undo
from harimi.service.payments.booking.open_items import owed, owing_exactly
from harimi.service.payments.models import Receipt
from harimi.service.payments.statements.lines import StatementError
from harimi.service.payments.taking import take
from harimi.service.privacy.audit import about
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.privacy.models import Subject, SubjectKey
from harimi.service.privacy.publication import at_start
from tests.services.billing.customers import boss
from tests.services.payments.files import movements
from tests.services.payments.money import books, came, owes, payer, receipt

pytestmark = pytest.mark.django_db(transaction=True)
State = Receipt.State


@pytest.fixture(autouse=True)
def checking() -> object:
    at_start()
    with using("payment_check"):
        yield


def test_the_reference_is_enough_and_the_payer_goes_to_the_customer() -> None:
    contract = payer()
    made = owes(contract, 1100)
    before = Subject.objects.count()
    told = came((1100, "12345678 ﾔﾏﾀﾞ"))
    assert (told.new, told.matched, told.yen) == (1, 1, 1100)
    row = receipt()
    assert (row.state, row.subject_id, row.payer) == (State.MATCHED, contract.subject_id, "12345678 ﾔﾏﾀﾞ")
    assert open_of(made.number) == 0
    assert books() == {Account.BANK: 1100, Account.SALES: -1000, Account.TAX: -100}
    assert Subject.objects.count() == SubjectKey.objects.count() == before
    assert next(one.action for one in about(contract.subject_id)) == "payment_matched"


def test_a_name_that_paid_before_is_known_again_unless_it_paid_for_two() -> None:
    one, two = payer(), payer("2222-2222")
    owes(one, 500), owes(two, 500)
    came((500, "ﾔﾏﾀﾞ ﾊﾅｺ"))
    assert receipt().state == State.OPEN
    match(receipt(), one.organization, actor=boss())
    came((700, "ヤマダ　ハナコ"), day=today())
    assert (receipt().state, advance_of(one.organization_id)) == (State.MATCHED, 700)
    came((500, "22222222 ﾔﾏﾀﾞ ﾊﾅｺ"), day=today())
    assert receipt().organization == two.organization
    came((1, "ﾔﾏﾀﾞ ﾊﾅｺ"), day=today())
    assert receipt().state == State.OPEN


def test_what_is_booked_tomorrow_pays_its_invoice_once() -> None:
    contract = payer()
    made = owes(contract, 1100)
    came((1100, "12345678"), day=today() + timedelta(days=1))
    came((1100, "12345678"))
    assert (open_of(made.number), owed(contract.organization), advance_of(contract.organization_id)) == (0, [], 1100)


def test_a_reference_to_nobody_or_to_two_waits_for_a_person() -> None:
    payer(), payer("2222-2222")
    came((1, "99999999 ﾔﾏﾀﾞ"), (2, "12345678 22222222"))
    assert set(Receipt.objects.values_list("state", flat=True)) == {State.OPEN}
    assert books() == {Account.BANK: 3, Account.UNMATCHED: -3}


def test_the_same_file_an_overlapping_one_and_another_layout_book_nothing_twice() -> None:
    lines = [(500, "ﾔﾏﾀﾞ"), (500, "ﾔﾏﾀﾞ"), (600, "ｻﾄｳ")]
    assert came(*lines).new == 3
    again = came(*lines)
    assert (again.new, again.known) == (0, 3)
    more = came(lines[0], lines[1], lines[1], (700, "ｽｽﾞｷ"))
    assert (more.new, more.known) == (2, 2)
    other = take(movements([(today() - timedelta(days=1), 500, "ﾔﾏﾀﾞ")]), actor=boss())
    assert (other.new, other.known) == (0, 1)
    assert books()[Account.BANK] == 500 * 3 + 600 + 700


def test_a_file_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def fails(*told: object, **named: object) -> None:
        made.append(told)
        if len(made) == 2:
            raise PaymentError("split")

    contract = payer()
    owes(contract, 100)
    monkeypatch.setattr("harimi.service.payments.taking.match", fails)
    with pytest.raises(PaymentError):
        came((1, "12345678"), (2, "12345678"))
    assert not Receipt.objects.exists()
    assert Account.BANK not in books()


def test_the_exact_one_is_paid_first_then_the_oldest_and_the_rest_is_in_advance() -> None:
    contract = payer()
    first, second, third = owes(contract, 1000), owes(contract, 500), owes(contract, 300)
    came((500, "12345678"))
    assert [open_of(one.number) for one in (first, second, third)] == [1000, 0, 300]
    came((1100, "12345678"))
    assert [open_of(one.number) for one in (first, second, third)] == [0, 0, 200]
    came((950, "12345678"))
    assert advance_of(contract.organization_id) == 750
    fourth = owes(contract, 600)
    assert (open_of(fourth.number), advance_of(contract.organization_id)) == (0, 150)
    by_hand.refund(contract.organization, 150, "客先の希望", "k1", actor=boss())
    by_hand.refund(contract.organization, 150, "客先の希望", "k1", actor=boss())
    assert advance_of(contract.organization_id) == 0
    with pytest.raises(PaymentError, match="advance"):
        by_hand.refund(contract.organization, 1, "x", "k2", actor=boss())


def test_a_person_splits_over_invoices_and_no_more_than_there_is() -> None:
    contract = payer()
    first, second = owes(contract, 1000), owes(contract, 500)
    came((900, "ﾔﾏﾀﾞ"))
    for wrong in (
        {first.number: 901},
        {second.number: 501},
        {first.number: 500, second.number: 401},
        {"x": 1},
        {first.number: -1},
    ):
        with pytest.raises(PaymentError, match="split"):
            match(receipt(), contract.organization, actor=boss(), split=wrong)
    match(receipt(), contract.organization, actor=boss(), split={first.number: 400, second.number: 500})
    assert [open_of(one.number) for one in (first, second)] == [600, 0]
    with pytest.raises(PaymentError, match="not_open"):
        match(receipt(), contract.organization, actor=boss())


def test_a_fee_of_the_bank_is_taken_by_a_person_within_what_the_operator_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.services.policies import operator

    contract = payer()
    made = owes(contract, 1100)
    came((800, "12345678"))
    undo(receipt(), "手数料", actor=boss())
    with pytest.raises(PaymentError, match="short"):
        match(receipt(), contract.organization, actor=boss(), split={made.number: 800}, short=True)
    profile = operator()
    payments = profile.billing.payments.model_copy(update={"short_yen": 330})
    profile = profile.model_copy(update={"billing": profile.billing.model_copy(update={"payments": payments})})
    monkeypatch.setattr("harimi.service.payments.booking.matching.operator", lambda: profile)
    with pytest.raises(PaymentError, match="short"):
        match(receipt(), contract.organization, actor=boss(), split={made.number: 790}, short=True)
    match(receipt(), contract.organization, actor=boss(), split={made.number: 800}, short=True)
    assert open_of(made.number) == 0
    assert books()[Account.CHARGES] == 300
    undo(receipt(), "やはり", actor=boss())
    assert open_of(made.number) == 1100
    assert Account.CHARGES not in books()


def test_a_wrong_match_is_undone_and_what_its_advance_paid_is_open_again() -> None:
    wrong, right = payer(), payer("2222-2222")
    first = owes(wrong, 300)
    came((1000, "12345678"))
    second = owes(wrong, 500)
    assert [open_of(one.number) for one in (first, second)] == [0, 0]
    undo(receipt(), "別のお客様", actor=boss())
    assert [open_of(one.number) for one in (first, second)] == [300, 500]
    assert advance_of(wrong.organization_id) == 0
    row = receipt()
    assert (row.state, row.organization) == (State.OPEN, None)
    assert row.subject_id != wrong.subject_id
    assert row.payer == "12345678"
    match(row, right.organization, actor=boss())
    assert (receipt().subject_id, advance_of(right.organization_id)) == (right.subject_id, 1000)
    with pytest.raises(PaymentError, match="reason"):
        undo(receipt(), " ", actor=boss())


def test_what_was_refunded_meanwhile_keeps_a_match_from_being_undone() -> None:
    contract = payer()
    came((1000, "12345678"))
    by_hand.refund(contract.organization, 600, "返金", "k", actor=boss())
    with pytest.raises(PaymentError, match="refunded"):
        undo(receipt(), "別人", actor=boss())
    assert receipt().state == State.MATCHED
    assert books() == {Account.BANK: 400, Account.ADVANCE: -400}


def test_money_goes_back_or_is_a_payout_and_both_are_undone() -> None:
    came((1000, "ﾀﾞﾚｶ"))
    send_back(receipt(), "誤入金", actor=boss())
    assert books() == {}
    undo(receipt(), "取り違え", actor=boss())
    pay_out(receipt(), 30, actor=boss())
    assert books() == {Account.BANK: 1000, Account.CHARGES: 30, Account.CARD: -1030}
    undo(receipt(), "取り違え", actor=boss())
    assert books() == {Account.BANK: 1000, Account.UNMATCHED: -1000}


def test_a_payout_that_was_announced_is_in_the_books_once() -> None:
    announced = [Side(Account.TRANSIT, 970), Side(Account.CHARGES, 30), Side(Account.CARD, -1000)]
    post(Happened(Entry.Kind.MATCH, today(), "card-payout:1"), announced)
    came((970, "ｽﾄﾗｲﾌﾟ"))
    pay_out(receipt(), 0, actor=boss())
    assert books() == {Account.BANK: 970, Account.CHARGES: 30, Account.CARD: -1000}


def test_a_payout_of_another_collector_leaves_what_was_announced_on_its_way() -> None:
    announced = [Side(Account.TRANSIT, 970), Side(Account.CHARGES, 30), Side(Account.CARD, -1000)]
    post(Happened(Entry.Kind.MATCH, today(), "card-payout:1"), announced)
    for yen, on_its_way, told in ((500, 970, "debits"), (970, 0, "that one"), (970, 0, "arrived already")):
        came((yen, told))
        pay_out(receipt(), 0, actor=boss())
        assert books().get(Account.TRANSIT, 0) == on_its_way
    undo(receipt(), "取り違え", actor=boss())
    assert books().get(Account.TRANSIT, 0) == 0


def test_an_invoice_that_is_taken_back_frees_its_money_and_a_credit_note_pays_the_next() -> None:
    contract = payer()
    made = owes(contract, 1000)
    came((1000, "12345678"))
    take_back(made, "間違い", actor=boss(), again=False)
    assert (open_of(made.number), advance_of(contract.organization_id)) == (0, 1000)
    undo(receipt(), "別人", actor=boss())
    assert (open_of(made.number), advance_of(contract.organization_id)) == (0, 0)
    owes(contract, -400)
    assert advance_of(contract.organization_id) == 400
    assert open_of(owes(contract, 1000).number) == 600


def test_what_is_never_paid_is_written_off_and_taken_back() -> None:
    contract = payer()
    made = owes(contract, 1100)
    by_hand.write_off(made, "倒産", actor=boss())
    assert (open_of(made.number), books()[Account.BAD_DEBT]) == (0, 1100)
    with pytest.raises(PaymentError, match="paid"):
        by_hand.write_off(made, "倒産", actor=boss())
    by_hand.take_write_off_back(made, "支払いがあった", actor=boss())
    assert open_of(made.number) == 1100


def test_a_loss_of_an_invoice_that_is_taken_back_is_none_and_gives_no_advance() -> None:
    contract = payer()
    made = owes(contract, 1100)
    came((100, "12345678"))
    by_hand.write_off(made, "倒産", actor=boss())
    take_back(made, "間違い", actor=boss(), again=False)
    assert advance_of(contract.organization_id) == 100
    assert books() == {Account.BANK: 100, Account.ADVANCE: -100}


def test_candidates_owe_just_that() -> None:
    one, two = payer(), payer("2222-2222")
    first, _, third = owes(one, 700), owes(one, 500), owes(two, 700)
    assert owing_exactly(700) == [(first.number, 700), (third.number, 700)]


def test_two_files_at_once_are_refused_instead_of_booked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    came((500, "ﾔﾏﾀﾞ"))
    monkeypatch.setattr(Entry.objects, "filter", lambda **_: Entry.objects.none())
    with pytest.raises(StatementError, match="at_the_same_time"):
        came((500, "ﾔﾏﾀﾞ"))
    assert Receipt.objects.count() == 1


def test_customers_of_a_file_are_locked_in_one_order_before_any_is_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = payer(), payer("2222-2222")
    locked: list[list[int]] = []
    monkeypatch.setattr(
        "harimi.service.payments.taking.lock_all", lambda rows: locked.append(sorted(rows.values_list("pk", flat=True)))
    )
    came((1, "22222222"), (2, "12345678"))
    assert locked == [sorted([one.pk, two.pk])]
