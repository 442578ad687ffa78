"""From a pointer's angle to a value: the scale of a `Dial` in its own plane."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from harimi.vision.displays.dial_polar import angle_of, to_plane
from harimi.vision.face import Dial
from harimi.vision.geometry import moved


@dataclass(frozen=True, slots=True)
class Curve:
    """Values along a scale: `turns` are degrees from the first point in the scale's own direction and rise from 0.

    `turning` is 1 clockwise, -1 anticlockwise; `wraps` is the value of a full circle on a dial that has no end.
    """

    start: float
    turning: int
    turns: tuple[float, ...]
    values: tuple[float, ...]
    wraps: float | None

    @property
    def per_degree(self) -> float:
        """How much value one degree is worth, on average and without sign."""
        return abs(self.values[-1] - self.values[0]) / self.turns[-1]

    def at(self, angle: float) -> tuple[float, float]:
        """The value at an angle, and by how many degrees the angle lies outside the scale: its nearer end is meant then."""
        turn = (angle - self.start) * self.turning % 360
        last = self.turns[-1]
        if turn <= last:
            return float(np.interp(turn, self.turns, self.values)), 0.0
        after, before = turn - last, 360 - turn
        return (self.values[-1], after) if after < before else (self.values[0], before)


def curve(dial: Dial) -> Curve:
    """The curve of a dial's points. Two points alone are taken to run clockwise, more show their direction."""
    plane = to_plane(dial.corners)
    angles = [angle_of(place) for place in moved(tuple(point.at for point in dial.points), plane)]
    values = [float(point.value) for point in dial.points]
    turning = _turning(angles)
    steps = [(b - a) * turning % 360 for a, b in pairwise(angles)]
    if len(steps) == 1 and steps[0] < 1:
        steps = [360.0]
    turns = np.maximum(np.concatenate([[0.0], np.cumsum(steps)]), np.arange(len(steps) + 1) * 1e-3)
    wraps = None if dial.wraps is None else float(dial.wraps)
    if wraps is not None:
        turns, values = np.append(turns, 360.0), [*values, values[0] + (wraps if values[1] > values[0] else -wraps)]
    return Curve(angles[0], turning, tuple(float(turn) for turn in turns), tuple(values), wraps)


def _turning(angles: list[float]) -> int:
    clockwise = sum((b - a) % 360 for a, b in pairwise(angles))
    against = sum((a - b) % 360 for a, b in pairwise(angles))
    return 1 if len(angles) == 2 or clockwise <= against else -1
