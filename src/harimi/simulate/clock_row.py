"""A row of clock dials, as American electricity and gas meters have: neighbouring hands turn opposite ways."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from harimi.simulate.dial import DialStyle, draw_dial
from harimi.simulate.dial_paint import letter
from harimi.simulate.dial_styles import Fonts, Rng
from harimi.simulate.drawing import Drawing
from harimi.simulate.sub_dial_styles import any_clock_dial
from harimi.vision.geometry import Image


@dataclass(frozen=True)
class RowStyle:
    """Everything about a row but its value. `turnings` are 1 (clockwise) or -1 from the highest dial to the lowest.

    Lengths are shares of the radius of one dial's scale: `step` from dial to dial, `rise` of the middle of the row over its
    ends, `border` around it. `radius` is that of one scale in pixels.
    """

    dial: DialStyle
    turnings: tuple[int, ...]
    radius: float = 60.0
    step: float = 2.3
    rise: float = 0.0
    border: tuple[float, float] = (1.6, 2.0)
    words: bool = True


def geared(value: float, count: int, play: Sequence[float] = ()) -> tuple[float, ...]:
    """What each hand shows, highest first, 0 to 10: `value` is in units of the lowest dial's figures, `play` in theirs too."""
    loose = play or (0.0,) * count
    return tuple(float((value / 10**place + off) % 10) for place, off in zip(range(count - 1, -1, -1), loose, strict=True))


def draw_row(shown: Sequence[float], style: RowStyle) -> Drawing:
    """The row with its hands at `shown`. Places: `corners` (four of each dial's square, one dial after the other)."""
    middles, (width, height) = _places(style)
    canvas = np.full((height, width, 3), style.dial.plate.colour, np.uint8)
    corners = []
    for place, (middle, turning) in enumerate(zip(middles, style.turnings, strict=True)):
        drawn = _one(shown[place], style, turning)
        at = np.round(middle - drawn.image.shape[0] / 2).astype(int)
        _laid(canvas, drawn.image, at, 1.12 * style.radius)
        corners.append(drawn.points["corners"] + at)
        if style.words:
            text = "1" + "0" * (len(middles) - place)
            over = middle - np.array([0, 1.3 * style.radius])
            letter(canvas, text, over, 0.22 * style.radius, style.dial.scale.colour, font=style.dial.scale.font)
    return Drawing(canvas, {"corners": np.concatenate(corners)})


def any_row(rng: Rng, fonts: Fonts = (), *, kept: bool = False, count: int | None = None) -> RowStyle:
    """A row of four or five dials at random, every second hand turning back."""
    count = count or int(rng.integers(4, 6))
    dial = any_clock_dial(rng, fonts, kept=kept)
    dial = replace(dial, ground=dial.plate.colour, plate=replace(dial.plate, rims=(), gloss=(0.0, 0.0)), prints=())
    first = 1 if rng.random() < 0.5 else -1
    return RowStyle(
        dial,
        tuple(first * (-1) ** place for place in range(count)),
        step=float(rng.uniform(2.1, 2.9)),
        rise=float(rng.uniform(0.2, 0.8)) if rng.random() < 0.2 else 0.0,
        border=(float(rng.uniform(1.3, 2.5)), float(rng.uniform(1.6, 4.0))),
        words=bool(rng.random() < 0.6),
    )


def _places(style: RowStyle) -> tuple[np.ndarray, tuple[int, int]]:
    """The pivots of the dials and the size of the plate, pixels."""
    count = len(style.turnings)
    x = (style.border[0] + np.arange(count) * style.step) * style.radius
    share = np.linspace(-1, 1, count)
    y = (style.border[1] + style.rise * share**2) * style.radius
    size = x[-1] + style.border[0] * style.radius, y.max() + style.border[1] * style.radius
    return np.stack([x, y], 1), (round(size[0]), round(size[1]))


def _one(shown: float, style: RowStyle, turning: int) -> Drawing:
    scale = replace(style.dial.scale, sweep=360.0 * turning)
    return draw_dial(shown, replace(style.dial, scale=scale, size=round(style.radius / style.dial.radius)))


def _laid(canvas: Image, patch: Image, at: np.ndarray, reach: float) -> None:
    """The patch's middle disc of `reach` pixels on the canvas, its upper left at `at`."""
    mask = np.zeros(canvas.shape[:2], np.uint8)
    middle = at + np.array(patch.shape[1::-1]) / 2
    cv2.circle(mask, (round(middle[0]), round(middle[1])), round(reach), 255, -1)
    whole = canvas.copy()
    x0, y0 = np.maximum(at, 0)
    x1, y1 = np.minimum(at + np.array(patch.shape[1::-1]), canvas.shape[1::-1])
    whole[y0:y1, x0:x1] = patch[y0 - at[1] : y1 - at[1], x0 - at[0] : x1 - at[0]]
    canvas[mask > 0] = whole[mask > 0]
