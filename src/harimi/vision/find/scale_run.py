"""A run of values along a line, and the line that suits places of which it is known which is which."""

from dataclasses import dataclass, replace

import numpy as np

from harimi.vision.find.scale_numerals import FloatArray

BENT = 4
"""Numerals from which a slant of the view can be told."""
STIFF = 0.02
"""How much a slant has to explain."""


@dataclass(frozen=True, eq=False)
class Lattice:
    """A run of values along a line: `origin` and the unit vector `along` in pixels, and the places of its numerals there.

    The numeral `n` is worth `base + n * step` and stands where `(alpha + beta * s) / (1 + gamma * s)` is `n`, for `s` pixels
    from the origin; `places` are the `n` of the numerals seen, `matches` how well each reads so. `height` and `half` are the
    numerals' height and half the length of the longest. `residual` is how far they stand from their places (root mean square,
    in steps), `score` what all say together, `rival` what they say for other values, `asked` how many places lie between the
    outer numerals. `unpointed` is how likely the numerals have points that the values leave out, `moved` by how many steps the
    run was moved onto its marks.
    """

    origin: FloatArray
    along: FloatArray
    alpha: float
    beta: float
    gamma: float
    base: float
    step: float
    places: tuple[int, ...]
    matches: tuple[float, ...]
    height: float
    half: float
    residual: float
    score: float
    rival: float = 0.0
    unpointed: float = 0.0
    moved: float = 0.0

    @property
    def asked(self) -> int:
        """How many numerals stand between the outer ones seen, themselves among them."""
        return max(self.places) - min(self.places) + 1

    @property
    def pitch(self) -> float:
        """Pixels from numeral to numeral, in the middle of those seen."""
        middle = (min(self.places) + max(self.places)) / 2
        return abs(self.away(middle + 0.5) - self.away(middle - 0.5))

    def away(self, n: float) -> float:
        """Pixels from the origin along the line at which the place `n` is."""
        return (n - self.alpha) / (self.beta - self.gamma * n)

    def at(self, n: float) -> FloatArray:
        """The place `n` in the photograph."""
        return np.asarray(self.origin + self.away(n) * self.along)

    def value(self, n: float) -> float:
        """What the place `n` is worth."""
        return self.base + n * self.step

    def shifted(self, by: float) -> "Lattice":
        """The same with each place so many steps further on."""
        return replace(self, alpha=self.alpha - by, beta=self.beta - by * self.gamma, moved=by)


def through(at: FloatArray, places: np.ndarray, weights: FloatArray, size: tuple[float, float]) -> Lattice | None:
    """The line and the places along it that suit numerals in these pixels `(n, 2)` best; each is worth its place.

    `size` is the numerals' height and half the length of the longest. None where they do not follow each other.
    """
    origin, along = _line(at, weights)
    ahead = (at - origin) @ along
    spread = max(float(np.ptp(ahead)), 1e-6)
    s, n = ahead / spread, places.astype(float)
    middle = float(n.mean())
    rows = np.stack([np.ones_like(s), s, -s * (n - middle)], 1) * np.sqrt(weights)[:, None]
    stiff = np.diag([0, 0, STIFF if len(n) >= BENT else 1e6])
    alpha, beta, gamma = np.linalg.solve(rows.T @ rows + stiff + 1e-9 * np.eye(3), rows.T @ ((n - middle) * np.sqrt(weights)))
    told = (alpha + beta * s) / (1 + gamma * s)
    if abs(beta) < 1e-6 or np.any(1 + gamma * s < 0.3):
        return None
    residual = float(np.sqrt(np.average((told - n + middle) ** 2, weights=weights)))
    line = (float(alpha + middle), float((beta + middle * gamma) / spread), float(gamma / spread))
    seen, matches = tuple(int(n) for n in places), tuple(float(weight) for weight in weights)
    return Lattice(origin, along, *line, 0.0, 1.0, seen, matches, *size, residual, float(weights.sum()))


def _line(at: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The line through places, downwards or to the right."""
    origin = np.average(at, axis=0, weights=weights)
    _, _, axes = np.linalg.svd((at - origin) * np.sqrt(weights)[:, None], full_matrices=False)
    along = axes[0]
    return origin, np.asarray(-along if along[np.argmax(np.abs(along))] < 0 else along)
