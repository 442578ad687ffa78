"""Where beside a straight scale something stands: a network that looks at the scale laid upright, its numerals of one size."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harimi.vision.find.scale_numerals import FloatArray
from harimi.vision.find.scale_view import REACH, View
from harimi.vision.find.segment_spots import levelled, peaks
from harimi.vision.geometry import Image
from harimi.vision.models import run

MODEL = "scale_levels"
LEAST = 0.1
"""Fainter levels are not looked at."""
MOST = 3
ALIKE = 0.5
"""Levels nearer to each other than this, in heights of a numeral, are one."""
FLOAT = 1
"""The kind that is a float; 0 is a surface."""


@dataclass(frozen=True, eq=False)
class Level:
    """Something that stands in a strip, in pixels of the view: its middle, half the strip's width as a vector to the right, and
    the unit vector along the strip downwards; how surely it is there, and whether it is a float.
    """

    middle: FloatArray
    right: FloatArray
    down: FloatArray
    score: float
    floats: bool


def find_levels(view: View) -> tuple[Level, ...]:
    """What stands beside the numerals, the surest first."""
    seen = fed(view.colours, view.there, distance(view))
    height, width = (-(-side // 16) * 16 for side in seen.shape[1:])
    padded = np.pad(seen, ((0, 0), (0, height - seen.shape[1]), (0, width - seen.shape[2])), mode="edge")
    heat, shape, kinds, point = run(MODEL, padded[None].astype(np.float32))
    spots = peaks(heat[0, 0], shape[0], kinds[0], point[0, 0], LEAST)
    kept: list[Level] = []
    for n in np.argsort(-spots.score):
        down = -spots.up[n] / max(float(np.hypot(*spots.up[n])), 1e-6)
        one = Level(spots.centre[n], spots.right[n], down, float(spots.score[n]), bool(spots.kinds[n].argmax() == FLOAT))
        if len(kept) < MOST and all(np.hypot(*(one.middle - other.middle)) > ALIKE * view.tall for other in kept):
            kept.append(one)
    return tuple(kept)


def distance(view: View) -> Image:
    """How far each column is from the line of the numerals, 255 at the outermost, `(rows, columns)`."""
    columns = np.abs(np.arange(view.there.shape[1]) - view.column(0))
    line = np.clip(255 * columns / (REACH * view.tall), 0, 255).astype(np.uint8)
    return np.broadcast_to(line, view.there.shape)


def fed(colours: Image, there: NDArray[np.bool_], away: Image) -> NDArray[np.float32]:
    """What the network is fed, `(6, rows, columns)`: light, light against its surroundings, both axes of colour, what the
    photograph shows at all, and how far each column is from the numerals.
    """
    plain = levelled(np.ascontiguousarray(colours[..., 0]))
    tint = (colours[..., 1:].transpose(2, 0, 1).astype(np.float32) - 128) / 32
    return np.concatenate([plain, tint, there[None].astype(np.float32), away[None].astype(np.float32) / 255])
