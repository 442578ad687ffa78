"""Finds rows of drums in a photograph of which only the kind, and perhaps the number of digits, is known.

A network marks every wheel at every size; equal steps join them into rows; the wheel reader says how well each row can be
read, which is what tells drums from serial numbers. Only where no upright row convinces is the picture turned.
"""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.drums import LOOKS, Reading, close_row, look, read_drums, sharpness, split
from harimi.vision.face import Drums
from harimi.vision.find.drum_places import Places, places
from harimi.vision.find.drum_rows import Row, rows
from harimi.vision.find.proposal import Declared, Proposal
from harimi.vision.geometry import Image, Quad, cut, quad
from harimi.vision.observation import Sight, Wheel

FloatArray = NDArray[np.float64]

SURE = 0.55
"""A score from which on the picture is not turned any more."""
CLOSE_READ = 3
"""So many of the best rows are read with all looks."""
GLANCED = 6
LONGEST = 12
RED = 0.22
"""How much redder than the first wheels a wheel must be to count as a decimal."""


def find_drums(image: Image, declared: Declared) -> tuple[Proposal, ...]:
    """Rows of drums, best first, each already read."""
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    found: list[Proposal] = []
    for quarter in range(4):
        found += proposals(image, declared, rows(upright(grey, quarter)))
        if found and max(proposal.score for proposal in found) >= SURE:
            break
    return tuple(sorted(found, key=lambda proposal: -proposal.score))


def upright(grey: Image, quarter: int) -> Places:
    """The wheels of a photograph that was turned clockwise by `quarter` quarters, at their places in the unturned one."""
    seen = places(np.ascontiguousarray(np.rot90(grey, -quarter)))
    centre, step, down = seen.centre, seen.step, seen.down
    for k in range(quarter, 0, -1):
        wide = grey.shape[0] if k % 2 else grey.shape[1]
        centre = np.stack([centre[:, 1], wide - 1 - centre[:, 0]], axis=1)
        step, down = (np.stack([v[:, 1], -v[:, 0]], axis=1) for v in (step, down))
    return Places(centre, step, down, seen.chance)


def proposals(image: Image, declared: Declared, candidates: Iterable[Row]) -> list[Proposal]:
    """The rows that can be read, as displays."""
    glanced = [glance(image, row, declared.digits) for row in list(candidates)[:GLANCED]]
    best = sorted(glanced, key=lambda pair: -pair[1])[:CLOSE_READ]
    return [proposal(image, row, declared) for row, _ in best]


def glance(image: Image, row: Row, digits: int | None) -> tuple[Row, float]:
    """The row trimmed or extended to what can be read, on its head if that reads better, and a first score."""
    ways = [chosen(image, row, digits)]
    if ways[0][1] < SURE:
        ways.append(chosen(image, row.turned(), digits))
    return max(ways, key=lambda way: way[1])


def chosen(image: Image, row: Row, digits: int | None) -> tuple[Row, float]:
    """The part of a row of `digits` wheels (None: as many as are there) that is most surely wheels, and its score."""
    length = digits or min(row.count, LONGEST)
    low, high = min(0, row.count - length) - 1, max(row.count, length) + 1
    wider = row.part(low, high - low)
    clear = sharpness(quick(image, wider)) * (0.4 + 0.6 * wider.chance)
    if digits is None:
        first, length = trimmed(clear)
    else:
        sums = np.convolve(clear, np.ones(length), "valid")
        first = int(np.argmax(sums))
    part = wider.part(first, length)
    return part, float(clear[first : first + length].mean()) * min(1.0, (length + 1) / 5)


def trimmed(clear: FloatArray, least: float = 0.3) -> tuple[int, int]:
    """First wheel and number of the longest stretch without a doubtful end; at least one wheel."""
    good = np.flatnonzero(clear >= least)
    if not len(good):
        return int(np.argmax(clear)), 1
    return int(good[0]), int(min(good[-1] - good[0] + 1, LONGEST))


def quick(image: Image, row: Row) -> Reading:
    """One look at each wheel of a row."""
    grey, corners = close_row(image, row.corners())
    return look(grey, split(corners, row.count), LOOKS[:1])


def proposal(image: Image, row: Row, declared: Declared) -> Proposal:
    """The row as a display, with what it shows."""
    corners = row.corners()
    decimals = declared.decimals if declared.decimals is not None else red_wheels(image, corners, row.count)
    display = Drums(corners=corners, digits=row.count, decimals=min(decimals, row.count))
    sight = read_drums(image, display)
    return Proposal(display.model_copy(update={"corners": quad(sight.outline)}), score(row, sight), sight)


def score(row: Row, sight: Sight) -> float:
    """How surely this is the row of drums: mean legibility and presence of its wheels, less for very short rows."""
    wheels = [wheel for wheel in sight.elements if isinstance(wheel, Wheel)]
    read = sharpness(Reading(np.array([w.phases for w in wheels]), np.array([w.legible for w in wheels])))
    return float((read * (0.4 + 0.6 * row.chance)).mean()) * min(1.0, (row.count + 1) / 5)


def red_wheels(image: Image, corners: Quad, digits: int) -> int:
    """How many wheels at the right end are redder than the first ones."""
    if image.ndim == 2 or digits < 2:
        return 0
    red = np.array([redness(cut(image, cell, 16, 24)) for cell in split(corners, digits)])
    redder = red - red[: max(1, digits // 2)].min() > RED
    return int(np.argmin(np.append(redder[::-1], False)))


def redness(cell: Image) -> float:
    """How red the reddest sixth of a cell is, 0 to 1."""
    blue, green, red = (cell[..., c].astype(np.float64) for c in range(3))
    share = (red - np.maximum(green, blue)) / (np.maximum(red, np.maximum(green, blue)) + 20)
    return float(np.percentile(share, 84))
