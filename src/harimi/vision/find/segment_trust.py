"""How far a row may be trusted whose outline was moved to where it reads best: that flatters the reading."""

from dataclasses import replace

import numpy as np

from harimi.vision.observation import GLYPHS, Cell, Sight

TRUST = (-0.46, 0.81, -2.48)
"""Weights of `signs`, fitted as `training/segment_trust.py` does on the 704 of 1,786 drawn rows that were moved, 363 right.

Rows left where they were need it not: of 918 that would be published 1.7 % were wrong, of 243 moved ones 16 %.
"""


def lit(cell: Cell) -> float:
    """How probable it is that the cell shows a glyph at all."""
    return cell.legible * (1 - cell.glyphs[GLYPHS.index(" ")])


def signs(confidence: float, beside: list[Cell]) -> tuple[float, ...]:
    """What tells right rows from wrong ones among those whose outline was moved, for the logistic model `TRUST`.

    One, the odds that the cells themselves give their number (logarithm), and how likely the cells beside the row (`beside`)
    are digits too.
    """
    sure = float(np.clip(confidence, 1e-3, 1 - 1e-3))
    return 1.0, float(np.log(sure / (1 - sure))), max((lit(cell) for cell in beside), default=0.0)


def trusted(sight: Sight, shown: tuple[float, ...]) -> Sight:
    """The sight with its first cell less legible where the model trusts the row less than its cells do."""
    first, *others = sight.elements
    if not isinstance(first, Cell):
        return sight
    chance, sure = (1 / (1 + np.exp(-logit)) for logit in (float(np.dot(TRUST, shown)), shown[1]))
    return replace(sight, elements=(replace(first, legible=first.legible * min(1.0, float(chance / sure))), *others))
