"""A straight scale laid upright: its line runs down the picture, whatever its way in the photograph."""

from dataclasses import dataclass

import cv2
import numpy as np

from harimi.vision.find.scale_numerals import FloatArray
from harimi.vision.find.scale_run import Lattice
from harimi.vision.geometry import Image

TALL = 16.0
"""Pixels of a numeral in the view, where the photograph shows it at least half as large."""
LARGEST = 2.0
REACH = 8.0
"""How far to either side of the numerals is looked, in their height."""
BEYOND = 1.0
"""Steps before the first numeral seen, and after the last, at which a level is looked for."""
MOST = 900
"""Rows of the view at most."""


@dataclass(frozen=True, eq=False)
class View:
    """The scale upright: colours (CIE Lab, 8 bit) `(rows, columns, 3)`, which pixels the photograph shows, and how it was laid.

    `factor` is pixels of the view per pixel of the photograph; row 0 and column 0 lie `start` pixels of the photograph from the
    lattice's origin, along the scale and across it.
    """

    colours: Image
    there: np.ndarray
    lattice: Lattice
    factor: float
    start: tuple[float, float]

    @property
    def tall(self) -> float:
        """Height of a numeral in the view."""
        return self.lattice.height * self.factor

    def row(self, n: float) -> float:
        """The row of a place of the lattice."""
        return (self.lattice.away(n) - self.start[0]) * self.factor

    def column(self, across: float) -> float:
        """The column so many pixels of the photograph to the side of the line."""
        return (across - self.start[1]) * self.factor

    def back(self, column: float, row: float) -> FloatArray:
        """A pixel of the view in the photograph."""
        along, across = self.start[0] + row / self.factor, self.start[1] + column / self.factor
        return np.asarray(self.lattice.origin + along * self.lattice.along + across * aside(self.lattice))

    def place(self, row: float) -> float:
        """The place of the lattice at a row."""
        away, run = self.start[0] + row / self.factor, self.lattice
        return (run.alpha + run.beta * away) / (1 + run.gamma * away)


def aside(lattice: Lattice) -> FloatArray:
    """The unit vector across the scale, to the right where it runs down."""
    return np.array([lattice.along[1], -lattice.along[0]])


def lay(image: Image, lattice: Lattice) -> View:
    """The scale and what is beside it in a photograph (BGR or grey), `BEYOND` its numerals too."""
    colour = image if image.ndim == 3 else np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)
    ends = sorted((lattice.away(min(lattice.places) - BEYOND), lattice.away(max(lattice.places) + BEYOND)))
    reach = lattice.half + REACH * lattice.height
    factor = min(LARGEST, TALL / lattice.height, MOST / (ends[1] - ends[0]))
    size = (round(2 * reach * factor), round((ends[1] - ends[0]) * factor))
    across, along = aside(lattice), lattice.along
    corner = lattice.origin + ends[0] * along - reach * across
    matrix = np.column_stack([across / factor, along / factor, corner])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    soft = cv2.GaussianBlur(colour, (0, 0), 0.4 / factor) if factor < 0.7 else colour
    seen = cv2.warpAffine(soft, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    there = cv2.warpAffine(np.ones(colour.shape[:2], np.uint8), matrix, size, flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    return View(np.asarray(cv2.cvtColor(seen, cv2.COLOR_BGR2LAB), np.uint8), there > 0, lattice, factor, (ends[0], -reach))
