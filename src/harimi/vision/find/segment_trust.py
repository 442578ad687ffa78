"""How far a row may be trusted whose outline was moved to where it reads best: that flatters the reading."""

from dataclasses import replace

import numpy as np

from harimi.vision.observation import GLYPHS, Cell, Sight

DIGITS = 10
"""The first of the glyphs are the digits."""
TRUST = (1.65, 0.77, 1.31, -0.54, -1.69)
"""Weights of `signs`, fitted as `training/segment_trust.py` does on the 106 of 264 drawn rows that were moved; 57 were right.

Of the 151 rows left where they were that would be published none was wrong, of 48 moved ones ten: only these need it.
"""


def lit(cell: Cell) -> float:
    """How probable it is that the cell shows a glyph at all."""
    return cell.legible * (1 - cell.glyphs[GLYPHS.index(" ")])


def sureness(cells: list[Cell]) -> np.ndarray:
    """Logarithm of the probability that each cell shows what it seems to show; behind a digit that is a digit."""
    sure = []
    inside = False
    for cell in cells:
        sure.append(max(cell.glyphs[:DIGITS] if inside else cell.glyphs) * cell.legible)
        inside = inside or int(np.argmax(cell.glyphs)) < DIGITS
    return np.log(np.array(sure) + 1e-3)


def signs(cells: list[Cell], beside: list[Cell], gained: float) -> tuple[float, ...]:
    """What tells right rows from wrong ones among those whose outline was moved, for the logistic model `TRUST`.

    One, the cells' sureness together, the least sure cell, what moving the outline gained, and how likely the cells beside the
    row (`beside`) are digits too.
    """
    sure = sureness(cells)
    out = max((lit(cell) for cell in beside), default=0.0)
    return 1.0, float(sure.sum()), float(sure.min()), gained, out


def trusted(sight: Sight, shown: tuple[float, ...]) -> Sight:
    """The sight with its first cell less legible where the model trusts the row less than its cells do."""
    first, *others = sight.elements
    if not isinstance(first, Cell):
        return sight
    chance = 1 / (1 + np.exp(-float(np.dot(TRUST, shown))))
    factor = min(1.0, float(chance / np.exp(shown[1])))
    return replace(sight, elements=(replace(first, legible=first.legible * factor), *others))
