"""What is due and was not billed: a month's lines, or, where it was billed before, what became of them since.

One rule for all: what is due now, less what was billed. Done twice it finds nothing the second time, and what is known late
lands on the next invoice with its reason.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Q

from harimi.service.billing.due.facts import COUNTED_BACK, Facts, facts_of
from harimi.service.billing.due.lines import Due
from harimi.service.billing.due.month import due
from harimi.service.billing.models import Charge, Invoice, Run
from harimi.service.billing.months import first_of, months, next_of
from harimi.service.contracts.models import Contract
from harimi.service.privacy.days import today

LOOKED_BACK = 12
"""Months before the one of the run whose lines are worked out anew."""
BY_HAND = (Charge.Kind.CREDIT, Charge.Kind.REQUEST, Charge.Kind.OTHER)
"""Kinds that no contract makes due."""
Basis = tuple[str, bool, int]


def outstanding(contract: Contract, month: date) -> list[Due]:
    """All lines up to the end of a month that were not billed, oldest first."""
    first = max(_begun(month), next_of(month, -LOOKED_BACK), first_of(contract.since))
    if first > month:
        return []
    facts, billed = facts_of(contract, first, month), _billed(contract, first)
    return [line for one in months(first, month) for line in _of_month(due(facts, one), _compared(facts, one, billed[one]))]


def worked_out(kind: str, month: date) -> bool:
    """Whether a run of the last month still works out what that month makes due of a kind."""
    if kind in BY_HAND:
        return False
    back = COUNTED_BACK if kind == Charge.Kind.READINGS else LOOKED_BACK
    return month >= next_of(first_of(today()), -1 - back)


def _begun(month: date) -> date:
    """The first month that was ever billed with this program; what was before is somebody else's."""
    runs = Run.objects.exclude(state=Run.State.DROPPED)
    firsts = (rows.order_by("month").values_list("month", flat=True).first() for rows in (runs, Invoice.objects.all()))
    return min([month, *(one for one in firsts if one)])


def _billed(contract: Contract, first: date) -> dict[date, dict[Basis, list[Charge]]]:
    """Charges by month and basis that stand: neither taken back nor taking back."""
    rows = Charge.objects.filter(organization=contract.organization_id, month__gte=first).exclude(kind__in=BY_HAND)
    gone = Q(invoice__taken_back_by__isnull=False) | Q(invoice__kind=Invoice.Kind.CREDIT, invoice__of__isnull=False)
    found: dict[date, dict[Basis, list[Charge]]] = defaultdict(lambda: defaultdict(list))
    for one in rows.exclude(gone):
        found[one.month][one.kind, one.with_tax, one.rate].append(one)
    return found


def _compared(facts: Facts, month: date, billed: dict[Basis, list[Charge]]) -> dict[Basis, list[Charge]]:
    """Readings of a month in which they are not looked at stay as they were billed."""
    if month in facts.readings:
        return billed
    return {basis: charges for basis, charges in billed.items() if basis[0] != Charge.Kind.READINGS}


def _of_month(lines: Sequence[Due], billed: dict[Basis, list[Charge]]) -> Iterator[Due]:
    if not billed:
        yield from lines
        return
    now: dict[Basis, list[Due]] = defaultdict(list)
    for line in lines:
        now[line.basis].append(line)
    for basis in sorted({*now, *billed}):
        found = _difference(now.get(basis, []), billed.get(basis, []))
        if found is not None:
            yield found


def _difference(now: Sequence[Due], billed: Sequence[Charge]) -> Due | None:
    """One line for what changed about a month's charges of one kind; None where nothing did."""
    was, is_now = sum(one.yen for one in billed), sum(one.yen for one in now)
    if was == is_now:
        return None
    like = now[-1] if now else _as_due(billed[-1])
    about = {
        "plan": like.about.get("plan", ""),
        "was": was,
        "is": is_now,
        "was_used": _used(billed),
        "is_used": _used(now),
        "spans": [span for one in now for span in one.about.get("spans", [])],
    }
    return replace(like, quantity=1, unit_yen=is_now - was, yen=is_now - was, about=about, corrects=True)


def _as_due(one: Charge) -> Due:
    kind = Charge.Kind(one.kind)
    return Due(kind, one.month, one.first, one.last, 1, 0, 0, one.with_tax, one.rate, one.about, one.label_ja, one.label_en)


def _used(lines: Sequence[Due | Charge]) -> int:
    """Days of use, readings or pieces: what a person compares. Of what was billed the last word counts."""
    last = next((one.about["is_used"] for one in reversed(lines) if "is_used" in one.about), None)
    return last if last is not None else sum(one.about.get("used", one.about.get("count", one.quantity)) for one in lines)
