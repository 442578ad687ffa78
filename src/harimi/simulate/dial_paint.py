"""Paint for dials: polygons, marks, arcs and lettering on a canvas, to a sixteenth of a pixel."""

import math
from pathlib import Path

import cv2
import numpy as np

from harimi.simulate.fonts import figure_boxes, lettering
from harimi.vision.geometry import Image

Colour = tuple[int, int, int]


def direction(degrees: float) -> tuple[float, float]:
    """The unit vector at an angle counted clockwise from straight up, y pointing down."""
    return math.sin(math.radians(degrees)), -math.cos(math.radians(degrees))


def at(centre: np.ndarray, radius: float, degrees: float) -> np.ndarray:
    """The point at `radius` pixels and an angle from `centre`."""
    return np.asarray(centre + radius * np.array(direction(degrees)))


def fill(canvas: Image, polygon: np.ndarray, colour: Colour) -> None:
    """A filled polygon, `(n, 2)` pixels."""
    cv2.fillPoly(canvas, [np.round(polygon * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)


def blend(canvas: Image, polygons: list[np.ndarray], colour: Colour, strength: float, soft: float) -> None:
    """Polygons laid over the canvas half transparent with a soft edge, as shadows and tinted glass are."""
    mask = np.zeros(canvas.shape[:2], np.uint8)
    for polygon in polygons:
        cv2.fillPoly(mask, [np.round(polygon * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    _mix(canvas, cv2.GaussianBlur(mask, (0, 0), soft) if soft > 0.3 else mask, colour, strength)


def _mix(canvas: Image, mask: np.ndarray, colour: Colour, strength: float = 1.0) -> None:
    weight = mask.astype(np.float32)[..., None] * (strength / 255)
    canvas[:] = (canvas * (1 - weight) + np.array(colour, np.float32) * weight + 0.5).astype(np.uint8)


def disc(canvas: Image, centre: np.ndarray, radius: float, colour: Colour) -> None:
    """A filled circle."""
    middle = np.round(centre * 16).astype(int)
    cv2.circle(canvas, (int(middle[0]), int(middle[1])), round(radius * 16), colour, -1, cv2.LINE_AA, 4)


def mark(canvas: Image, centre: np.ndarray, degrees: float, radii: tuple[float, float], width: float, colour: Colour) -> None:
    """A radial stroke between two radii, `width` pixels wide."""
    across = np.array(direction(degrees + 90)) * width / 2
    inner, outer = at(centre, radii[0], degrees), at(centre, radii[1], degrees)
    fill(canvas, np.array([inner + across, outer + across, outer - across, inner - across]), colour)


def band(canvas: Image, centre: np.ndarray, angles: tuple[float, float], radii: tuple[float, float], colour: Colour) -> None:
    """A part of a ring between two angles and two radii."""
    turn = np.radians(np.linspace(angles[0], angles[1], max(8, int(abs(angles[1] - angles[0]) / 4))))
    rays = np.stack([np.sin(turn), -np.cos(turn)], 1)
    fill(canvas, np.concatenate([centre + radii[1] * rays, (centre + radii[0] * rays)[::-1]]), colour)


def letter(
    canvas: Image,
    text: str,
    middle: np.ndarray,
    height: float,
    colour: Colour,
    *,
    font: Path | None = None,
    turn: float = 0.0,
    bold: int = 0,
    squeeze: float = 1.0,
) -> np.ndarray:
    """Lettering centred on `middle`, `height` pixels high, turned clockwise by `turn` degrees.

    The corners of its figures, `(n, 4, 2)` pixels, upper left first as they are read.
    """
    tall = max(4, round(height))
    mask = lettering(text, tall, font, bold, squeeze)
    half = np.array(mask.shape[::-1]) / 2
    if turn:
        mask = _turned(mask, turn)
    left, top = round(middle[0] - mask.shape[1] / 2), round(middle[1] - mask.shape[0] / 2)
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(canvas.shape[1], left + mask.shape[1]), min(canvas.shape[0], top + mask.shape[0])
    if x1 > x0 and y1 > y0:
        _mix(canvas[y0:y1, x0:x1], mask[y0 - top : y1 - top, x0 - left : x1 - left], colour)
    centre = np.array([left + mask.shape[1] / 2, top + mask.shape[0] / 2])
    boxes = figure_boxes(text, tall, font, bold, squeeze)
    corners = np.array([[(x0, y0), (x1, y0), (x1, y1), (x0, y1)] for x0, y0, x1, y1 in boxes]).reshape(-1, 4, 2)
    right, down = np.array(direction(turn + 90)), np.array(direction(turn + 180))
    return np.asarray(centre - 0.5 + (corners - half) @ np.stack([right, down]))


def _turned(mask: np.ndarray, degrees: float) -> np.ndarray:
    side = math.ceil(math.hypot(*mask.shape)) + 2
    matrix = cv2.getRotationMatrix2D((mask.shape[1] / 2 - 0.5, mask.shape[0] / 2 - 0.5), -degrees, 1)
    matrix[:, 2] += [side / 2 - mask.shape[1] / 2, side / 2 - mask.shape[0] / 2]
    return cv2.warpAffine(mask, matrix, (side, side))


def shaded(canvas: Image, mask: np.ndarray, degrees: float, strength: float) -> None:
    """A linear gradient of brightness under `mask` (0 to 255), as light leaves it on a metal rim."""
    height, width = canvas.shape[:2]
    dx, dy = direction(degrees)
    ramp = np.linspace(-1, 1, width, dtype=np.float32)[None] * dx + np.linspace(-1, 1, height, dtype=np.float32)[:, None] * dy
    factor = 1 + strength * ramp * (mask.astype(np.float32) / 255)
    canvas[:] = np.clip(canvas * factor[..., None], 0, 255).astype(np.uint8)


def glossy(canvas: Image, mask: np.ndarray, middle: np.ndarray, phase: float, strength: float) -> None:
    """Bright and dark wedges around `middle` under `mask`, as turned metal reflects a room."""
    height, width = canvas.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32) - middle[0], np.arange(height, dtype=np.float32) - middle[1])
    turn = cv2.phase(x, y)
    wedges = 0.6 * np.cos(2 * turn + phase) + 0.4 * np.cos(5 * turn + 3 * phase)
    factor = 1 + strength * wedges * (mask.astype(np.float32) / 255)
    canvas[:] = np.clip(canvas * factor[..., None], 0, 255).astype(np.uint8)
