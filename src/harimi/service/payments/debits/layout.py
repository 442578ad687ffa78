"""The Japanese Bankers Association's layout of direct debits (91): records of 120 bytes, for the request and for its result.

Source: the layout as banks publish it; docs/how/payments.md says which parts were compared with whose.
Digits stand to the right and are filled with zeros, names to the left and are filled with spaces.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from harimi.service.payments.debits.mandates import Account
from harimi.service.payments.statements.lines import StatementError
from harimi.service.payments.statements.zengin import number_of, records
from harimi.service.privacy.profile_payments import Debit as Collector

LENGTH = 120
RESULTS = ("0", "1", "2", "3", "4", "8", "9", "E", "N")
"""Collected; no funds; no such account; stopped by the payer; no mandate; stopped by us; other; wrong data; not known yet."""
PAID, NOT_YET = "0", "N"
_CODE, _DAY, _YEN, _RESULT = slice(4, 14), slice(54, 58), slice(80, 90), slice(111, 112)
_KEY = (slice(1, 5), slice(20, 23), slice(42, 50), _YEN, slice(91, 111))
"""What stays as it was sent: bank, branch, account, yen, customer; names the bank may write anew."""
Key = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a line of a request."""

    line: int
    key: Key
    yen: int
    result: str


@dataclass(frozen=True, slots=True)
class Answers:
    """A file of results: who collects, the month and day as MMDD, and all lines."""

    code: str
    day: str
    answers: Sequence[Answer]


def header(who: Collector, day: date, account_kind: str, account: str) -> str:
    """The first record."""
    kind = "2" if account_kind == "current" else "1"
    places = f"{who.bank_code}{who.bank_name:<15}{who.branch_code}{who.branch_name:<15}{kind}{account:0>7}"
    return f"1910{who.code:0>10}{who.name:<40}{day:%m%d}{places}{'':17}"


def data(account: Account, yen: int, customer: str, *, fresh: bool) -> str:
    """A record that asks for yen of a customer, who is named by digits."""
    where = (
        f"{account.bank_code}{'':15}{account.branch_code}{'':15}{'':4}{account.kind}{account.account:0>7}{account.holder:<30}"
    )
    return f"2{where}{yen:010}{'1' if fresh else '0'}{customer:0>20}0{'':8}"


def trailer(count: int, yen: int) -> str:
    """The record that counts; what was collected is nothing yet."""
    return f"8{count:06}{yen:012}{0:06}{0:012}{0:06}{0:012}{'':65}"


def whole(first: str, lines: Sequence[str], yen: int) -> bytes:
    """A file."""
    return "".join(f"{one}\r\n" for one in (first, *lines, trailer(len(lines), yen), f"9{'':119}")).encode("cp932")


def key_of(record: bytes) -> Key:
    """By what a line of the result is known."""
    return tuple(record[where] for where in _KEY)


def read(content: bytes) -> Answers:
    """A file of results. Raises `StatementError`."""
    lines = list(enumerate(records(content, LENGTH), 1))
    if len(lines) < 3 or lines[0][1][:3] != b"191":
        raise StatementError("no_debits", 1)
    if lines[-1][1][:1] != b"9":
        raise StatementError("no_end")
    first = lines[0][1]
    answers = list(_answers(lines[1:-2]))
    _check(lines[-2], answers)
    return Answers(first[_CODE].decode("ascii", "replace"), first[_DAY].decode("ascii", "replace"), answers)


def _answers(lines: Sequence[tuple[int, bytes]]) -> Iterator[Answer]:
    for line, record in lines:
        result = record[_RESULT].decode("ascii", "replace")
        if record[:1] != b"2":
            raise StatementError("order", line)
        if result not in RESULTS:
            raise StatementError("result", line, result)
        yield Answer(line, key_of(record), number_of(record, _YEN, line), result)


def _check(last: tuple[int, bytes], answers: Sequence[Answer]) -> None:
    line, record = last
    if record[:1] != b"8":
        raise StatementError("order", line)
    where = (slice(1, 7), slice(7, 19), slice(19, 25), slice(25, 37), slice(37, 43), slice(43, 55))
    told = [number_of(record, one, line) for one in where]
    paid = [one.yen for one in answers if one.result == PAID]
    failed = [one.yen for one in answers if one.result != PAID]
    found = [len(answers), sum(paid) + sum(failed), len(paid), sum(paid), len(failed), sum(failed)]
    if told != found:
        raise StatementError("total", line, f"{told} ≠ {found}")
