"""A panel with three lamps, photographed so that the editor's first squares lie upon them; and a switch."""

from collections.abc import Sequence

import cv2
import numpy as np

from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.flags import FlagStyle, draw_flag
from harimi.simulate.fonts import lettering
from harimi.simulate.lamps import LampStyle, PanelStyle, Shown, draw_panel

WALL = (360, 400, 3)
_LENSES = ((0.02, 0.03, 0.12), (0.02, 0.06, 0.14), (0.03, 0.1, 0.03))
LAMPS = tuple(LampStyle(16, False, lens, 3.0, 1.0, 0.06, (0.3, 0.3, 0.3), (0.2, -0.3, -0.3)) for lens in _LENSES)
PANEL = PanelStyle((0.35, 0.35, 0.33), LAMPS, own=0.7)
RUN, ALARM, DOOR = "green", "red", "amber"
SWITCH = FlagStyle((190, 195, 195), (60, 60, 60), ((40, 40, 40), (40, 40, 40)), (230, 230, 230), turns=(-45.0, 45.0))


def panel(shown: Sequence[Shown], ambient: float = 0.5) -> bytes:
    """A photograph of the panel, its lamps showing this, from the left."""
    drawn = draw_panel(PANEL, tuple(shown), ambient, np.random.default_rng(5))
    large = drawn.resized(2.0)
    return _photographed(_lettered(large.image))


def middles() -> list[tuple[float, float]]:
    """Where the lamps are on such a photograph."""
    return [(80.0 + 120 * n, WALL[0] / 2) for n in range(len(LAMPS))]


def switch(state: int, light: float = 1.0) -> bytes:
    """A photograph of the switch."""
    return _photographed(_lettered(draw_flag(SWITCH, state).image), light)


def _lettered(inside: np.ndarray) -> np.ndarray:
    """On a wall with words around it: alignment needs something that rests."""
    wall = np.clip(np.random.default_rng(3).normal(inside[2, 2].mean(), 3, WALL), 0, 255).astype(np.uint8)
    tall, wide = min(inside.shape[0], WALL[0] - 100), min(inside.shape[1], WALL[1])
    top, left = ((there - here) // 2 for there, here in zip(inside.shape, (tall, wide), strict=False))
    y0, x0 = (WALL[0] - tall) // 2, (WALL[1] - wide) // 2
    wall[y0 : y0 + tall, x0 : x0 + wide] = inside[top : top + tall, left : left + wide]
    for n, word in enumerate(("PUMP ROOM 2", "MCC-07", "ALARM", "RUN 415V", "DOOR")):
        for y in (14, WALL[0] - 32):
            mask = cv2.resize(lettering(word, 18), (70, 18))
            part = wall[y : y + 18, 4 + 79 * n : 74 + 79 * n]
            part[mask > 100] = part[mask > 100] // 3
    return wall


def _photographed(image: np.ndarray, light: float = 1.0) -> bytes:
    seen = photograph(Drawing(image, {}), np.random.default_rng(11), Pose(), Light(gain=light), Lens(blur=0.5, noise=2))
    return encode(seen.image, 92).tobytes()
