"""Yen and tax, against an oracle of exact fractions."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harimi.service.billing.money import Rounding, divided, share, taxed

MODES: dict[Rounding, str] = {"floor": ROUND_FLOOR, "round": ROUND_HALF_UP, "ceiling": ROUND_CEILING}
AMOUNTS = st.lists(st.tuples(st.integers(-(10**9), 10**9), st.sampled_from([10, 8, 0])), min_size=1, max_size=30)


def oracle(total: int, rate: int, *, with_tax: bool, rounding: Rounding) -> int:
    """The tax by decimal arithmetic, of the amount without its sign."""
    exact = Decimal(abs(total)) * rate / (100 + rate if with_tax else 100)
    whole = int(exact.to_integral_value(MODES[rounding]))
    return whole if total >= 0 else -whole


@given(AMOUNTS, st.booleans(), st.sampled_from(list(MODES)))
def test_tax_is_what_exact_arithmetic_says_once_for_each_rate(
    amounts: list[tuple[int, int]], with_tax: bool, rounding: Rounding
) -> None:
    lines = taxed(amounts, with_tax=with_tax, rounding=rounding)
    assert [line.rate for line in lines] == sorted({rate for _, rate in amounts}, reverse=True)
    for line in lines:
        total = sum(yen for yen, rate in amounts if rate == line.rate)
        assert line.tax == oracle(total, line.rate, with_tax=with_tax, rounding=rounding)
        assert (line.gross if with_tax else line.net) == total


@given(AMOUNTS, st.booleans(), st.sampled_from(list(MODES)))
def test_what_is_taken_back_is_what_was_charged(amounts: list[tuple[int, int]], with_tax: bool, rounding: Rounding) -> None:
    there = taxed(amounts, with_tax=with_tax, rounding=rounding)
    back = taxed([(-yen, rate) for yen, rate in amounts], with_tax=with_tax, rounding=rounding)
    assert [(-one.net, -one.tax) for one in back] == [(one.net, one.tax) for one in there]


@pytest.mark.parametrize(
    ("yen", "with_tax", "rounding", "tax"),
    [
        ([105, 105, 105], False, "floor", 31),  # the published example: once an invoice, not 10 + 10 + 10
        ([1000], True, "floor", 90),
        ([1000, 1000], True, "floor", 181),
        ([1000, 1000, 1000], True, "floor", 272),
        ([1000], True, "round", 91),
        ([1000], True, "ceiling", 91),
        ([-1000], True, "floor", -90),
    ],
)
def test_known_examples(yen: list[int], with_tax: bool, rounding: Rounding, tax: int) -> None:
    assert taxed([(one, 10) for one in yen], with_tax=with_tax, rounding=rounding)[0].tax == tax


@given(st.integers(0, 10**9), st.integers(0, 31), st.integers(28, 31))
def test_a_share_is_never_more_than_its_part_and_a_whole_month_is_the_price(yen: int, part: int, whole: int) -> None:
    found = share(yen, part, whole)
    assert Fraction(yen * part, whole) - 1 < found <= Fraction(yen * part, whole)
    assert share(yen, whole, whole) == yen


def test_halves_are_rounded_up_and_down_alike() -> None:
    assert (divided(5, 2, "round"), divided(-5, 2, "round"), divided(5, 2), divided(5, 2, "ceiling")) == (3, -3, 2, 3)
