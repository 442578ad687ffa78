"""What moves along a strip, seen in two ways that know nothing of each other: as one border in all columns, and as the place
that parts the strip into two smooth halves (or, for a float, into a band and the rest).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.geometry import Image, Quad, cut

FloatArray = NDArray[np.float64]
WIDE = 32
"""Columns of the rectified strip."""
TALL = (96, 384)
"""Fewest and most rows of it; between them a row is a pixel of the photograph."""
SIDE = 0.15
"""Share of the strip's width on either side that is not looked at: walls of the glass, edges of a window."""
REACH = 0.02
"""Share of the strip before and after a place that are compared there."""
NOISE = 1.5
"""Levels of colour (CIE Lab, 8 bit) below which a border is none."""
MOST = 6
"""Borders that are weighed."""
ENDS = 0.015
"""Nearer to an end of the strip than this share of it no border is seen."""
FLOAT = (0.02, 0.35)
"""Height of a float as a share of the strip."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where along the strip (0 to 1) something may stand: how plain its border is there, and how much of the strip's colour
    it explains, each 0 to 1.
    """

    at: float
    plain: float
    explained: float

    @property
    def score(self) -> float:
        """What both ways of seeing say together."""
        return self.plain * max(self.explained, 0.02) ** 0.5


@dataclass(frozen=True, slots=True)
class Strip:
    """Places found, the likeliest first, where the smooth halves alone would part the strip, and its length in pixels."""

    places: tuple[Place, ...]
    parted: float
    length: float


def look(image: Image, corners: Quad, *, floats: bool) -> Strip:
    """The places in a strip of a photograph (BGR or grey) where a surface may stand, or the middle of a float."""
    length = _length(corners)
    rows = _rows(image, corners, int(np.clip(round(length), *TALL)))
    profile = rows.mean(1)
    borders = _borders(rows)
    if floats:
        parted, found = _bands(profile, borders)
    else:
        parted, found = _halves(profile, borders)
    return Strip(tuple(sorted(found, key=lambda place: -place.score)), parted, length)


def _length(corners: Quad) -> float:
    a, b, c, d = np.asarray(corners)
    return float(np.hypot(*((c + d) / 2 - (a + b) / 2)))


def _rows(image: Image, corners: Quad, tall: int) -> FloatArray:
    """The strip's inner columns, `(rows, columns, channels)`."""
    strip = cut(image, corners, WIDE, tall)
    colours = strip[..., None] if strip.ndim == 2 else cv2.cvtColor(strip, cv2.COLOR_BGR2LAB)
    margin = round(SIDE * WIDE)
    return np.asarray(colours[:, margin:-margin], np.float64)


@dataclass(frozen=True, slots=True)
class _Border:
    at: float
    plain: float
    change: FloatArray


def _borders(rows: FloatArray) -> list[_Border]:
    """Places where all columns change alike, the plainest first."""
    tall, reach = len(rows), max(2, round(REACH * len(rows)))
    sums = np.concatenate([np.zeros((1, *rows.shape[1:])), rows.cumsum(0)])
    at = np.arange(reach, tall - reach + 1)
    change = (sums[at + reach] - 2 * sums[at] + sums[at - reach]) / reach
    common = np.median(change, 1)
    size, spread = np.linalg.norm(common, axis=1), np.linalg.norm(np.abs(change - common[:, None]).mean(1), axis=1)
    plain = size / (spread + NOISE)
    end = max(1, round(ENDS * tall))
    plain[(at < end) | (at > tall - end)] = 0
    found: list[_Border] = []
    for plainest in np.argsort(-plain):
        if len(found) == MOST or plain[plainest] <= 0:
            break
        n = _steepest(size, int(plainest), reach // 2)
        if all(abs(at[n] - one.at * tall) > reach for one in found):
            found.append(_Border(_between(size, n, at) / tall, float(plain[plainest] / (plain[plainest] + 4)), common[n]))
    return found


def _steepest(size: FloatArray, n: int, reach: int) -> int:
    """The row near one where the colour changes most: how plain a border is hardly differs between its rows."""
    first = max(0, n - reach)
    return first + int(np.argmax(size[first : n + reach + 1]))


def _between(size: FloatArray, n: int, at: NDArray[np.int64]) -> float:
    """The place of a peak between rows."""
    if not 0 < n < len(size) - 1:
        return float(at[n])
    before, here, after = size[n - 1 : n + 2]
    bend = before - 2 * here + after
    return float(at[n]) + (float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < 0 else 0.0)


def _halves(profile: FloatArray, borders: list[_Border]) -> tuple[float, list[Place]]:
    """Where two straight lines of colour part, and the borders with what parting there explains."""
    tall = len(profile)
    whole = _left_over(profile)[-1]
    above, below = _left_over(profile), _left_over(profile[::-1])[::-1]
    parts = np.arange(3, tall - 2)
    left = above[parts - 1] + below[parts]
    explained = np.zeros(tall + 1)
    explained[parts] = 1 - left / max(whole, 1e-6)
    best = float(parts[int(np.argmin(left))]) / tall
    return best, [Place(one.at, one.plain, float(explained[round(one.at * tall)])) for one in borders]


def _left_over(profile: FloatArray) -> FloatArray:
    """What a straight line through the first rows leaves unexplained, for each number of rows (`[n]`: rows 0 to n)."""
    t = np.arange(len(profile), dtype=np.float64)[:, None]
    n = t + 1
    sum_t, sum_tt = t.cumsum(0), (t * t).cumsum(0)
    sum_p, sum_pp, sum_tp = profile.cumsum(0), (profile**2).cumsum(0), (t * profile).cumsum(0)
    var, cov = sum_tt - sum_t**2 / n, sum_tp - sum_t * sum_p / n
    rest = sum_pp - sum_p**2 / n - np.where(var > 0, cov**2 / np.maximum(var, 1e-9), 0)
    return np.maximum(rest, 0).sum(1) + NOISE**2


def _bands(profile: FloatArray, borders: list[_Border]) -> tuple[float, list[Place]]:
    """Where a band of another colour stands out best from the rest, and pairs of borders with what a band there explains."""
    tall = len(profile)
    heights = np.unique(np.linspace(max(2, FLOAT[0] * tall), FLOAT[1] * tall, 14).round().astype(int))
    start, high = (grid.ravel() for grid in np.meshgrid(np.arange(1, tall - int(heights[0])), heights))
    whole = start + high < tall
    start, high = start[whole], high[whole]
    best = int(np.argmax(_explained(profile, start, start + high)))
    pairs = [(a, b) for a in borders for b in borders if FLOAT[0] <= b.at - a.at <= FLOAT[1]]
    ends = np.array([(round(a.at * tall), round(b.at * tall)) for a, b in pairs], dtype=int).reshape(-1, 2)
    told = _explained(profile, ends[:, 0], np.maximum(ends[:, 1], ends[:, 0] + 1))
    places = [
        Place((a.at + b.at) / 2, (a.plain * b.plain) ** 0.5 * _opposed(a, b), float(share))
        for (a, b), share in zip(pairs, told, strict=True)
    ]
    return float(start[best] + high[best] / 2) / tall, places


def _explained(profile: FloatArray, start: NDArray[np.int64], end: NDArray[np.int64]) -> FloatArray:
    """How much of the strip's colour is explained by one colour in rows `start` to `end` and another in all others."""
    tall = len(profile)
    sums = np.concatenate([np.zeros((1, profile.shape[1])), profile.cumsum(0)])
    squares = np.concatenate([[0.0], (profile**2).sum(1).cumsum()])
    inside, high = sums[end] - sums[start], end - start
    outside = sums[-1] - inside
    left = squares[-1] - (inside**2).sum(1) / high - (outside**2).sum(1) / np.maximum(tall - high, 1)
    whole = squares[-1] - (sums[-1] ** 2).sum() / tall + NOISE**2
    return np.asarray(np.maximum(0.0, 1 - np.maximum(left, 0.0) / whole))


def _opposed(a: _Border, b: _Border) -> float:
    """1 where one border undoes the other's change of colour, 0 where both change alike."""
    size = float(np.linalg.norm(a.change) * np.linalg.norm(b.change))
    return max(0.0, -float(a.change @ b.change) / max(size, 1e-6))
