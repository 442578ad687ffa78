"""A located dial of which nobody said the range, with the ranges that its numerals may mean."""

from dataclasses import dataclass

from harimi.vision.find.dial_numbered import by_numerals
from harimi.vision.find.dial_numerals import Numeral, find_numerals
from harimi.vision.find.dial_ranges import Ranged, beside, ranges
from harimi.vision.find.dial_takes import Taken
from harimi.vision.find.dial_values import Numbered
from harimi.vision.geometry import Image


@dataclass(frozen=True, slots=True)
class OwnRange:
    """Both ways to take the dial with the likeliest of the ranges that are `known`, and the `numbers` of the better one.

    `rest` is how many numbers along the scale do not lie on it: there may be a second one.
    """

    best: Taken
    other: Taken
    numbers: Numbered
    numerals: tuple[Numeral, ...]
    known: tuple[Ranged, ...]
    rest: int


def by_own_range(image: Image, pair: tuple[Taken, Taken]) -> OwnRange | None:
    """The dial as its own numerals have it; None where they make no scale."""
    numerals = find_numerals(image, pair[0].placed.corners)
    known = tuple(ranges(numerals, pair[0].placed))
    if not known:
        return None
    best, other = by_numerals(image, pair, known[0].ends)
    if best.numbers is None:
        return None
    return OwnRange(best, other, best.numbers, numerals, known, len(beside(numerals, known[0])))
