"""Direct debit: each invoice is asked for once, and what the bank answers pays it or leaves it open."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail

from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import advance_of, open_of
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.debits.answering import answer
from harimi.service.payments.debits.asking import ask, content
from harimi.service.payments.debits.mandates import Account as Typed
from harimi.service.payments.debits.mandates import end_mandate, set_mandate
from harimi.service.payments.models import Debit, DebitFile, Mandate
from harimi.service.payments.statements.lines import StatementError
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.privacy.profile import Profile
from harimi.service.privacy.publication import at_start
from tests.services.applicants import mailed
from tests.services.billing.customers import boss, owner_of
from tests.services.payments.money import books, came, owes, payer
from tests.services.policies import operator

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = Typed("0001", "１２３", "1", "12345", "やまだ　はなこ")
IN_A_MONTH = timedelta(days=40)


def collector() -> Profile:
    """The example's operator, who collects."""
    profile = operator()
    told = {"code": "123", "name": "ﾊﾘﾐｹｲｿｸ(ｶ", "bank_code": "0001", "bank_name": "ﾐﾎﾝ", "branch_code": "001"}
    debit = type(profile.billing.payments.debit).model_validate(told)
    payments = profile.billing.payments.model_copy(update={"debit": debit})
    return profile.model_copy(update={"billing": profile.billing.model_copy(update={"payments": payments})})


@pytest.fixture(autouse=True)
def collecting(monkeypatch: pytest.MonkeyPatch) -> object:
    at_start()
    monkeypatch.setattr("harimi.service.payments.debits.asking.operator", collector)
    with using("payment_check"):
        yield


def results(sent: bytes, *codes: str) -> bytes:
    """What the bank sends back: the same lines, each with a code, and the sums."""
    lines = sent.decode("cp932").splitlines()
    data = [f"{line[:111]}{code}{line[112:]}" for line, code in zip(lines[1:-2], codes, strict=True)]
    yen = [(int(line[80:90]), line[111]) for line in data]
    paid, failed = [one for one, code in yen if code == "0"], [one for one, code in yen if code != "0"]
    sums = [(len(some), sum(some)) for some in ([one for one, _ in yen], paid, failed)]
    tail = "8" + "".join(f"{count:06}{total:012}" for count, total in sums) + " " * 65
    return "".join(f"{line}\r\n" for line in (lines[0], *data, tail, lines[-1])).encode("cp932")


def test_a_file_is_as_banks_take_it() -> None:
    contract = payer()
    set_mandate(contract.organization, TYPED, actor=boss())
    owes(contract, 1100), owes(contract, 2200)
    made = ask(today() + IN_A_MONTH, actor=boss())
    records = content(made, actor=boss()).split(b"\r\n")
    assert [len(one) for one in records] == [120] * 5 + [0]
    head, first, second, tail, end, _ = records
    assert head.startswith(b"1910" + b"0000000123" + "ﾊﾘﾐｹｲｿｸ(ｶ".encode("cp932"))
    assert head[54:58].decode() == f"{made.day:%m%d}"
    assert (first[:5], first[20:23], first[42:50]) == (b"20001", b"123", b"10012345")
    assert first[50:80].decode("cp932").rstrip() == "ﾔﾏﾀﾞ ﾊﾅｺ"
    assert (first[80:91], first[91:112]) == (b"00000011001", b"000000000000123456780")
    assert second[80:91] == b"00000022000"
    assert tail.startswith(b"8000002000000003300")
    assert end == b"9".ljust(120)


def test_an_invoice_is_asked_for_once_and_not_before_it_is_due() -> None:
    contract, other = payer(), payer("2222-2222")
    set_mandate(contract.organization, TYPED, actor=boss())
    owes(contract, 1100), owes(other, 500)
    with pytest.raises(PaymentError, match="nothing_due"):
        ask(today(), actor=boss())
    with pytest.raises(PaymentError, match="day"):
        ask(today() - timedelta(days=1), actor=boss())
    assert ask(today() + IN_A_MONTH, actor=boss()).count == 1
    for day in (today() + IN_A_MONTH, today() + 2 * IN_A_MONTH):
        with pytest.raises(PaymentError, match="nothing_due"):
            ask(day, actor=boss())
    assert DebitFile.objects.count() == Debit.objects.count() == 1


def test_what_was_collected_is_paid_once_and_what_failed_is_told_and_asked_for_again() -> None:
    contract = payer()
    set_mandate(contract.organization, TYPED, actor=boss())
    paid, failed = owes(contract, 1100), owes(contract, 2200)
    sent = content(ask(today() + IN_A_MONTH, actor=boss()), actor=boss())
    mailed()
    mail.outbox.clear()
    outcome = answer(results(sent, "0", "1"), actor=boss())
    assert (outcome.paid, outcome.failed) == (1, 1)
    assert (open_of(paid.number), open_of(failed.number)) == (0, 2200)
    assert books()[Account.CARD] == 1100
    assert DebitFile.objects.get().answered_at is not None
    (letter,) = mailed()
    assert letter.to == [owner_of(contract).email]
    assert failed.number in letter.subject
    assert "too little money" in letter.body or "残高が不足" in letter.body
    with pytest.raises(StatementError, match="answered"):
        answer(results(sent, "0", "1"), actor=boss())
    again = ask(today() + 2 * IN_A_MONTH, actor=boss())
    assert (again.count, again.yen) == (1, 2200)


def test_what_is_not_known_yet_waits_and_what_was_paid_twice_is_in_advance() -> None:
    contract = payer()
    set_mandate(contract.organization, TYPED, actor=boss())
    made = owes(contract, 1100)
    sent = content(ask(today() + IN_A_MONTH, actor=boss()), actor=boss())
    answer(results(sent, "N"), actor=boss())
    assert (open_of(made.number), DebitFile.objects.get().answered_at) == (1100, None)
    came((1100, "12345678"))
    answer(results(sent, "0"), actor=boss())
    assert (open_of(made.number), advance_of(contract.organization_id)) == (0, 1100)


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (lambda data: data.replace(b"0000001100", b"0000001101", 1), "total", 3),
        (lambda data: data[:-122], "no_end", 0),
        (lambda data: data[:122] + data[122:].replace(b"12345678", b"12345679", 1), "unknown_debit", 2),
        (lambda data: data[: 122 + 111] + b"7" + data[122 + 112 :], "result", 2),
        (lambda data: b"192" + data[3:], "no_debits", 1),
        (lambda data: data[:50], "length", 1),
    ],
)
def test_a_bad_file_changes_nothing(change: object, code: str, line: int) -> None:
    contract = payer()
    set_mandate(contract.organization, TYPED, actor=boss())
    made = owes(contract, 1100)
    sent = results(content(ask(today() + IN_A_MONTH, actor=boss()), actor=boss()), "0")
    with pytest.raises(StatementError) as error:
        answer(change(sent), actor=boss())  # type: ignore[operator]
    assert (error.value.code, error.value.line) == (code, line)
    assert open_of(made.number) == 1100
    assert Debit.objects.get().result == ""


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"bank_code": "12"}, "account"),
        ({"branch_code": "12a"}, "account"),
        ({"account": "12345678"}, "account"),
        ({"kind": "3"}, "account"),
        ({"holder": "山田花子"}, "holder"),
        ({"holder": "ヤ" * 31}, "holder"),
        ({"holder": " "}, "holder"),
    ],
)
def test_an_account_that_no_bank_takes_is_refused(changed: dict[str, str], code: str) -> None:
    with pytest.raises(PaymentError, match=code):
        set_mandate(payer().organization, replace(TYPED, **changed), actor=boss())
    assert not Mandate.objects.exists()


def test_an_account_is_changed_and_taken_away() -> None:
    contract = payer()
    set_mandate(contract.organization, TYPED, actor=boss())
    Mandate.objects.update(fresh=False)
    row = set_mandate(contract.organization, replace(TYPED, account="765"), actor=boss())
    assert (row.account, row.fresh, Mandate.objects.count()) == ("0000765", True, 1)
    end_mandate(contract.organization, actor=boss())
    with pytest.raises(PaymentError, match="no_mandate"):
        end_mandate(contract.organization, actor=boss())
