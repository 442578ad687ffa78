"""A display that was drawn by hand is moved onto what the photograph shows nearby; where nothing clear is near, it stays."""

import numpy as np

from harimi.vision.face import Dial, Display, Drums, points_carried
from harimi.vision.find.edges import onto_edges
from harimi.vision.geometry import Image, Quad

NEAR = 0.3
"""How far the middle of what was drawn may be from that of what is there, as a share of its shorter side."""
ALIKE = 1.35
"""How much larger or smaller it may be."""


def snapped(image: Image, display: Display, found: tuple[Display, ...]) -> Display | None:
    """The display on its window's borders or, but for drums, on the first near one that a finder `found`; None if none is near.

    The points of a scale keep their values and go with the circle.
    """
    if isinstance(display, Drums):
        corners = onto_edges(image, display.corners)
    else:
        corners = next((one.corners for one in found if one.kind == display.kind and near(display.corners, one.corners)), None)
    if corners is None:
        return None
    if isinstance(display, Dial):
        return points_carried(display, corners)
    return display.model_copy(update={"corners": corners})


def near(drawn: Quad, there: Quad) -> bool:
    """Whether both are about the same place and size."""
    a, b = np.asarray(drawn), np.asarray(there)
    apart = float(np.hypot(*(a.mean(0) - b.mean(0))))
    sizes = [(float(np.hypot(*(ring[1] - ring[0]))), float(np.hypot(*(ring[3] - ring[0])))) for ring in (a, b)]
    alike = all(1 / ALIKE < one / max(other, 1e-6) < ALIKE for one, other in zip(*sizes, strict=True))
    return alike and apart <= NEAR * min(sizes[1])
