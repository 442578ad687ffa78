"""Figures as engravers of counters draw them: strokes of one weight along lines and arcs, narrow or square."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

Path = np.ndarray
"""`(n, 2)` points in a box of 0 to 1, y downwards."""

SCALE = 4
"""Strokes are drawn so many times too large and reduced, which smooths them."""


@dataclass(frozen=True)
class Shape:
    """`square` 0 to 1 takes the round figures from ellipses to boxes; `variant` chooses among ways to draw 1, 3, 4, 6, 7, 9."""

    square: float = 0.3
    variant: int = 0


PLAIN = Shape(variant=4)
"""Round figures, a 1 with its flag."""


def stroked(digit: int, width: int, height: int, weight: float, shape: Shape) -> np.ndarray:
    """A mask of 0 to 255, `(height, width)`, of one figure; `weight` is the width of its stroke as a share of the height."""
    thick = max(1, round(weight * height * SCALE))
    margin = thick / 2 + 1
    size = np.array([width * SCALE, height * SCALE]) - 2 * margin
    canvas = np.zeros((height * SCALE, width * SCALE), np.uint8)
    for path in _FIGURES[digit](shape):
        pixels = np.round(margin + path * size).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(canvas, [pixels], False, 255, thick, cv2.LINE_AA)
    return cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)


def _line(*points: tuple[float, float]) -> Path:
    return np.array(points, float)


def _arc(x: float, y: float, rx: float, ry: float, start: float, end: float, square: float) -> Path:
    """Part of a superellipse; degrees clockwise from the right."""
    turn = np.radians(np.linspace(start, end, 48))
    power = 2 / (2 + 4 * square)
    c, s = np.cos(turn), np.sin(turn)
    return np.stack([x + rx * np.sign(c) * np.abs(c) ** power, y + ry * np.sign(s) * np.abs(s) ** power], axis=1)


def _zero(shape: Shape) -> tuple[Path, ...]:
    return (_arc(0.5, 0.5, 0.5, 0.5, 0, 360, shape.square),)


def _one(shape: Shape) -> tuple[Path, ...]:
    stem = _line((0.55, 1), (0.55, 0))
    flag = _line((0.55, 0), (0.2, 0.22))
    foot = _line((0.2, 1), (0.9, 1))
    return ((stem,), (stem, flag), (stem, flag, foot))[shape.variant % 3]


def _two(shape: Shape) -> tuple[Path, ...]:
    bow = _arc(0.5, 0.28, 0.5, 0.28, 190, 390, shape.square)
    return (np.vstack([bow, _line((0, 1), (1, 1))]),)


def _three(shape: Shape) -> tuple[Path, ...]:
    low = _arc(0.5, 0.7, 0.5, 0.3, -100, 160, shape.square)
    if shape.variant % 2:
        return (_line((0.05, 0), (0.95, 0), (0.42, 0.4)), low)
    return (_arc(0.5, 0.22, 0.44, 0.22, 200, 450, shape.square), low)


def _four(shape: Shape) -> tuple[Path, ...]:
    if shape.variant % 2:
        return (_line((0.45, 0), (0, 0.72), (1, 0.72)), _line((0.75, 0.42), (0.75, 1)))
    return (_line((0.72, 1), (0.72, 0), (0, 0.7), (1, 0.7)),)


def _five(shape: Shape) -> tuple[Path, ...]:
    bow = _arc(0.48, 0.68, 0.52, 0.32, -130, 160, shape.square)
    return (np.vstack([_line((0.95, 0), (0.12, 0), (0.08, 0.46)), bow]),)


def _six(shape: Shape) -> tuple[Path, ...]:
    bowl = _arc(0.5, 0.68, 0.5, 0.32, 0, 360, shape.square)
    if shape.variant % 2:
        return (bowl, _line((0.05, 0.58), (0.7, 0)))
    return (bowl, np.vstack([_line((0, 0.68)), _arc(0.52, 0.36, 0.52, 0.36, 180, 330, shape.square)]))


def _seven(shape: Shape) -> tuple[Path, ...]:
    knee = (0.45, 0.5) if shape.variant % 2 else (0.65, 0.5)
    return (_line((0, 0), (1, 0), knee, (0.35, 1)),)


def _eight(shape: Shape) -> tuple[Path, ...]:
    return (_arc(0.5, 0.24, 0.43, 0.24, 0, 360, shape.square), _arc(0.5, 0.74, 0.5, 0.26, 0, 360, shape.square))


def _nine(shape: Shape) -> tuple[Path, ...]:
    return tuple(1 - path for path in _six(shape))


_FIGURES: tuple[Callable[[Shape], tuple[Path, ...]], ...] = (
    *(_zero, _one, _two, _three, _four),
    *(_five, _six, _seven, _eight, _nine),
)
