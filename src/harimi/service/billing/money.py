"""Whole yen: shares of a price, and consumption tax, which is rounded once for each rate of an invoice.

Source: Consumption Tax Act, article 57-4, and the National Tax Agency's questions and answers on qualified invoices, 57.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Rounding = Literal["floor", "round", "ceiling"]
STANDARD, REDUCED, NONE = 10, 8, 0
"""Rates of consumption tax in percent since October 2019; `NONE` for what is not taxed."""
RATES = (STANDARD, REDUCED, NONE)


@dataclass(frozen=True, slots=True)
class TaxLine:
    """What was charged at one rate: `gross` is `net` and `tax`, in yen; `rate` in percent."""

    rate: int
    net: int
    tax: int

    @property
    def gross(self) -> int:
        """With the tax."""
        return self.net + self.tax


def divided(yen: int, by: int, rounding: Rounding = "floor") -> int:
    """A whole number of yen; half a yen is rounded up by `round`. A negative amount is rounded as its positive one is, so that
    what is taken back is what was charged.
    """
    if yen < 0:
        return -divided(-yen, by, rounding)
    if rounding == "floor":
        return yen // by
    if rounding == "ceiling":
        return -(-yen // by)
    return (2 * yen + by) // (2 * by)


def share(yen: int, part: int, whole: int) -> int:
    """The part of a month's price that `part` days of its `whole` days cost; less than a yen is not charged."""
    return divided(yen * part, whole)


def taxed(amounts: Iterable[tuple[int, int]], *, with_tax: bool, rounding: Rounding) -> list[TaxLine]:
    """The tax of an invoice from pairs of yen and rate, highest rate first. All amounts are with tax, or all without."""
    sums: dict[int, int] = defaultdict(int)
    for yen, rate in amounts:
        sums[rate] += yen
    return [_line(rate, total, with_tax, rounding) for rate, total in sorted(sums.items(), reverse=True)]


def _line(rate: int, total: int, with_tax: bool, rounding: Rounding) -> TaxLine:
    if with_tax:
        tax = divided(total * rate, 100 + rate, rounding)
        return TaxLine(rate, total - tax, tax)
    return TaxLine(rate, total, divided(total * rate, 100, rounding))
