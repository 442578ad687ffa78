"""Photographs of straight scales as a fixed camera takes them, with the face that a person would have marked."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from harimi.simulate.camera import any_lens, any_light, any_pose, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.scale import FIGURE, LOW, TOP, draw_scale
from harimi.simulate.scale_styles import any_scale
from harimi.vision.face import Scale, ScalePoint
from harimi.vision.geometry import Image, points, quad

Rng = np.random.Generator
MISMARKED = 0.006
"""Standard deviation of each marked corner, as a share of the strip's length."""


@dataclass(frozen=True)
class Seen:
    """A photograph (BGR), the scale as a person marked it, and its value.

    `numerals` are the middles of its numerals and `tall` a figure's height, `level` both ends of the line at which the value
    stands, `(2, 2)`; `step` is the value from numeral to numeral.
    """

    image: Image
    display: Scale
    value: float
    numerals: np.ndarray
    tall: float
    level: np.ndarray
    step: float


def any_photograph(rng: Rng, shows: str | None = None, least: float = 0.16) -> Seen:
    """A scale at a value anywhere on it, seen at 90 to 640 pixels, or from a `least` share of these on; what moves on it is
    anything, or what `shows` names.
    """
    style = any_scale(rng)
    while shows is not None and style.shows != shows:
        style = any_scale(rng)
    value = style.high * float(rng.uniform(0.01, 0.99))
    drawn = draw_scale(value, style, rng)
    wall = np.full((900, 620, 3), rng.integers(60, 220), np.uint8)
    wall = np.clip(wall + rng.normal(0, 6, wall.shape), 0, 255).astype(np.uint8)
    scene = Drawing(wall, {}).pasted(drawn, (190, 130))
    factor = float(np.exp(rng.uniform(np.log(least), np.log(1.0))))
    size = (round(620 * factor), round(900 * factor))
    seen = photograph(scene, rng, any_pose(rng), any_light(rng), any_lens(rng), size)
    corners = seen.points["corners"] + rng.normal(0, MISMARKED * 540 * factor, (4, 2))
    ends = [0, style.steps // 2, style.steps]
    marks = tuple(
        ScalePoint(at=at, value=Decimal(str(round(style.high * n / style.steps, 6))))
        for n, at in zip(ends, points(seen.points["scale"][ends]), strict=True)
    )
    display = Scale(corners=quad(corners), points=marks, shows=style.shows)
    tall = FIGURE * float(np.hypot(*np.ptp(seen.points["scale"], axis=0))) / (LOW - TOP)
    return Seen(seen.image, display, value, seen.points["numerals"], tall, seen.points["level"], style.high / style.steps)
