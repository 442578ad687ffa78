"""Numerals of a straight scale as one run of values: equal steps of value stand at equal steps along a line.

Two numerals fix such a run; it is right where the others stand as it foretells. Each number may have been misread, so every
value that it could have counts, by its likelihood, and in the end each is compared with the figures that it should show.
"""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from harimi.vision.find.scale_numerals import FloatArray, Printed, strayed
from harimi.vision.find.scale_run import Lattice, through

PAIRED = 48
"""Likeliest values of which each two are tried."""
TRIED = 6
"""Runs that are compared figure by figure."""
NEAR = 0.42
"""How far a numeral may stand from its place along the line, in its height."""
BESIDE = 0.9
"""How far it may stand off the line."""
ALIKE = 1.45
"""How much the heights of a scale's numerals may differ."""
LOST = 0.25
"""What is left of a match for each figure that was not seen."""
UNPOINTED = 0.35
"""What is left at least of one whose point was not seen, or was seen where none is."""
EITHER = 0.2
"""Chance of a point, as the network says it, at which there may be one or none: where there is none it says 0.02 at the median
and more than this once in fifty numerals of drawn scales.
"""
TENTH = 0.1
"""Of what its figures seem to be worth without their points a run may be this share."""
AGAINST = 0.6
"""What a numeral on a place of the run that says something else takes off."""
FITS = 0.05
"""Match from which a numeral belongs to the run."""
MOSTLY = 0.85
"""Share of the likelihood that has to agree on a step."""
TIGHT = 0.95
"""No two numerals stand nearer to each other than this share of their height."""


def find_lattice(printed: tuple[Printed, ...], low: float = -np.inf, high: float = np.inf) -> Lattice | None:
    """The run of values that the numbers agree on best, all between `low` and `high`; None without two that agree."""
    table = _Table.of(printed, low, high)
    if len(np.unique(table.owner)) < 2:
        return None
    runs = [run for members in _agreeing(table) if (run := _fitted(printed, table, members)) is not None]
    if not runs:
        return None
    best = max(runs, key=lambda run: run.score)
    rivals = [run.score for run in runs if not _same(run, best)]
    return replace(best, rival=max(rivals, default=0.0))


_Members = tuple[np.ndarray, np.ndarray, FloatArray]
"""Numbers by their index, each one's place in the run, and how well it suits it."""


@dataclass(frozen=True)
class _Steps:
    """What the place 0 of a run is worth, what each further one adds, and how high its numerals are."""

    base: float
    step: float
    tall: float


@dataclass(frozen=True, eq=False)
class _Table:
    """All values that all numbers may have: whose it is, the value, its likelihood; and the numbers' places and heights.

    `unbound`: nobody said between which values they are.
    """

    owner: np.ndarray
    value: FloatArray
    likely: FloatArray
    at: FloatArray
    height: FloatArray
    unbound: bool

    @classmethod
    def of(cls, printed: tuple[Printed, ...], low: float, high: float) -> "_Table":
        rows = [(n, *row) for n, one in enumerate(printed) for row in one.values if low <= row[0] <= high]
        owner, value, likely = np.array(rows, float).reshape(-1, 3).T
        at, height = np.array([one.at for one in printed]).reshape(-1, 2), np.array([one.height for one in printed])
        return cls(owner.astype(int), value, likely, at, height, bool(np.isinf(low) and np.isinf(high)))


def _agreeing(table: _Table) -> list[np.ndarray]:
    """For each of the best runs the rows of the table that it is made of, one of each number."""
    first, second = np.array(list(combinations(np.argsort(-table.likely)[:PAIRED], 2))).T
    tall = np.sqrt(table.height[table.owner[first]] * table.height[table.owner[second]])
    apart = table.at[table.owner[second]] - table.at[table.owner[first]]
    far, rise = np.hypot(*apart.T), table.value[second] - table.value[first]
    ratio = table.height[table.owner[first]] / table.height[table.owner[second]]
    fits = (far > TIGHT * tall) & (rise != 0) & (ratio < ALIKE) & (ratio > 1 / ALIKE)
    first, tall, apart, far, rise = first[fits], tall[fits], apart[fits], far[fits], rise[fits]
    if not len(first):
        return []
    along = apart / far[:, None]
    away = table.at[table.owner][None] - table.at[table.owner[first]][:, None]
    ahead, beside = away @ along[:, :, None], away @ (along[:, ::-1] * [1, -1])[:, :, None]
    foretold = (table.value[None] - table.value[first][:, None]) * (far / rise)[:, None]
    off = np.abs(ahead[..., 0] - foretold) / tall[:, None]
    alike = np.abs(np.log(table.height[table.owner][None] / tall[:, None])) < np.log(ALIKE)
    there = (off < NEAR) & (np.abs(beside[..., 0]) < BESIDE * tall[:, None]) & alike
    worth = np.where(there, table.likely * (1 - 0.5 * (off / NEAR) ** 2), 0.0)
    return _distinct(table, worth)


def _distinct(table: _Table, worth: FloatArray) -> list[np.ndarray]:
    """The best rows of each number for the best few runs, no two runs alike."""
    count = len(table.at)
    best = np.zeros((len(worth), count))
    np.maximum.at(best.T, table.owner, worth.T)
    found: list[np.ndarray] = []
    for n in np.argsort(-best.sum(1)):
        chosen = [int(np.argmax(np.where(table.owner == k, worth[n], -1))) for k in range(count) if best[n, k] > 0]
        if len(chosen) > 1 and not any(set(chosen) <= set(other) for other in found):
            found.append(np.array(chosen))
        if len(found) == TRIED:
            break
    return found


def _fitted(printed: tuple[Printed, ...], table: _Table, members: np.ndarray) -> Lattice | None:
    """The run through these rows, then through all numbers that read as it says; of half the step where that says more."""
    base = float(table.value[members[np.argmax(table.likely[members])]])
    step = _step(table.value[members], table.likely[members], base)
    turns = (table.value[members] - base) / step
    kept = np.abs(turns - np.round(turns)) < 0.01
    members, places = members[kept], np.round(turns[kept]).astype(int)
    if len(members) < 2 or not _printable(step):
        return None
    tall = float(np.median(table.height[table.owner[members]]))
    owners, weights = table.owner[members], table.likely[members]
    tens = (1.0, TENTH) if table.unbound else (1.0,)
    runs = (
        _settled(printed, _Steps(base * ten, step * ten / parts, tall), (owners, places * parts, weights))
        for ten, parts in ((ten, parts) for ten in tens for parts in (1, 2))
    )
    return max((run for run in runs if run is not None), key=lambda run: run.score, default=None)


def _printable(step: float) -> bool:
    """Whether a step has no more than three figures: nobody numbers a scale in steps of 10,953."""
    return abs(float(f"{step:.3g}") - step) < 1e-6 * abs(step)


def _settled(printed: tuple[Printed, ...], steps: _Steps, first: _Members) -> Lattice | None:
    """The run through its first members, then twice through all that read as it says."""
    run, against = _through(printed, steps, first), 0.0
    for _ in range(2):
        if run is None or run.pitch < TIGHT * steps.tall:
            return None
        members, against = _reading(printed, run, steps.tall)
        if len(set(members[1])) < 2:
            return None
        run = _through(printed, steps, members)
    return None if run is None else replace(run, score=run.score - AGAINST * against)


def _step(values: FloatArray, likely: FloatArray, base: float) -> float:
    """The largest step by which almost all of these values, by their likelihood, stand off the base."""
    rises = np.abs(values - base)
    steps = np.unique(np.round(rises[rises > 0][:, None] / np.arange(1, 11), 9))
    turns = rises[None] / steps[:, None]
    agreed = (np.abs(turns - np.round(turns)) < 0.01) @ likely
    return float(steps[agreed >= MOSTLY * agreed.max()].max())


def _reading(printed: tuple[Printed, ...], run: Lattice, tall: float) -> tuple[_Members, float]:
    """Numbers that read as the run says, one for each place, their places and matches, and how surely others say otherwise."""
    best: dict[int, tuple[float, int]] = {}
    against: dict[int, float] = {}
    across = np.array([-run.along[1], run.along[0]])
    for k, one in enumerate(printed):
        if not 1 / ALIKE < one.height / tall < ALIKE or abs((one.at - run.origin) @ across) > BESIDE * tall + one.half:
            continue
        ahead = float((one.at - run.origin) @ run.along)
        n = round((run.alpha + run.beta * ahead) / (1 + run.gamma * ahead))
        if abs(run.away(n) - ahead) > NEAR * tall + (0.5 * one.half if abs(run.along[0]) > 0.7 else 0):
            continue
        match = one.sure * _matched(one, run.value(n))
        if match > best.get(n, (FITS, 0))[0]:
            best[n] = (match, k)
        against[n] = max(against.get(n, 0.0), one.sure)
    owners = np.array([k for _, k in best.values()], int)
    doubt = sum(sure for n, sure in against.items() if n not in best)
    return (owners, np.array(list(best), int), np.array([match for match, _ in best.values()])), doubt


def _matched(one: Printed, value: float) -> float:
    """How well a number's figures are those of a value, some of them lost or strays."""
    whole, _, decimals = f"{value:.6f}".rstrip("0").rstrip(".").partition(".")
    wanted = ["0123456789-".index(sign) for sign in whole + decimals]
    count, best = len(one.kinds), 0.0
    for shift in range(1 - len(wanted), count):
        pairs = [(n + shift, figure) for n, figure in enumerate(wanted) if 0 <= n + shift < count]
        chance = float(np.prod([one.kinds[n, figure] for n, figure in pairs]))
        strays = np.delete(one.sures, [n for n, _ in pairs])
        point = shift + len(whole) - 1 if decimals else None
        best = max(best, chance * LOST ** (len(wanted) - len(pairs)) * strayed(strays) * _pointed(one, point))
    return best


def _pointed(one: Printed, place: int | None) -> float:
    """How likely it is that a point stands after this figure and no other; points are easily lost."""
    odds = np.sqrt(np.maximum(one.points[:-1], 1e-3) / EITHER)
    bare = np.clip(1 / np.maximum(odds, 1e-3), UNPOINTED, 1)
    if place is None or not 0 <= place < len(bare):
        return float(np.prod(bare)) * (1.0 if place is None else UNPOINTED)
    return float(np.prod(np.delete(bare, place)) * np.clip(odds[place], UNPOINTED, 1))


def _through(printed: tuple[Printed, ...], steps: _Steps, members: _Members) -> Lattice | None:
    owners, places, weights = members
    half = max(float(abs((printed[k].middles[-1] - printed[k].middles[0])[0]) / 2 + printed[k].half) for k in owners)
    run = through(np.array([printed[k].at for k in owners]), places, weights, (steps.tall, half))
    if run is None:
        return None
    whole = steps.base == round(steps.base) and steps.step == round(steps.step)
    dots = [max(printed[k].points[:-1], default=0.0) for k in owners]
    return replace(run, base=steps.base, step=steps.step, unpointed=float(np.mean(dots)) if whole else 0.0)


def _same(one: Lattice, other: Lattice) -> bool:
    """Whether two runs give the same values to the places of the second one's numerals."""
    for n in (min(other.places), max(other.places)):
        ahead = float((other.at(n) - one.origin) @ one.along)
        told = one.value((one.alpha + one.beta * ahead) / (1 + one.gamma * ahead))
        if abs(told - other.value(n)) > 0.3 * abs(other.step):
            return False
    return True
