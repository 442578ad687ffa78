"""The roll of one printed wheel: ten figures round a drum, and the part of it that a window shows."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from harimi.simulate import fonts
from harimi.simulate.drum_figures import PLAIN, Shape, stroked

Mask = np.ndarray
"""Floats of 0 (paper) to 1 (ink)."""


@dataclass(frozen=True)
class Hand:
    """How the figures are drawn: in a font (`bold` widens its strokes by pixels), or where `weight` is above 0 by strokes.

    `weight` is the stroke's width as a share of the height, `shape` how the strokes run.
    """

    font: Path | None = None
    bold: int = 2
    weight: float = 0.0
    shape: Shape = PLAIN


@lru_cache(maxsize=64)
def roll(hand: Hand, width: int, pitch: int, figure: int, fill: float, downward: bool = False) -> Mask:
    """The figures 0 to 9 one below the other, `(10 * pitch, width)`; each is `figure` pixels high in the middle of its part.

    `fill` is the share of the width that the widest figure takes. On a wheel that turns `downward` they stand the other way
    about, 9 below 0 and 8 below 9.
    """
    strip = np.zeros((10 * pitch, width), np.float32)
    for digit, mask in enumerate(_figures(hand, max(3, round(fill * width)), figure)):
        _print(strip, mask, -digit % 10 if downward else digit, pitch)
    return strip


def _figures(hand: Hand, width: int, height: int) -> list[np.ndarray]:
    if hand.weight > 0:
        return [stroked(digit, width, height, hand.weight, hand.shape) for digit in range(10)]
    masks = [fonts.lettering(str(digit), height, hand.font, hand.bold) for digit in range(10)]
    squeeze = width / max(mask.shape[1] for mask in masks)
    widths = [max(2, round(mask.shape[1] * squeeze)) for mask in masks]
    return [cv2.resize(mask, (w, height), interpolation=cv2.INTER_AREA) for mask, w in zip(masks, widths, strict=True)]


def _print(strip: Mask, figure: np.ndarray, digit: int, pitch: int) -> None:
    height, width = figure.shape
    x = (strip.shape[1] - width) // 2
    y = digit * pitch + (pitch - height) // 2
    rows = np.arange(y, y + height) % len(strip)
    strip[rows, x : x + width] = np.maximum(strip[rows, x : x + width], figure / np.float32(255))


def ticks(height: int, width: int, per_digit: int = 10) -> Mask:
    """Graduation marks at the right edge of the last roll: a long one at each digit, short ones between."""
    marks = np.zeros((height, width), np.float32)
    step = height / (10 * per_digit)
    for k in range(10 * per_digit):
        y = round((k + per_digit / 2) * step) % height
        length = width * (0.22 if k % per_digit == 0 else 0.13)
        marks[y : y + max(1, round(step * 0.3)), width - round(length) :] = 1
    return marks


def bend(height: int, curve: float) -> tuple[np.ndarray, np.ndarray]:
    """For each row of a window: where on the flattened drum it looks (-0.5 to 0.5 window heights at no curve), and its angle.

    `curve` is half the angle under which the window sees the drum, in radians; 0 is a flat tape.
    """
    y = (np.arange(height) + 0.5) / height - 0.5
    if curve < 0.05:
        return y, np.zeros(height)
    angle = np.arcsin(2 * y * np.sin(curve))
    return angle / (2 * np.sin(curve)), angle


def turned(strip: Mask, phase: float, height: int, pitch: int, curve: float) -> tuple[Mask, np.ndarray]:
    """The `(height, width)` part of a roll that a window shows at `phase`, and the angle of each row on the drum."""
    place, angle = bend(height, curve)
    rows = (phase + 0.5 + place * height / pitch) * pitch - 0.5
    low = np.floor(rows).astype(int)
    share = (rows - low).astype(np.float32)[:, None]
    window = strip[low % len(strip)] * (1 - share) + strip[(low + 1) % len(strip)] * share
    return window, angle
