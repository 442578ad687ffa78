"""Rings of numerals beside each other become the row of one counter."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from harimi.vision.find.numeral_rings import Ring

SURE = 6
"""Numerals in their places from which a ring is a dial beyond doubt."""
ENOUGH = 4
"""Numerals that will do where the dial stands in a row and turns as it must."""
PLAIN = 1.5
"""How much more a sure ring scores than any there that turns the other way."""
ALIKE = 1.25
"""How much the radii of two neighbours may differ."""
STEP = (2.3, 11.0)
"""From dial to dial, in radii of the numerals; the longest steps are those over a dial that was not found."""
SLOPE = 0.85
"""How far a neighbour may stand above or below, as a share of how far it stands to the right."""
EVEN = 1.3
"""How much the step to a weak ring may differ from the row's."""
GAP = 1.6
"""A step so much longer than another has lost a dial in between."""
FEWEST = 3


@dataclass(frozen=True)
class Row:
    """Dials from left to right. `whole` is False where one between them was not found."""

    rings: tuple[Ring, ...]
    whole: bool

    @property
    def score(self) -> float:
        """How plainly the numerals of its dials were seen, 0 to 1."""
        return min(1.0, sum(min(ring.score, 8.0) for ring in self.rings) / 8 / len(self.rings))

    @property
    def plain(self) -> bool:
        """Whether every dial of it is beyond doubt by its own numerals."""
        return self.whole and all(sure(ring) for ring in self.rings)

    @property
    def alternating(self) -> bool:
        """Whether neighbours turn opposite ways, as they do in electricity and gas meters."""
        return all(a.turning == -b.turning for a, b in pairwise(self.rings))

    def certain(self, n: int) -> bool:
        """Whether the dial at place `n` is beyond doubt, by its own numerals or by some of them and its turning against both
        neighbours.
        """
        ring, beside = self.rings[n], (*self.rings[max(0, n - 1) : n], *self.rings[n + 1 : n + 2])
        against = all(other.turning == -ring.turning and sure(other) for other in beside)
        return sure(ring) or (against and ring.figures >= ENOUGH and ring.score > PLAIN * ring.rival)


def sure(ring: Ring) -> bool:
    """Whether enough numerals stand in their places, and in their order one way round only."""
    return ring.figures >= SURE and ring.score > PLAIN * ring.rival


def find_rows(rings: tuple[Ring, ...]) -> tuple[Row, ...]:
    """Rows of sure rings, completed by weaker ones that stand where a dial must be; the longest and plainest first."""
    left = sorted((ring for ring in rings if sure(ring)), key=lambda ring: ring.middle[0])
    rows = []
    while left:
        chain = [left.pop(0)]
        while (after := _next(chain[-1], left)) is not None:
            chain.append(after)
            left.remove(after)
        full = _completed(chain, [ring for ring in rings if not sure(ring)])
        if len(full) >= FEWEST:
            rows.append(Row(tuple(full), _even(full)))
    return tuple(sorted(rows, key=lambda row: -len(row.rings) * row.score))


def _next(ring: Ring, others: list[Ring]) -> Ring | None:
    near = [other for other in others if neighbours(ring, other)]
    return min(near, key=lambda other: _step(ring, other), default=None)


def neighbours(ring: Ring, other: Ring) -> bool:
    """Whether `other` may be the next dial to the right of `ring`."""
    across, down = _off(ring, other)
    alike = 1 / ALIKE < ring.radius / other.radius < ALIKE
    return alike and across > 0 and abs(down) < SLOPE * across and STEP[0] < np.hypot(across, down) / ring.radius < STEP[1]


def _off(ring: Ring, other: Ring) -> tuple[float, float]:
    """How far another ring stands to the right and below, along this one's own axes, pixels."""
    right = ring.axes[0] / np.hypot(*ring.axes[0])
    way = other.middle - ring.middle
    return float(way @ right), float(way @ np.array([-right[1], right[0]]))


def _step(ring: Ring, other: Ring) -> float:
    return float(np.hypot(*(other.middle - ring.middle)))


def _completed(chain: list[Ring], weak: list[Ring]) -> list[Ring]:
    """The chain with weak rings that stand where its steps want a dial: between two, or next to an end."""
    if len(chain) < 2:
        return chain
    step = min(_step(a, b) for a, b in pairwise(chain))
    full = list(chain)
    for ring in sorted(weak, key=lambda ring: -ring.score):
        fits = [k for k in range(len(full) + 1) if _fills(full, k, ring, step)]
        if fits:
            full.insert(fits[0], ring)
    return full


def _fills(chain: list[Ring], k: int, ring: Ring, step: float) -> bool:
    """Whether a ring fits in at place `k` of a chain whose dials stand `step` apart."""
    before, after = chain[k - 1] if k else None, chain[k] if k < len(chain) else None
    pairs = [(before, ring)] if before else []
    pairs += [(ring, after)] if after else []
    return all(neighbours(a, b) and 1 / EVEN < _step(a, b) / step < EVEN for a, b in pairs)


def _even(chain: list[Ring]) -> bool:
    steps = [_step(a, b) for a, b in pairwise(chain)]
    return max(steps) < GAP * min(steps)
