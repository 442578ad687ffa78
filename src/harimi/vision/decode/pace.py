"""How fast a meter moves: what can follow a value, and how likely that is, given its limits and what was usual so far."""

from dataclasses import dataclass, field
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


@dataclass
class Pace:
    """What can follow a value, `step` being the worth of one unit of the lowest place. It learns from `learn`ed values."""

    limits: Limits
    step: Decimal
    _rates: list[float] = field(default_factory=list)
    _last: tuple[float, float] | None = None

    def learn(self, hours: float, units: float) -> None:
        """A value that is as good as sure, in units, `hours` after the beginning."""
        if self._last is not None and hours > self._last[0] and units >= self._last[1] - JITTER:
            rate = max(0.0, units - self._last[1]) / max(hours - self._last[0], 1.0)
            self._rates = [*self._rates, rate][-_KEPT:]
        self._last = (hours, units)

    def usual(self) -> float | None:
        """The fastest pace that is usual, units an hour; None while it is not known."""
        told = self.limits.usual_per_hour
        seen = [] if told is None else [float(told / self.step)]
        if len(self._rates) >= LEARNED:
            seen.append(float(np.quantile(self._rates, _FASTEST)))
        return max(seen) if seen else None

    def gain(self, change: Floats, hours: Floats, usual: float | None) -> Floats:
        """Log of how much a value gains by having changed by `change` units within `hours`; minus infinity if it cannot.

        The arrays are broadcast. `usual` is what `usual()` said at the time.
        """
        roll = self.limits.rolls_over_at
        if roll is not None:
            around = change + float(roll / self.step)
            change = np.where((change < -JITTER) & (around < -change), around, change)
        grown = change if self.limits.counts_up else np.abs(change)
        scale, power = self._scale(hours, usual)
        gained = np.log(GAIN) - power * np.log(np.maximum(grown / scale, 1.0))
        possible = grown >= -JITTER
        if self.limits.max_per_hour is not None:
            possible &= grown <= float(self.limits.max_per_hour / self.step) * hours + JITTER
        return np.where(possible, gained, -np.inf)

    def _scale(self, hours: Floats, usual: float | None) -> tuple[Floats, float]:
        """Units within which a change is likely, and how fast its likelihood falls beyond them."""
        if usual is not None:
            return np.maximum(LEAST, _ROOM * usual * np.maximum(hours, 1.0)), 2.0
        if self.limits.max_per_hour is not None:
            return np.maximum(LEAST, float(self.limits.max_per_hour / self.step) * hours), 1.0
        return np.full_like(hours, NARROW), 1.0
