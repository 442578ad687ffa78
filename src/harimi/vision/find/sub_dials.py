"""All sub-dials of a water or gas meter, wherever they stand: a circle of numerals each, beside the drums."""

from decimal import Decimal

import cv2
import numpy as np

from harimi.vision.face import Dial
from harimi.vision.find.dial_rows import SURE
from harimi.vision.find.dials import LEVELS, dial_of, spots_at
from harimi.vision.find.numeral_rings import Ring, find_rings
from harimi.vision.find.segment_spots import together
from harimi.vision.geometry import Image

ALIKE = 1.35
"""How much the radius of a sub-dial may differ from that of the plainest one."""
MOST = 6


def find_sub_dials(image: Image) -> tuple[Dial, ...]:
    """Sub-dials that are beyond doubt by their own numerals, the one of most weight first.

    Makers set them clockwise by falling weight, beginning behind the widest gap; the weights 0.1, 0.01 … are a proposal that a
    person checks.
    """
    if min(image.shape[:2]) < 24:
        return ()
    grey = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    rings = [ring for ring in find_rings(together(*(spots_at(grey, longest) for longest in LEVELS))) if ring.figures >= SURE]
    alike = [ring for ring in rings if 1 / ALIKE < ring.radius / rings[0].radius < ALIKE][:MOST]
    return tuple(_weighed(ring, n) for n, ring in enumerate(_clockwise(alike)))


def _weighed(ring: Ring, n: int) -> Dial:
    weight = Decimal(1).scaleb(-(n + 1))
    return dial_of(ring, f"x{weight}", weight)


def _clockwise(rings: list[Ring]) -> list[Ring]:
    """In the order of the clock around their common middle, from behind the widest gap on."""
    if len(rings) < 2:
        return rings
    middle = np.mean([ring.middle for ring in rings], axis=0)
    turns = [float(np.arctan2(*(ring.middle - middle)[::-1])) for ring in rings]
    order = np.argsort(turns)
    sorted_turns = np.array(turns)[order]
    gaps = np.diff(sorted_turns, prepend=sorted_turns[-1] - 2 * np.pi)
    first = int(np.argmax(gaps))
    return [rings[n] for n in np.roll(order, -first)]
