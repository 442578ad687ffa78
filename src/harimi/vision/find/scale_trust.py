"""How far a found scale's value is to be trusted: a logistic model, fitted on drawn scales in fonts that no network saw."""

import numpy as np

from harimi.vision.displays.dial import logistic
from harimi.vision.find.scale_levels import Level
from harimi.vision.find.scale_run import Lattice
from harimi.vision.find.scale_view import View
from harimi.vision.observation import Mode

TRUST = (
    *(-2.63, -0.18, -1.94, -0.19, 2.15, -0.26, -0.03, -0.41, 0.13, 0.29, -0.53, -1.74, 0.01, -1.78),
    *(0.27, 0.53, -1.91, 0.91, -0.08, -0.43, -1.83, 0.36, 0.56, 1.73, 3.04, -0.24, -2.05, 1.69),
)
"""Fitted as `training.scale_find_trust` does on 3,655 levels in 1,600 drawn scenes; the order is that of `signs`."""


def trust(shown: tuple[float, ...]) -> float:
    """The probability that the value is within a fifth of the step from numeral to numeral."""
    return logistic(TRUST, shown)


def signs(view: View, levels: tuple[Level, ...], n: int, read: Mode) -> tuple[float, ...]:
    """What tells a good find from a bad one: how many numerals agree and how well, what speaks against it, how surely
    something stands there and nowhere else, and whether the reader of known scales sees the same.
    """
    run, level = view.lattice, levels[n]
    place = (read.value - run.base) / run.step
    rival = max((other.score for k, other in enumerate(levels) if k != n), default=0.0)
    outside = max(0.0, min(run.places) - place, place - max(run.places))
    matches = sorted(run.matches)
    return (
        1.0,
        min(4, len(run.places) - 2) / 4,
        float(len(run.places) == 2),
        float(np.mean(matches)),
        matches[-2],
        float(np.clip(run.rival / max(run.score, 1e-6), 0, 1.5)),
        min(1.0, sum(matches) - run.score),
        min(0.2, run.residual) / 0.2,
        len(run.places) / run.asked,
        float(_usual(run)),
        min(run.height, 16.0) / 16,
        level.score,
        _nines(level.score),
        min(1.5, rival / level.score),
        read.probability,
        min(0.3, abs(place - view.place(float(level.middle[1])))) / 0.3,
        min(1.0, outside),
        float(level.floats),
        float(level.floats) * min(1.0, run.height / run.pitch),
        min(0.5, run.unpointed) * 2,
        min(0.25, abs(run.moved)) * 4,
        float(n == 0),
        level.score - min(1.0, rival),
        float(np.mean(matches)) * level.score,
        (1 - min(0.3, abs(place - view.place(float(level.middle[1])))) / 0.3) * level.score,
        matches[0],
        float(min(run.value(k) for k in run.places) < 0),
        float(outside == 0),
    )


def _nines(chance: float) -> float:
    """How near to certainty a probability is: 0 at none, a half for each nine, 1 from 0.99 on."""
    return float(np.clip(-np.log10(max(1e-2, 1 - chance)), 0, 2)) / 2


def _usual(run: Lattice) -> bool:
    """Whether the step is 1, 2, 2.5 or 5, or tens or tenths of these."""
    size = abs(run.step) / 10 ** np.floor(np.log10(abs(run.step)) + 1e-9)
    return bool(min(abs(size - usual) for usual in (1, 2, 2.5, 5)) < 0.01)
