"""Whatever happens in between: what was counted is billed once, to the last unit and to the yen."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harimi.service.billing.months import months
from harimi.service.letting import tariffs
from harimi.service.letting.due.facts import facts_of
from harimi.service.letting.due.outstanding import outstanding
from harimi.service.letting.due.stretches import Stretch, stretches
from harimi.service.letting.issuing.taking_back import take_back
from harimi.service.letting.models import Priced, Sharing, Statement, StatementLine, TariffVersion
from harimi.service.letting.pricing import Used, costs
from harimi.service.letting.splitting import apportion
from harimi.service.meters.models import Register
from harimi.service.readings.settled import Word, tell
from harimi.service.readings.usage import total_between
from tests.services.letting.houses import LATER, House, at, daily, flat, house

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), date(2026, 5, 1)
DAYS = st.integers(1, 149).map(lambda n: FIRST + timedelta(days=n))


@dataclass(frozen=True)
class Step:
    """Something that happens."""

    what: str
    day: date
    count: int


class Undo(Exception):  # noqa: N818
    """Takes an example out of the database again."""


STEPS = st.lists(
    st.builds(
        Step, st.sampled_from(["move", "price", "correct", "bill", "bill", "back", "share", "close"]), DAYS, st.integers(0, 30)
    ),
    max_size=9,
)


def happens(of: House, register: Register, step: Step) -> None:
    """Lets it happen as landlords, people and workers would."""
    who = of.tenants[step.count % len(of.tenants)]
    month = step.day.replace(day=1)
    if step.what == "move":
        register.meter.tenancies.filter(since__gte=at(step.day, step.count % 24)).delete()
        register.meter.tenancies.filter(until=None).update(until=at(step.day, step.count % 24))
        of.let(register, who, at(step.day, step.count % 24))
    elif step.what == "price":
        tariff = Priced.objects.filter(register=register).latest("since").tariff
        assert tariff is not None
        TariffVersion.objects.filter(tariff=tariff, since=step.day).delete()
        tariffs.new_version(
            tariff,
            step.day,
            flat(step.count * 7777, base_yen=step.count * 100, tax=8 if step.count % 2 else 10),
            actor=of.owner,
        )
    elif step.what == "correct":
        n = (step.day - FIRST).days
        tell(register, at(step.day), Word(Decimal(n * 31 + step.count), of.owner, "again"))
    elif step.what == "bill":
        of.issue(month)
    elif step.what == "back" and (made := Statement.objects.filter(kind="statement", taken_back_by=None).last()):
        take_back(made, "a slip", actor=of.owner)
    elif step.what == "share":
        rule = Sharing.Rule.WEIGHTS if step.count % 3 else Sharing.Rule.NONE
        parts = [tariffs.Has(one, weight=n + step.count) for n, one in enumerate(of.tenants)]
        tariffs.share(register, rule, step.day, [] if rule == Sharing.Rule.NONE else [*parts, tariffs.Has()], actor=of.owner)
    elif step.what == "close" and not Statement.objects.filter(month__gte=month).exists():
        tariffs.close_with(of.site, step.count % 29, month, actor=of.owner)


def holds(of: House, register: Register) -> None:
    """What must hold once everything was billed: nothing is left, and with what is the landlord's own it is all there is."""
    for month in months(FIRST, LAST):
        of.issue(month)
    found = outstanding(of.organization, LAST, LATER)
    assert not any(found.lines.values())
    assert not found.blocked
    standing = StatementLine.objects.filter(statement__of=None, statement__taken_back_by=None)
    used = standing.exclude(kind="base").aggregate(n=Sum("quantity"))["n"] or 0
    end = max(one.until for one in _all(of, register, LAST))
    own = sum(one.part for month in months(FIRST, LAST) for one in _all(of, register, month) if one.tenant is None)
    assert used + own == total_between(register, at(FIRST), end)
    numbers = sorted(int(one.number[-5:]) for one in Statement.objects.all())
    assert numbers == list(range(1, len(numbers) + 1))
    due = sum(
        line.yen for month in months(FIRST, LAST) for one in _all(of, register, month) if one.tenant for line in one.lines
    )
    assert (standing.aggregate(yen=Sum("yen"))["yen"] or 0) == due


def taxes_hold() -> None:
    """Each statement's tax is what the law says of its sums, once for each rate; all of it adds up."""
    for one in Statement.objects.filter(of=None):
        sums: dict[int, int] = {}
        for line in one.lines.all():
            sums[line.tax] = sums.get(line.tax, 0) + line.yen
        for told in one.taxes:
            gross = sums.pop(told["rate"])
            tax = abs(Fraction(gross * told["rate"], 100 + told["rate"]))
            assert told["tax"] == (1 if gross > 0 else -1) * (tax.numerator // tax.denominator)
            assert told["net"] + told["tax"] == gross
        assert not sums
        assert one.total == sum(told["net"] + told["tax"] for told in one.taxes)


def shares_hold(of: House, register: Register, month: date) -> None:
    """Parts of a shared register, the landlord's too, are its whole cost and use."""
    whole = facts_of(of.organization, month, month, LATER).billed(register, month).whole
    shared: dict[datetime, list[Stretch]] = {}
    for one in _all(of, register, month):
        if one.shared:
            shared.setdefault(one.since, []).append(one)
    for parts in shared.values():
        first = parts[0]
        cost = costs(first.version, Used(first.used, 0, (first.last - first.first).days + 1, whole))
        assert sum(line.yen for one in parts for line in one.lines) == sum(one.yen for one in cost)
        assert sum(one.part for one in parts) == first.used


def _all(of: House, register: Register, month: date) -> list[Stretch]:
    facts = facts_of(of.organization, month, month, LATER)
    return [one for each in facts.registers if each.pk == register.pk for one in stretches(facts, each, month)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_all_that_was_counted_is_billed_once(steps: list[Step]) -> None:
    try:
        with transaction.atomic():
            of = house()
            register = of.meter("101")
            of.tenant("A"), of.tenant("B")
            daily(register, FIRST, 160, 31)
            of.let(register, of.tenants[0], FIRST)
            of.tariff(FIRST, flat(123456, base_yen=1000), register)
            of.issue(FIRST)
            for step in steps:
                happens(of, register, step)
            holds(of, register)
            taxes_hold()
            for month in months(FIRST, LAST):
                shares_hold(of, register, month)
            raise Undo
    except Undo:
        pass


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_parts_add_up_and_are_nearly_exact(amount: int, weights: list[int]) -> None:
    parts = apportion(amount, weights)
    assert sum(parts) == amount
    if any(weights):
        assert all(abs(part - Fraction(amount * weight, sum(weights))) < 1 for part, weight in zip(parts, weights, strict=True))


@given(
    st.integers(0, 10**7),
    st.integers(0, 3),
    st.integers(0, 31),
    st.lists(st.integers(1, 10**5), max_size=4, unique=True),
    st.data(),
)
def test_lines_of_a_tariff_are_what_an_independent_sum_says(
    amount: int, decimals: int, days: int, limits: list[int], data: st.DataObject
) -> None:
    rates = data.draw(st.lists(st.integers(0, 10**6), min_size=len(limits) + 1, max_size=len(limits) + 1))
    ends = [*sorted(limits), None]
    version = TariffVersion(tiers=[{"upto": upto, "rate": rate} for upto, rate in zip(ends, rates, strict=True)], base_yen=777)
    found = costs(version, Used(amount, decimals, days, 31))
    assert sum(one.quantity for one in found if one.kind == "tier") == amount
    exact, below = Fraction(777 * days, 31), Fraction(0)
    for upto, rate in zip(ends, rates, strict=True):
        limit = Fraction(amount) if upto is None else Fraction(upto * 10**decimals * days, 31)
        part = max(Fraction(0), min(Fraction(amount), limit) - below)
        below = max(below, limit)
        exact += part * rate / 10_000 / 10**decimals
    assert abs(exact - sum(one.yen for one in found)) <= len(rates) + 1 + Fraction(
        max(rates) * 2 * len(rates), 10_000 * 10**decimals
    )
