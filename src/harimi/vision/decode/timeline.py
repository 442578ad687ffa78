"""One meter's photographs as one story: which of the values that each may show can all be true.

A story picks one value from some of the photographs, in order of time, and takes the others for misreadings. Each step from
one picked value to the next must be possible and gains by being likely (`Pace`); each photograph that is passed over costs
what it claims to be sure of. So a wrong reading that was believed yesterday is outvoted by those that follow, and none of
them needs to know which one it was. All stories together say how probable each value of each photograph is: at the time,
from the photographs before it, and in the end, from those after it too.

That is a forward-backward pass over the values as states, with steps over photographs that are passed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harimi.vision.decode.pace import Pace
from harimi.vision.history import Moment

Floats = NDArray[np.float64]

DOUBT = 0.01
"""The least probability that a photograph shows something else than all its rivals."""
_SURE = 1e-9
AGAIN = 0.1
"""How probable it is that a photograph is misread when the one before it was: dirt and glare stay."""
BREAK = 1e-6
"""How probable it is that a meter stands where it cannot: exchanged unannounced, or everything before was misread.

So it takes four clear photographs that follow on each other to believe it.
"""
LEAD = 0.1
"""How much less the others may doubt the first photograph: mostly a person drew the face on it.

So it takes three clear photographs to outvote a first one that was as clear.
"""
REACH = 24
"""Photographs that may be passed over in a row."""
SHARE = 10.0
"""Photographs of one meter err alike. So each speaks against a value of another one only as far as its own rival is more
than so many times less probable; else the same torn digit, seen often enough, would become a certainty."""
_KNOWN = 0.99


@dataclass(frozen=True, slots=True)
class Story:
    """`at_once` and `finally_` `(n, k)`: how probable each rival of each photograph is. What lacks to 1 is a misreading.

    `units` `(n, k)` are the rivals in units of the lowest place, 0 where a photograph has fewer.
    """

    at_once: Floats
    finally_: Floats
    units: Floats


def story(moments: Sequence[Moment], pace: Pace) -> Story:
    """How probable each value of each photograph is. `moments` are in order of time, at least one, and all have rivals."""
    table = _Table.of(moments, pace)
    forward = _Forward(table, pace)
    arriving = np.array([forward.arrive(t) for t in range(len(moments))])
    leaving = _leaving(table, forward.gains)
    picked = np.exp(arriving + table.weighs + leaving - forward.whole).sum(axis=1, keepdims=True)
    own = np.exp(arriving + table.own + leaving - forward.whole)
    finally_ = own / (own.sum(axis=1, keepdims=True) + np.maximum(1 - picked, 0.0))
    at_once = np.array(forward.chances)
    return Story(at_once, finally_ if len(moments) > 1 else at_once, table.units)


@dataclass(frozen=True, slots=True)
class _Table:
    """The photographs as arrays: rivals in `units`, log of their `own` probability and of what it `weighs` for the others
    (all `(n, k)`), log of each one being passed over `first` or `again`, and `hours` since the first (`(n,)`). `passed[s, t]`
    `(n, n + 1)` is the log cost of passing over all photographs between `s` and `t`.
    """

    units: Floats
    own: Floats
    weighs: Floats
    first: Floats
    again: Floats
    passed: Floats
    hours: Floats
    epoch: NDArray[np.int64]

    @classmethod
    def of(cls, moments: Sequence[Moment], pace: Pace) -> "_Table":
        most = max(len(moment.rivals) for moment in moments)
        units, own = np.zeros((len(moments), most)), np.zeros((len(moments), most))
        for t, moment in enumerate(moments):
            for i, rival in enumerate(moment.rivals):
                units[t, i], own[t, i] = float(rival.value / pace.step), rival.probability
        missed = np.clip(1 - own.sum(axis=1), DOUBT, 1.0)
        missed = np.where([moment.sure for moment in moments], _SURE, missed)
        weighs = np.minimum(own.max(axis=1, keepdims=True), SHARE * own)
        hours = np.array([(moment.at - moments[0].at).total_seconds() / 3600 for moment in moments])
        epoch = np.array([sum(moment.at >= at for at in pace.limits.exchanges) for moment in moments])
        again = np.where(missed > _SURE, np.maximum(missed, AGAIN), _SURE)
        with np.errstate(divide="ignore"):
            first, after = np.log(missed), np.log(again)
            return cls(units, np.log(own), np.log(weighs), first, after, _passed(first, after), hours, epoch)

    def gains(self, start: int, t: int, pace: Pace) -> Floats:
        """Log gain `(t - start, k, k)` of each rival of `t` over each rival of the photographs from `start` on."""
        change = self.units[t][None, None, :] - self.units[start:t, :, None]
        gained = pace.gain(change, (self.hours[t] - self.hours[start:t])[:, None, None])
        exchanged = self.epoch[start:t] < self.epoch[t]
        return np.where(exchanged[:, None, None], 0.0, gained) if exchanged.any() else gained


def _passed(first: Floats, again: Floats) -> Floats:
    sums = np.append(0.0, np.cumsum(again))
    start, end = np.ogrid[: len(first), : len(first) + 1]
    after = np.minimum(start + 1, len(first) - 1)
    return np.where(end - start > 1, first[after] + sums[end] - sums[after + 1], 0.0)


class _Forward:
    """Log weights of all stories up to each photograph.

    `_lead` are those that have picked nothing yet, `_open` those that have: each without and with a photograph passed over
    since.
    """

    def __init__(self, table: _Table, pace: Pace) -> None:
        self.gains: list[Floats] = []
        self.chances: list[Floats] = []
        self._table, self._pace = table, pace
        self._reached: list[Floats] = []
        self._lead = (0.0, -np.inf)
        self._open = (-np.inf, -np.inf)

    @property
    def whole(self) -> float:
        """Log weight of all stories up to here."""
        return float(_sum(np.array([*self._lead, *self._open])))

    def arrive(self, t: int) -> Floats:
        """Log weight `(k,)` of the stories that come to each rival of photograph `t`, its own probability not yet counted."""
        self.gains.append(self._table.gains(max(0, t - REACH), t, self._pace))
        arriving = self._arriving(t)
        passed = self._passed(self._lead, t), self._passed(self._open, t)
        self._judge(t, arriving + self._table.own[t], passed)
        self._reached.append(arriving + self._table.weighs[t])
        self._lead = -np.inf, passed[0] + (np.log(LEAD) if t == 0 else 0.0)
        self._open = float(_sum(self._reached[t])), passed[1]
        return arriving

    def _arriving(self, t: int) -> Floats:
        table, start = self._table, max(0, t - REACH)
        afresh = _sum(np.array([*self._lead, np.log(BREAK) + _sum(np.array(self._open))]))
        ways = np.full((1, table.units.shape[1]), afresh)
        if t > start:
            reached = np.array(self._reached[start:]) + table.passed[start:t, t, None]
            steps = reached[:, :, None] + self.gains[t]
            ways = np.concatenate([ways, steps.reshape(-1, steps.shape[2])])
        return _sum(ways, axis=0)

    def _passed(self, weights: tuple[float, float], t: int) -> float:
        """The weight of stories that pass over photograph `t`."""
        return float(np.logaddexp(weights[0] + self._table.first[t], weights[1] + self._table.again[t]))

    def _judge(self, t: int, own: Floats, passed: tuple[float, float]) -> None:
        """How probable each rival is with what is known at the time; one that is as good as sure tells the pace."""
        chances = np.exp(own - _sum(np.array([*own, *passed])))
        self.chances.append(chances)
        best = int(np.argmax(chances))
        if chances[best] > _KNOWN:
            self._pace.learn(float(self._table.hours[t]), float(self._table.units[t, best]))


def _leaving(table: _Table, gains: list[Floats]) -> Floats:
    """Log weight `(n, k)` of all stories that go on from each rival of each photograph."""
    count, most = table.units.shape
    leaving = np.full((count, most), -np.inf)
    free = run = -np.inf
    for t in range(count - 1, -1, -1):
        ends = table.passed[t, count]
        leaving[t] = np.logaddexp(leaving[t], np.logaddexp(ends, np.log(BREAK) + free))
        picked = table.weighs[t] + leaving[t]
        here, start = float(_sum(picked)), max(0, t - REACH)
        free, run = (float(np.logaddexp(here, cost[t] + run)) for cost in (table.first, table.again))
        steps = _sum(gains[t] + picked, axis=2) + table.passed[start:t, t, None]
        leaving[start:t] = np.logaddexp(leaving[start:t], steps)
    return leaving


def _sum(logs: Floats, axis: int | None = None) -> Floats:
    """Sum of weights that are given by their logs."""
    return np.asarray(np.logaddexp.reduce(logs, axis=axis))
