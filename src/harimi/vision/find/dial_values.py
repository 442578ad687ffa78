"""Where a scale starts and ends by its numerals: the run of values along the angle that explains most of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harimi.vision.find.dial_numerals import Numeral

FloatArray = NDArray[np.float64]
NEAR, TIGHT = 5.0, 3.0
"""Degrees by which a numeral may miss its place, at first and in the end: end numerals are often moved aside."""
START, SWEEP = 0.16, 0.25
"""How far the scale's start and sweep may be from where its marks were seen, as shares of that sweep (deviations)."""
BENDS = (0.0, 0.25, 0.45, 0.65, 0.8)
"""Crowding of the low values that is tried on panel meters."""
RING = 0.13
"""How far a numeral may lie off the others' circle, in radii of the scale."""
FEWEST = 3
FINEST, OFF_STEP = 0.03, 0.08
"""The finest step from numeral to numeral, as a share of the range, and by how much of a step a value may lie beside one."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A scale by its numerals: `start` and `sweep` in degrees, how it crowds its low values (`bend`, 0 to 0.8).

    `count` numerals of `of` that have a value in the range fit; they cover the share `cover` of it and miss their places by
    `error` degrees (root mean square). `knots` are pairs of a share of the range and by how much of the sweep the numeral
    there stands ahead of its place.
    """

    start: float
    sweep: float
    bend: float
    count: int
    of: int
    cover: float
    error: float
    knots: tuple[tuple[float, float], ...]


def bent(share: FloatArray, bend: float) -> FloatArray:
    """Where values stand on a scale that crowds its low ones, all as shares."""
    return share + bend * share * (share - 1)


def number_scale(
    numerals: tuple[Numeral, ...], ends: tuple[float, float], start: float, sweep: float, *, panel: bool
) -> Numbered | None:
    """The scale from `ends[0]` to `ends[1]` near the one that the marks suggest; None where too few numerals fit."""
    marks = _marks(numerals, ends, start, sweep)
    if len(set(marks.share.tolist())) < FEWEST:
        return None
    best = _best(marks, abs(sweep), BENDS if panel else (0.0,))
    return _settled(marks, best, start, sweep, panel=panel) if best is not None else None


@dataclass(frozen=True, slots=True)
class _Marks:
    """Every value that every numeral may have: `owner` the numeral, `share` of the range, `turn` of the sweep, `weight`."""

    owner: NDArray[np.int64]
    share: FloatArray
    turn: FloatArray
    radius: FloatArray
    weight: FloatArray

    def picked(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> "_Marks":
        return _Marks(self.owner[which], self.share[which], self.turn[which], self.radius[which], self.weight[which])


def _marks(numerals: tuple[Numeral, ...], ends: tuple[float, float], start: float, sweep: float) -> _Marks:
    low, span = ends[0], ends[1] - ends[0]
    rows = []
    for n, numeral in enumerate(numerals):
        turn, radius = turn_of(numeral, start, sweep), float(np.hypot(numeral.x, numeral.y))
        inside = [((v - low) / span, chance) for v, chance in numeral.values if -1e-6 <= (v - low) / span <= 1 + 1e-6]
        rows += [(n, share, turn, radius, chance) for share, chance in inside if 0.3 < radius < 1.4 and -0.4 < turn < 1.4]
    table = np.array(rows, np.float64).reshape(-1, 5)
    return _Marks(table[:, 0].astype(np.int64), table[:, 1], table[:, 2], table[:, 3], table[:, 4])


def turn_of(numeral: Numeral, start: float, sweep: float) -> float:
    """How far along the scale a numeral stands, as a share of the sweep; the gap is divided between both ends."""
    angle = float(np.degrees(np.arctan2(numeral.x, -numeral.y)))
    full = 360 / abs(sweep)
    share = (angle - start) * np.sign(sweep) % 360 / abs(sweep)
    return float(share if share < (1 + full) / 2 else share - full)


def _best(marks: _Marks, sweep: float, bends: tuple[float, ...]) -> tuple[float, float, float] | None:
    """Start, length and bend of the run through two marks that explains most of them."""
    i, j = np.triu_indices(len(marks.share), 1)
    apart = (marks.owner[i] != marks.owner[j]) & (np.abs(marks.share[i] - marks.share[j]) > 0.05)
    i, j = i[apart], j[apart]
    found: list[tuple[float, tuple[float, float, float]]] = []
    for bend in bends:
        place = bent(marks.share, bend)
        length = (marks.turn[j] - marks.turn[i]) / (place[j] - place[i])
        first = marks.turn[i] - length * place[i]
        fit = (np.abs(first) < 2.5 * START) & (np.abs(length - 1) < 2 * SWEEP)
        if fit.any():
            scores = _scores(marks, place, first[fit], length[fit], NEAR / sweep) - 0.4 * bend
            top = int(scores.argmax())
            found.append((float(scores[top]), (float(first[fit][top]), float(length[fit][top]), bend)))
    return max(found)[1] if found else None


def _scores(marks: _Marks, place: FloatArray, first: FloatArray, length: FloatArray, near: float) -> FloatArray:
    """How much of the numerals each run explains, less for runs far from the marks; each numeral counts once."""
    miss = (marks.turn[None] - first[:, None] - length[:, None] * place[None]) / near
    gains = marks.weight * np.exp(-0.5 * miss**2)
    owners = np.unique(marks.owner)
    best = np.stack([gains[:, marks.owner == owner].max(1) for owner in owners], 1)
    return np.asarray(best.sum(1) - 0.5 * ((first / START) ** 2 + ((length - 1) / SWEEP) ** 2))


def _settled(marks: _Marks, run: tuple[float, float, float], start: float, sweep: float, *, panel: bool) -> Numbered | None:
    """The run fitted to all numerals that lie on it."""
    members, size = marks, abs(sweep)
    for near in (NEAR, NEAR, TIGHT):
        members = _members(marks, run, 2 * near / size)
        if len(set(members.share.tolist())) < FEWEST:
            return None
        run = _fitted(members, run, TIGHT / size, panel=panel)
    first, length, bend = run
    miss = members.turn - first - length * bent(members.share, bend)
    order = np.argsort(members.share)
    knots = tuple((float(members.share[n]), float(miss[n] / length)) for n in order)
    error = float(np.sqrt(np.mean(miss**2))) * size
    inside = len(np.unique(marks.owner))
    return Numbered(
        start + first * sweep, length * sweep, bend, len(members.share), inside, float(np.ptp(members.share)), error, knots
    )


def _members(marks: _Marks, run: tuple[float, float, float], reach: float) -> _Marks:
    """Of each numeral the value that lies on the run, of each value the best numeral; all on about one circle."""
    first, length, bend = run
    miss = np.abs(marks.turn - first - length * bent(marks.share, bend)) / reach
    gains = marks.weight * np.exp(-0.5 * (2 * miss) ** 2)
    ring = float(np.median(marks.radius[miss < 1])) if (miss < 1).any() else 1.0
    kept: list[int] = []
    for n in np.argsort(-gains):
        fresh = marks.owner[n] not in marks.owner[kept] and marks.share[n] not in marks.share[kept]
        if miss[n] < 1 and fresh and abs(marks.radius[n] - ring) < RING:
            kept.append(int(n))
    return _regular(marks.picked(np.array(kept, np.int64)))


def _regular(members: _Marks) -> _Marks:
    """Without values that lie between the steps of the others: numerals follow each other in even steps, but for the ends."""
    shares = np.sort(members.share)
    steps = np.diff(shares)
    if len(shares) < FEWEST + 1:
        return members
    fits = [_on_steps(members.share, origin, step) for step in steps[steps > FINEST] for origin in shares]
    best = max(fits, key=lambda fit: int(fit.sum()), default=np.ones(len(shares), bool))
    ends = (members.share < 1e-6) | (members.share > 1 - 1e-6)
    return members.picked(best | ends) if best.sum() >= FEWEST else members


def _on_steps(shares: FloatArray, origin: float, step: float) -> NDArray[np.bool_]:
    turns = (shares - origin) / step
    return np.abs(turns - np.round(turns)) < OFF_STEP


def _fitted(members: _Marks, run: tuple[float, float, float], noise: float, *, panel: bool) -> tuple[float, float, float]:
    """Least squares for start, length and, on panel meters, bend; held to where the run was by a weak prior."""
    first, length, bend = run
    share = members.share
    terms = np.stack([np.ones(len(share)), share, share * (share - 1)], 1)
    weight = np.sqrt(members.weight) / noise
    held = np.diag([1 / START, 1 / SWEEP, 1 / 0.4 if panel else 1e6])
    system = np.concatenate([terms * weight[:, None], held])
    target = np.concatenate([members.turn * weight, held @ np.array([0.0, 1.0, bend * length if panel else 0.0])])
    first, length, crowd = np.linalg.lstsq(system, target, rcond=None)[0]
    return float(first), float(length), float(np.clip(crowd / length, -0.1, 0.85))
