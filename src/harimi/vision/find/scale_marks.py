"""Where exactly the marks stand that the numerals name: a numeral may be printed a little above or below its own mark."""

import cv2
import numpy as np

from harimi.vision.find.scale_run import Lattice
from harimi.vision.find.scale_view import View

STEPS = 80
"""Rows to which each step of the scale is stretched."""
REACH = 0.25
"""How far from its numeral a mark may stand, in steps: from there on it is nearer to the line halfway to the next one."""
LIKELY = 0.22
"""What a step away costs: the marks right beside the numerals are the likeliest."""
CLEAR = 1.25
"""How much plainer than any other the mark has to be."""
APART = 0.09
"""Steps from which two marks are two."""
SIDES = (0.15, 1.6)
"""How far from the numerals their marks are looked for, in their height."""


def onto_marks(view: View) -> Lattice:
    """The lattice moved onto the marks that the most columns beside the numerals show there; as it was where none is plain."""
    run = view.lattice
    folded = _folded(view)
    shifts = np.arange(-round(REACH * STEPS), round(REACH * STEPS) + 1)
    plain = folded[shifts] * np.exp(-((shifts / STEPS / LIKELY) ** 2) / 2)
    best = int(np.argmax(plain))
    others = plain[np.abs(shifts - shifts[best]) > APART * STEPS]
    if plain[best] <= CLEAR * max(float(others.max()), 1e-6) or best in (0, len(shifts) - 1):
        return run
    return run.shifted(float(shifts[best]) / STEPS)


def _folded(view: View) -> np.ndarray:
    """How plain marks are at each part of a step, `(STEPS,)`, over all steps between the outer numerals.

    Short marks are everywhere; the one that is meant is longer. So each column counts by what it shows more of than usual.
    """
    run = view.lattice
    ends = (min(run.places) - 0.5, max(run.places) + 0.5)
    rows = np.array([view.row(n) for n in np.arange(*ends, 1 / STEPS)], np.float32)
    middle, near, far = view.column(0), run.half * view.factor, view.tall
    left = middle - near - far * np.array(SIDES[::-1])
    right = middle + near + far * np.array(SIDES)
    columns = np.concatenate([np.arange(*side) for side in (left, right)]).astype(np.float32)
    x, y = np.broadcast_to(columns, (len(rows), len(columns))), np.broadcast_to(rows[:, None], (len(rows), len(columns)))
    light = cv2.remap(
        view.colours[..., 0].astype(np.float32), np.ascontiguousarray(x), np.ascontiguousarray(y), cv2.INTER_LINEAR
    )
    inside = (y >= 0) & (y < len(view.colours))
    fine, wide = (cv2.GaussianBlur(light, (1, 0), sigmaX=0.01, sigmaY=share * STEPS) for share in (0.025, 0.07))
    ink = np.where(inside, np.abs(fine - wide), 0).reshape(-1, STEPS, len(columns)).mean(0)
    more = np.maximum(ink - np.median(ink, 0), 0)
    return np.roll(more.sum(1), -STEPS // 2)
