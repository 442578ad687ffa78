"""The journal as pairs of a debit and a credit: what every accounting program takes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.models import Entry, Posting
from harimi.service.billing.months import last_of


@dataclass(frozen=True, slots=True)
class Half:
    """One side of a line: whole yen with tax, of which `tax` is tax of `rate`, where it is sales."""

    account: Account
    yen: int
    tax: int = 0
    rate: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A debit and a credit of the same yen; lines of one entry have its `entry` number."""

    entry: int
    day: date
    debit: Half
    credit: Half
    text: str


def journal(first: date, last: date) -> Iterator[Line]:
    """All lines from a month to another, in order of day and number."""
    entries = Entry.objects.filter(day__gte=first, day__lte=last_of(last)).prefetch_related("postings")
    for one in entries.order_by("day", "id").iterator(chunk_size=500):
        yield from _lines(one)


def _lines(entry: Entry) -> Iterator[Line]:
    halves = _halves(entry.postings.all())
    debits, credits_ = [one for one in halves if one.yen > 0], [replace(one, yen=-one.yen) for one in halves if one.yen < 0]
    for debit, credit in paired(debits, credits_):
        yield Line(entry.pk, entry.day, debit, credit, entry.number)


def _halves(postings: Iterable[Posting]) -> list[Half]:
    """Sales with their tax; other accounts as they are."""
    found, tax = list[Half](), dict[int | None, int]()
    for one in postings:
        if one.account == Account.TAX:
            tax[one.rate] = tax.get(one.rate, 0) + one.yen
    for one in postings:
        if one.account == Account.SALES:
            of = tax.pop(one.rate, 0)
            found.append(Half(Account.SALES, one.yen + of, abs(of), one.rate))
        elif one.account != Account.TAX:
            found.append(Half(Account(one.account), one.yen))
    return found + [Half(Account.TAX, yen, rate=rate) for rate, yen in tax.items()]


def paired(debits: list[Half], credits_: list[Half]) -> Iterator[tuple[Half, Half]]:
    """The smaller of two at a time until nothing is left: sides are equal, and end together. Tax goes with its last part."""
    left, right = list(debits), list(credits_)
    while left and right:
        yen = min(left[0].yen, right[0].yen)
        yield _part(left, yen), _part(right, yen)


def _part(halves: list[Half], yen: int) -> Half:
    first = halves[0]
    if first.yen == yen:
        halves.pop(0)
        return first
    halves[0] = replace(first, yen=first.yen - yen)
    return replace(first, yen=yen, tax=0)
