"""A panel with pilot lamps: what they send out is added to the light that falls on them, and spreads around them."""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from harimi.simulate.drawing import Drawing
from harimi.vision.geometry import Image

Rng = np.random.Generator
Level = tuple[float, float, float]
"""Blue, green and red, linear, 0 to 1."""
APART = 60
"""Pixels from one lamp's middle to the next."""
GAMMA = 2.2
EXPOSED = 0.35
"""The mean level, linear, at which a camera that sets its own exposure aims."""

HUES: dict[str, Level] = {
    "red": (0.02, 0.03, 1.0),
    "amber": (0.02, 0.35, 1.0),
    "green": (0.18, 1.0, 0.08),
    "blue": (1.0, 0.25, 0.05),
    "white": (0.85, 0.95, 1.0),
}


@dataclass(frozen=True)
class LampStyle:
    """One lamp: `radius` in pixels, `square` or round, the linear colour of its unlit `lens`, which `milky` ones scatter.

    `bright` is its light against that of a panel in full daylight, `peak` how much more its middle sends than its rim, `halo`
    the share that spreads around it. `glint` is the reflection on its dome: strength, and where in radii.
    """

    radius: float
    square: bool
    lens: Level
    bright: float
    peak: float
    halo: float
    rim: Level
    glint: tuple[float, float, float]


@dataclass(frozen=True)
class PanelStyle:
    """A row of lamps on a plate; `own` is how much of the exposure the camera sets by itself."""

    plate: Level
    lamps: tuple[LampStyle, ...]
    own: float


Shown = Literal["off", "red", "amber", "green", "blue", "white"]


def draw_panel(style: PanelStyle, shown: tuple[Shown, ...], ambient: float, rng: Rng) -> Drawing:
    """The panel in so much `ambient` light, 1 being daylight; places `lamp0`, `lamp1`, ...: corners of each lens."""
    height, width = 2 * APART, APART * (len(style.lamps) + 1)
    light = np.ones((height, width, 3), np.float32) * np.array(style.plate, np.float32)
    light *= 1 + 0.04 * cv2.GaussianBlur(rng.normal(0, 1, (height, width, 1)).astype(np.float32), (0, 0), 1.5)[..., None]
    sent = np.zeros_like(light)
    places: dict[str, np.ndarray] = {}
    for n, (lamp, state) in enumerate(zip(style.lamps, shown, strict=True)):
        middle = (APART * (n + 1), APART)
        _lens(light, sent, lamp, state, middle)
        reach = lamp.radius * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        places[f"lamp{n}"] = reach + middle
    seen = ambient * light + sent
    return Drawing(_exposed(seen, style.own), places)


def _lens(light: np.ndarray, sent: np.ndarray, lamp: LampStyle, state: Shown, middle: tuple[int, int]) -> None:
    height, width = light.shape[:2]
    y, x = (np.mgrid[0:height, 0:width].astype(np.float32) - np.array(middle[::-1], np.float32)[:, None, None]) / lamp.radius
    away = np.maximum(np.abs(x), np.abs(y)) if lamp.square else np.hypot(x, y)
    rim, lens = _inside(away, 1.25, lamp.radius), _inside(away, 1.0, lamp.radius)
    dome = 1 - 0.35 * np.clip(away, 0, 1) ** 2
    light[:] = light * (1 - rim) + np.array(lamp.rim, np.float32) * rim
    light[:] = light * (1 - lens) + np.array(lamp.lens, np.float32) * lens * dome[..., None]
    strength, gx, gy = lamp.glint
    light += (strength * np.exp(-(((x - gx) ** 2 + (y - gy) ** 2) / 0.03)))[..., None] * lens
    if state == "off":
        return
    middle_of_it = 1 + lamp.peak * np.exp(-(np.clip(away, 0, 3) ** 2) / 0.15)[..., None]
    glow = lens * middle_of_it * lamp.bright * np.array(HUES[state], np.float32)
    wide = cv2.GaussianBlur(glow, (0, 0), 0.45 * lamp.radius) + 0.5 * cv2.GaussianBlur(glow, (0, 0), 1.2 * lamp.radius)
    sent += glow + lamp.halo * wide


def _inside(away: np.ndarray, radius: float, pixels: float) -> np.ndarray:
    """1 within a radius, 0 beyond it, with a soft border of a pixel."""
    return np.clip((radius - away) * pixels + 0.5, 0, 1)[..., None]


def _exposed(seen: np.ndarray, own: float) -> Image:
    """As many grey levels as a camera makes of it that sets its own exposure by that share."""
    level = float(np.minimum(seen, 4.0).mean())
    gain = (EXPOSED / max(level, 1e-3)) ** own * (EXPOSED / 0.3) ** (1 - own)
    return np.asarray(np.clip(255 * np.power(np.clip(seen * gain, 0, 1), 1 / GAMMA), 0, 255), np.uint8)
