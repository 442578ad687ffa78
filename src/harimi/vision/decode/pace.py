"""How fast a meter moves: what can follow a value, and how likely that is, given its limits and what was usual so far."""

from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from harimi.vision.history import Limits

Floats = NDArray[np.float64]

JITTER = 2.0
"""Units of the lowest place by which a counter may seem to have fallen, as its lowest wheel or hand is read."""
GAIN = 6.0
"""How much more probable a value becomes that follows well on the one before it.

A misreading mostly changes one digit of any place; of those that it may change to, about one in six follows as well.
"""
NARROW = 100.0
"""Units of the lowest place by which a counter of which nothing is known may move without a second thought."""
LEAST = 4.0
LEARNED = 8
"""Steps from one sure reading to the next after which a meter's pace is known."""
_FASTEST, _ROOM, _KEPT = 0.95, 3.0, 200
"""Of all rates seen, the share below the one that is called usual; how much more is still likely; how many are kept."""


class Pace:
    """What can follow a value, `step` being the worth of one unit of the lowest place. It learns from `learn`ed values.

    `usual` is the fastest pace that is usual, in units an hour; None while it is not known.
    """

    def __init__(self, limits: Limits, step: Decimal) -> None:
        self.limits, self.step = limits, step
        self._told, self._most, self._roll = (
            None if n is None else float(n / step) for n in (limits.usual_per_hour, limits.max_per_hour, limits.rolls_over_at)
        )
        self.usual = self._told
        self._rates: list[float] = []
        self._last: tuple[float, float] | None = None

    def learn(self, hours: float, units: float) -> None:
        """A value that is as good as sure, in units, `hours` after the beginning."""
        if self._last is not None and hours > self._last[0] and units >= self._last[1] - JITTER:
            rate = max(0.0, units - self._last[1]) / max(hours - self._last[0], 1.0)
            self._rates = [*self._rates, rate][-_KEPT:]
            if len(self._rates) >= LEARNED:
                self.usual = max(_quantile(self._rates, _FASTEST), self._told or 0.0)
        self._last = (hours, units)

    def gain(self, change: Floats, hours: Floats) -> Floats:
        """Log of how much a value gains by having changed by `change` units within `hours`; minus infinity if it cannot.

        The arrays are broadcast.
        """
        grown = self._grown(change)
        scale, power = self._scale(hours)
        gained = np.log(GAIN) - power * np.log(np.maximum(grown / scale, 1.0))
        return np.where(self._possible(grown, hours), gained, -np.inf)

    def possible(self, change: float, hours: float) -> bool:
        """Whether a value can have changed by `change` units within `hours`."""
        return bool(self._possible(self._grown(np.array(change)), np.array(hours)))

    def _grown(self, change: Floats) -> Floats:
        """By how much a meter rose, or a gauge moved; a counter that went through its zero rose."""
        if self._roll is not None:
            around = change + self._roll
            change = np.where((change < -JITTER) & (around < -change), around, change)
        return change if self.limits.counts_up else np.abs(change)

    def _possible(self, grown: Floats, hours: Floats) -> NDArray[np.bool_]:
        possible = grown >= -JITTER
        return possible if self._most is None else possible & (grown <= self._most * hours + JITTER)

    def _scale(self, hours: Floats) -> tuple[Floats, float]:
        """Units within which a change is likely, and how fast its likelihood falls beyond them."""
        if self.usual is not None:
            return np.maximum(LEAST, _ROOM * self.usual * np.maximum(hours, 1.0)), 2.0
        if self._most is not None:
            return np.maximum(LEAST, self._most * hours), 1.0
        return np.full_like(hours, NARROW), 1.0


def _quantile(values: list[float], share: float) -> float:
    """NumPy's, without its hundred microseconds for finding out what it was given."""
    ranked, place = sorted(values), share * (len(values) - 1)
    low = int(place)
    return ranked[low] + (place - low) * (ranked[min(low + 1, len(ranked) - 1)] - ranked[low])
