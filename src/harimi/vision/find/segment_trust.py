"""How far a row may be trusted whose outline was moved to where it reads best: that flatters the reading."""

from dataclasses import dataclass, replace

import numpy as np

from harimi.vision.observation import GLYPHS, Cell, Sight

LEAST = 1e-3
"""Chances nearer to 0 or 1 than this are taken for no surer."""
TRUST = (-0.23, 0.71, 0.44, -1.61, 0.57, 0.88)
"""Weights of `signs`, fitted as `training/segment_trust.py` does on the 307 of 795 drawn rows that were moved, 180 right.

Rows left where they were need it not: of 409 that would be published 2.0 % were wrong, of 112 moved ones 7 %.
"""


def lit(cell: Cell) -> float:
    """How probable it is that the cell shows a glyph at all."""
    return cell.legible * (1 - cell.glyphs[GLYPHS.index(" ")])


@dataclass(frozen=True)
class Told:
    """Whether the number of digits was declared, and how surely a point is seen where declared decimals begin."""

    counted: bool
    point: float | None


def signs(confidence: float, before: float, beside: list[Cell], told: Told) -> tuple[float, ...]:
    """What tells right rows from wrong ones among those whose outline was moved, for the logistic model `TRUST`.

    One; the odds that the cells give their number, and those that they gave the same number `before` the row was moved
    (logarithms); how likely the cells beside the row (`beside`) are digits too; whether the number of digits was declared; and
    from -1 to 1 whether a point is seen where declared decimals begin.
    """
    pointed = 0.0 if told.point is None else 2 * told.point - 1
    return 1.0, _odds(confidence), _odds(before), max((lit(cell) for cell in beside), default=0.0), float(told.counted), pointed


def _odds(chance: float) -> float:
    """The logarithm of the odds."""
    clear = float(np.clip(chance, LEAST, 1 - LEAST))
    return float(np.log(clear / (1 - clear)))


def trusted(sight: Sight, shown: tuple[float, ...]) -> Sight:
    """The sight with its first cell less legible where the model trusts the row less than its cells do."""
    first, *others = sight.elements
    if not isinstance(first, Cell):
        return sight
    chance, sure = (1 / (1 + np.exp(-logit)) for logit in (float(np.dot(TRUST, shown)), shown[1]))
    return replace(sight, elements=(replace(first, legible=first.legible * min(1.0, float(chance / sure))), *others))
