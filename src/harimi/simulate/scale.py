"""Straight scales: a liquid in a glass, the thread of a thermometer, a lit bar, a float in a tube."""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from harimi.simulate.drawing import Drawing
from harimi.simulate.fonts import lettering
from harimi.vision.geometry import Image

Rng = np.random.Generator
Colour = tuple[int, int, int]
TALL, WIDE = 640, 240
"""Pixels of a drawn scale."""
TOP, LOW = 60, 580
"""Rows of the highest and the lowest mark."""
FIGURE = 20
"""Pixels of a numeral's height."""
WALL = 0.1
"""Thickness of the glass as a share of the tube's width."""


@dataclass(frozen=True)
class ScaleStyle:
    """How a scale looks. Colours are BGR; `width` of the tube and `marks` at its side are in pixels.

    `edge` is how far the surface is drawn up at the glass, `rim` how dark its own line is, `shine` how bright the stripe is
    that the glass reflects, `drops` their number above the surface, `tall` the height of a float.
    """

    shows: Literal["surface", "float"]
    plate: Colour
    ink: Colour
    empty: Colour
    full: Colour
    width: int
    high: float = 100.0
    steps: int = 10
    left: bool = False
    falls: bool = False
    edge: float = 0.0
    rim: float = 0.0
    shine: float = 0.0
    shade: float = 0.0
    drops: int = 0
    tall: int = 40


def draw_scale(value: float, style: ScaleStyle, rng: Rng) -> Drawing:
    """The scale at a value between 0 and `style.high`; places: `corners` of the strip, `scale`, its marks in order, `numerals`,
    the middles of what is printed at them, and `level`, both ends of the line at which the value stands.
    """
    canvas = np.full((TALL, WIDE, 3), style.plate, np.uint8)
    first = (WIDE - style.width) // 2 + (30 if style.left else -30)
    at = place(value, style)
    canvas[TOP - 40 : LOW + 40, first : first + style.width] = tube(at, TALL, style, rng)[TOP - 40 : LOW + 40]
    marks, numerals = _marks(canvas, first, style)
    corners = np.array([[first, TOP - 25], [first + style.width, TOP - 25], [first + style.width, LOW + 25], [first, LOW + 25]])
    level = np.array([[first, at], [first + style.width, at]]) - 0.5
    return Drawing(canvas, {"corners": corners.astype(float) - 0.5, "scale": marks, "numerals": numerals, "level": level})


def place(value: float, style: ScaleStyle) -> float:
    """The row at which a value stands; 0 is low unless the scale `falls`."""
    share = value / style.high
    return TOP + (share if style.falls else 1 - share) * (LOW - TOP)


def tube(at: float, tall: int, style: ScaleStyle, rng: Rng, fine: int = 4) -> Image:
    """The strip alone, `(tall, style.width, 3)`, with its level at row `at`; drawn `fine` times larger, for smooth borders."""
    wide = style.width
    y, x = np.mgrid[0 : tall * fine, 0 : wide * fine].astype(np.float64) / fine
    across = (x - wide / 2) / (wide / 2)
    surface = at + style.edge * wide * -(across**4)
    inside = y > surface if style.shows == "surface" else np.abs(y - at) < style.tall / 2
    picture = np.where(inside[..., None], np.array(style.full, float), np.array(style.empty, float))
    if style.shows == "surface" and style.rim:
        picture *= (1 - style.rim * np.exp(-(((y - surface) / 1.6) ** 2)))[..., None]
    picture *= (1 - style.shade * across**2)[..., None]
    if style.shine:
        centre = rng.uniform(-0.6, 0.6)
        picture += (style.shine * np.exp(-(((across - centre) / 0.12) ** 2)))[..., None] * 255
    picture[np.abs(across) > 1 - WALL] *= 0.75
    for _ in range(style.drops):
        middle = (int(rng.uniform(0.2, 0.8) * wide * fine), int(rng.uniform(0, max(1.0, at - 12)) * fine))
        cv2.circle(picture, middle, int(rng.uniform(0.02, 0.08) * wide * fine), [float(c) * 1.1 + 15 for c in style.empty], -1)
    small = cv2.resize(np.clip(picture, 0, 255).astype(np.float32), (wide, tall), interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8)


def _marks(canvas: Image, first: int, style: ScaleStyle) -> tuple[np.ndarray, np.ndarray]:
    side = first - 4 if style.left else first + style.width + 4
    away = -1 if style.left else 1
    for n in range(style.steps * 5 + 1):
        row = round(place(style.high * n / style.steps / 5, style))
        cv2.line(canvas, (side, row), (side + away * (28 if n % 5 == 0 else 14), row), style.ink, 2 if n % 5 == 0 else 1)
    values = style.high * np.arange(style.steps + 1) / style.steps
    rows = [place(float(value), style) for value in values]
    texts = [f"{value:g}" for value in values]
    middles = [_numeral(canvas, text, side + away * 34, row, style) for text, row in zip(texts, rows, strict=True)]
    return np.array([[side + away * 10, row] for row in rows]), np.array(
        [[x, row] for x, row in zip(middles, rows, strict=True)]
    )


def _numeral(canvas: Image, text: str, x: int, y: float, style: ScaleStyle) -> float:
    """Letters a numeral and returns the column of its middle."""
    mask = lettering(text, FIGURE).astype(np.float64)
    mask /= max(1.0, mask.max())
    height, width = mask.shape
    left, top = (x - width if style.left else x), round(y - height / 2)
    left = int(np.clip(left, 0, WIDE - width))
    part = canvas[top : top + height, left : left + width]
    part[:] = (part * (1 - mask[..., None]) + np.array(style.ink) * mask[..., None]).astype(np.uint8)
    return left + (width - 1) / 2
