"""A row of printed wheels as water, gas and electricity meters have it, drawn at any turn of each wheel."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from harimi.simulate import drum_wheels
from harimi.simulate.drawing import Drawing
from harimi.simulate.drum_figures import Shape
from harimi.simulate.drum_wheels import Hand
from harimi.vision.geometry import Image

Rng = np.random.Generator
Colour = tuple[int, int, int]
"""Blue, green, red, 0 to 255."""


_STROKES = Hand(weight=0.13)


@dataclass(frozen=True)
class Finish:
    """How one group of wheels is printed: ink on paper, in a frame of some colour."""

    ink: Colour = (235, 238, 240)
    paper: Colour = (38, 36, 34)
    frame: Colour = (30, 30, 30)


@dataclass(frozen=True)
class DrumStyle:
    """The looks of a row of drums. Lengths are shares: of the window's height, or of its width where the name says so.

    `window`: its height in pixels, `aspect`: width by height, `gap`: between two windows as a share of the width, `rim`:
    frame around the row. `figure`, `pitch`: height of a figure and from one figure to the next; `fill`: width of the widest
    figure as a share of the window's. `curve`: half the angle under which a window sees its drum (radians). `shade`:
    darkening towards the edges, `shadow`: under the upper edge. The last `decimals` wheels have the finish `fraction`.
    `ticks`: marks on the last wheel. `round`: corner radius of a window. `common`: one long window for all wheels.
    """

    window: int = 96
    aspect: float = 0.62
    gap: float = 0.18
    rim: float = 0.25
    figure: float = 0.68
    pitch: float = 1.05
    fill: float = 0.72
    curve: float = 0.7
    shade: float = 0.35
    shadow: float = 0.35
    hand: Hand = _STROKES
    whole: Finish = Finish()
    fraction: Finish = Finish(ink=(235, 238, 245), paper=(40, 40, 190), frame=(40, 40, 190))
    decimals: int = 0
    ticks: bool = False
    round: float = 0.0
    common: bool = False
    wobble: tuple[float, ...] = ()
    """How far each wheel stands off from its true phase: real trains have play."""
    downward: bool = False
    """Whether the next figure comes from above."""


def wheel_phases(value: float, digits: int, decimals: int = 0, *, rests: bool = False) -> tuple[float, ...]:
    """The phase (0 to 10) of each wheel of a counter at `value`, the highest first.

    The last wheel turns with the value, or `rests` on whole digits; each higher one rolls only while the one below goes from
    9 to 0.
    """
    lowest = value * 10**decimals
    place = np.floor(lowest + 1e-9) if rests else lowest
    phases: list[float] = []
    carry = place - np.floor(place)
    whole = int(np.floor(place))
    for _ in range(digits):
        digit = whole % 10
        phases.append(float((digit + carry) % 10))
        carry = carry if digit == 9 else 0.0
        whole //= 10
    return tuple(reversed(phases))


def draw_drums(phases: Sequence[float], style: DrumStyle) -> Drawing:
    """The row with each wheel at its phase. Places: `corners` (4, 2), the outer edges of the row of windows, upper left
    first, clockwise; `centres` (n, 2) of the windows."""
    count, height = len(phases), style.window
    width = max(4, round(height * style.aspect))
    step = width + (0 if style.common else round(width * style.gap))
    rim = round(height * style.rim)
    image = _frames(count, style, width, step, rim)
    mask = _opening(height, width, 0.0 if style.common else style.round)[..., None]
    for n, phase in enumerate(phases):
        x = rim + n * step
        wheel = _wheel(phase + (style.wobble[n] if n < len(style.wobble) else 0.0), n, count, style, width)
        hole = image[rim : rim + height, x : x + width]
        image[rim : rim + height, x : x + width] = hole * (1 - mask) + wheel * mask
    centres = np.array([[rim + n * step + (width - 1) / 2, rim + (height - 1) / 2] for n in range(count)])
    left, right = rim - 0.5, rim + (count - 1) * step + width - 0.5
    corners = np.array([[left, rim - 0.5], [right, rim - 0.5], [right, rim + height - 0.5], [left, rim + height - 0.5]])
    return Drawing(np.clip(image, 0, 255).astype(np.uint8), {"corners": corners, "centres": centres})


def _finish(n: int, count: int, style: DrumStyle) -> Finish:
    return style.fraction if n >= count - style.decimals else style.whole


def _frames(count: int, style: DrumStyle, width: int, step: int, rim: int) -> np.ndarray:
    image = np.empty((style.window + 2 * rim, (count - 1) * step + width + 2 * rim, 3), np.float32)
    image[:] = style.whole.frame
    if style.decimals:
        first = rim + (count - style.decimals) * step - (step - width) // 2
        image[:, first if style.decimals < count else 0 :] = style.fraction.frame
    return image


def _opening(height: int, width: int, radius: float) -> np.ndarray:
    mask = np.ones((height, width), np.float32)
    r = round(radius * min(height, width))
    if r < 1:
        return mask
    y, x = np.mgrid[:height, :width]
    dx = np.maximum(np.maximum(r - x, x - (width - 1 - r)), 0)
    dy = np.maximum(np.maximum(r - y, y - (height - 1 - r)), 0)
    return np.clip(r + 0.5 - np.hypot(dx, dy), 0, 1).astype(np.float32)


def _wheel(phase: float, n: int, count: int, style: DrumStyle, width: int) -> np.ndarray:
    height, pitch = style.window, max(4, round(style.window * style.pitch))
    figure = max(3, round(style.window * style.figure))
    strip = drum_wheels.roll(style.hand, width, pitch, figure, style.fill, style.downward)
    if style.ticks and n == count - 1:
        strip = np.maximum(strip, drum_wheels.ticks(*strip.shape))
    window, angle = drum_wheels.turned(strip, -phase if style.downward else phase, height, pitch, style.curve)
    finish = _finish(n, count, style)
    colour = np.array(finish.paper, np.float32) * (1 - window[..., None]) + np.array(finish.ink, np.float32) * window[..., None]
    return colour * _light(height, angle, style)[:, None, None] * _sides(width, style)[None, :, None]


def _light(height: int, angle: np.ndarray, style: DrumStyle) -> np.ndarray:
    y = (np.arange(height) + 0.5) / height
    round_off = 1 - style.shade * (1 - np.cos(angle)) * 2
    under_edge = 1 - style.shadow * np.exp(-y / 0.12) - 0.4 * style.shadow * np.exp(-(1 - y) / 0.06)
    return np.clip(round_off * under_edge, 0.05, 1.5).astype(np.float32)


def _sides(width: int, style: DrumStyle) -> np.ndarray:
    x = (np.arange(width) + 0.5) / width
    return (1 - 0.5 * style.shadow * (np.exp(-x / 0.05) + np.exp(-(1 - x) / 0.05))).astype(np.float32)


_DARK: tuple[Colour, ...] = ((30, 30, 30), (20, 22, 26), (60, 50, 40), (25, 35, 30), (70, 70, 72))
_PALE: tuple[Colour, ...] = ((235, 238, 240), (205, 220, 228), (250, 250, 250), (180, 190, 195), (150, 205, 220))
_REDS: tuple[Colour, ...] = ((40, 40, 190), (30, 20, 150), (60, 60, 230), (35, 45, 120))
_FRAMES: tuple[Colour, ...] = (*_DARK, *_PALE, (120, 120, 120), (160, 150, 140), (150, 110, 40), (90, 140, 190))


def _any(rng: Rng, choices: tuple[Colour, ...], spread: float = 14.0) -> Colour:
    colour = np.clip(np.array(choices[rng.integers(len(choices))]) + rng.normal(0, spread, 3), 0, 255)
    return (int(colour[0]), int(colour[1]), int(colour[2]))


def faded(ink: Colour, paper: Colour, left: float) -> Colour:
    """What sun and dust leave of the ink's contrast."""
    blue, green, red = (round(left * a + (1 - left) * b) for a, b in zip(ink, paper, strict=True))
    return (blue, green, red)


def any_finish(rng: Rng) -> Finish:
    """Pale on dark, or dark on pale, in a frame of the same or another colour."""
    ink, paper = _any(rng, _PALE), _any(rng, _DARK)
    if rng.random() < 0.45:
        ink, paper = paper, ink
    if rng.random() < 0.3:
        ink = faded(ink, paper, float(rng.uniform(0.25, 0.9)))
    return Finish(ink, paper, paper if rng.random() < 0.3 else _any(rng, _FRAMES))


def _fraction(rng: Rng, whole: Finish) -> Finish:
    """Decimals: on red, in red, or in the other of black and white."""
    look = rng.random()
    red = _any(rng, _REDS)
    if look < 0.45:
        return Finish(_any(rng, _PALE), red, red if rng.random() < 0.5 else whole.frame)
    if look < 0.8:
        return Finish(red, _any(rng, _PALE), red if rng.random() < 0.4 else whole.frame)
    return Finish(whole.paper, whole.ink, whole.frame)


def any_hand(rng: Rng, fonts: Sequence[Path | None]) -> Hand:
    """Strokes, or one of the fonts."""
    if rng.random() < 0.35:
        weight, square = float(rng.uniform(0.07, 0.2)), float(rng.choice([0.0, 0.2, 0.4, 0.7, 1.0]))
        return Hand(weight=weight, shape=Shape(square, int(rng.integers(0, 6))))
    return Hand(font=fonts[int(rng.integers(len(fonts)))], bold=int(rng.integers(0, 5)))


def any_style(rng: Rng, fonts: Sequence[Path | None] = (None,), digits: int = 6, window: int = 96) -> DrumStyle:
    """A style drawn at random for a row of `digits`, lettered in one of `fonts`."""
    whole = any_finish(rng)
    decimals = int(rng.integers(1, min(4, digits))) if rng.random() < 0.55 and digits > 1 else 0
    figure, aspect = float(rng.uniform(0.45, 0.86)), float(rng.uniform(0.42, 1.0))
    return DrumStyle(
        window=window,
        aspect=aspect,
        gap=float(rng.choice([0.0, rng.uniform(0, 0.15), rng.uniform(0.1, 0.6)])),
        rim=float(rng.uniform(0.02, 0.45)),
        figure=figure,
        pitch=float(figure * rng.uniform(1.12, 1.7)),
        fill=float(np.clip(figure * rng.uniform(0.4, 0.85) / aspect, 0.25, 0.95)),
        curve=float(rng.uniform(0, 1.1)),
        shade=float(rng.uniform(0, 0.8)),
        shadow=float(rng.uniform(0, 0.8)) if rng.random() < 0.7 else 0.0,
        hand=any_hand(rng, fonts),
        whole=whole,
        fraction=_fraction(rng, whole),
        decimals=decimals,
        ticks=bool(rng.random() < 0.3),
        round=float(rng.uniform(0, 0.3)) if rng.random() < 0.3 else 0.0,
        common=bool(rng.random() < 0.3),
        wobble=tuple(float(w) for w in rng.normal(0, 0.05, digits)),
    )


def blemish(image: Image, rng: Rng, strength: float) -> Image:
    """Scratches, specks, smears and the reflected line of a lamp on the glass; `strength` 0 to 1."""
    stained = image.astype(np.float32)
    height, width = image.shape[:2]
    for _ in range(rng.poisson(6 * strength)):
        start = rng.uniform(0, 1, 2) * (width, height)
        reach = rng.normal(0, 0.25 * height, 2)
        stained += rng.normal(0, 70) * _stroke(rng, image, start, start + reach)
    if rng.random() < 0.4 * strength:
        level, tilt = rng.uniform(0, height), rng.normal(0, 0.03 * height)
        ends = np.array([[-1, level - tilt], [width, level + tilt]])
        stained += rng.normal(30, 70) * _stroke(rng, image, ends[0], ends[1])
    return np.clip(stained, 0, 255).astype(np.uint8)


def _stroke(rng: Rng, image: Image, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    height, width = image.shape[:2]
    layer = np.zeros((height, width), np.float32)
    thick = max(1, int(rng.uniform(0.4, 4) * height / 60))
    cv2.line(layer, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), 1.0, thick)
    return cv2.GaussianBlur(layer, (0, 0), min(4.0, float(rng.uniform(0.5, 4)) * height / 60 + 0.3))[..., None]
