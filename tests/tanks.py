"""A tank's sight glass and a U-tube, photographed so that the editor's first strip lies upon the glass, or the left leg."""

import numpy as np

from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.scale import ScaleStyle, draw_scale

GLASS = ScaleStyle("surface", (230, 230, 230), (20, 20, 20), (205, 200, 200), (50, 50, 180), 40, edge=0.1, rim=0.3, shine=0.3)
WALL, AT = (765, 500, 3), (160, 62)
"""Rows, columns and channels of the picture, and where the glass hangs in it."""


LEG, LEGS = slice(50, 130), 120
"""The columns of a glass without its figures, and from one leg of the U-tube to the other."""


def tank(value: float) -> bytes:
    """A photograph at a value from 0 to 100."""
    return _photographed(_wall().pasted(_glass(value), AT))


def u_tube(left: float, right: float) -> bytes:
    """A photograph of both legs, each at a value from 0 to 100; the figures stand between them."""
    leg = Drawing(_glass(right).image[:, LEG], {})
    return _photographed(_wall().pasted(_glass(left), AT).pasted(leg, (AT[0] + LEGS + LEG.start, AT[1])))


def _wall() -> Drawing:
    return Drawing(np.clip(np.random.default_rng(11).normal(140, 6, WALL), 0, 255).astype(np.uint8), {})


def _glass(value: float) -> Drawing:
    return draw_scale(value, GLASS, np.random.default_rng(11))


def _photographed(scene: Drawing) -> bytes:
    taken = photograph(scene, np.random.default_rng(11), Pose(), Light(), Lens(blur=0.5, noise=2))
    return encode(taken.image, 92).tobytes()
