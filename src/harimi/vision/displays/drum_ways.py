"""Which way the wheels of a row turn: the next figure comes from below, as on nearly all meters, or from above.

A wheel between two figures shows it, one that rests does not. All wheels of a row turn the same way, so the row decides,
and each wheel is then believed as one that turns that way.
"""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

RARE = np.log(0.03 / 0.97)
"""Logarithm of the odds, before anything is seen, that a row's next figures come from above."""
MOST = 4.0
"""The most that one wheel's testimony counts for or against: it is one network that says it of all wheels."""


def from_above(odds: FloatArray, legible: FloatArray) -> float:
    """How surely a row's next figures come from above, by each wheel's logarithm of the odds `(n,)` and its legibility `(n,)`.

    >>> round(from_above(np.array([0.0, 0.1]), np.ones(2)), 2)
    0.03
    >>> round(from_above(np.array([4.0, 3.0, -0.1]), np.ones(3)), 2)
    0.97
    """
    return float(1 / (1 + np.exp(-RARE - (np.clip(odds, -MOST, MOST) * legible).sum())))


def believed(ways: FloatArray, odds: FloatArray, legible: FloatArray) -> FloatArray:
    """The phases `(n, 100)` of a row's wheels of which `ways` `(2, n, 100)` says what they are either way: below, above."""
    above = from_above(odds, legible)
    return (1 - above) * ways[0] + above * ways[1]
