"""A tank's sight glass, photographed so that the editor's first strip lies upon it."""

import numpy as np

from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.scale import ScaleStyle, draw_scale

GLASS = ScaleStyle("surface", (230, 230, 230), (20, 20, 20), (205, 200, 200), (50, 50, 180), 40, edge=0.1, rim=0.3, shine=0.3)
WALL, AT = (765, 500, 3), (160, 62)
"""Rows, columns and channels of the picture, and where the glass hangs in it."""


def tank(value: float) -> bytes:
    """A photograph at a value from 0 to 100."""
    rng = np.random.default_rng(11)
    wall = np.clip(rng.normal(140, 6, WALL), 0, 255).astype(np.uint8)
    scene = Drawing(wall, {}).pasted(draw_scale(value, GLASS, rng), AT)
    return encode(photograph(scene, rng, Pose(), Light(), Lens(blur=0.5, noise=2)).image, 92).tobytes()
