"""How the numerals of a scale would be printed if they were worth what its range says, and how well those seen agree."""

from math import log

import numpy as np

from harimi.vision.find.dial_numerals import Numeral

FORMS = (".0f", ".1f", ".2f", ".3f", ".4g")
UNSURE = 1.0
"""What is added to the network's log-odds of a point: on scales without points it sees one by 0.07 at the median, on
those with points by 0.67.
"""
MOST = 2.5
"""How much one numeral may say for or against points (log-odds)."""


def meant(members: list[Numeral], values: list[float]) -> list[float]:
    """Of all that each numeral may be worth what is nearest to its value by its place on the scale."""
    return [min((v for v, _ in one.values), key=lambda v: abs(v - here)) for one, here in zip(members, values, strict=True)]


def printed(members: list[Numeral], worth: list[float]) -> float:
    """The share of a scale's numerals that read as they would be printed, in the best of the usual ways, points aside.

    `00` `20` `40` are 0.0, 2.0 and 4.0: nobody prints a nought twice.
    """
    ways = [[f"{abs(v):{form}}".replace(".", "") for v in worth] for form in FORMS]
    seen = [one.text.lstrip("-") for one in members]
    return max(float(np.mean([text == way for text, way in zip(seen, way, strict=True)])) for way in ways)


def pointed(members: list[Numeral], worth: list[float]) -> float:
    """What the points that were seen say for these values, log-odds over all numerals of two figures and more.

    A value that its figures make without a point speaks for there being none.
    """
    told = 0.0
    for one, value in zip(members, worth, strict=True):
        figures = one.text.lstrip("-")
        if len(figures) > 1:
            chance = min(0.99, max(0.01, one.dotted))
            odds = float(np.clip(log(chance / (1 - chance)) + UNSURE, -MOST, MOST))
            told += -odds if abs(value) == int(figures) else odds
    return told
