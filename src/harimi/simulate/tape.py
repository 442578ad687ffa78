"""Printed scales: measuring tapes, rulers and plates, with numerals beside marks at equal steps."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from harimi.simulate.drawing import Drawing
from harimi.simulate.fonts import figure_boxes, lettering
from harimi.simulate.scale import Colour
from harimi.vision.geometry import Image

FINE = 4
"""Marks are drawn at so many times their size, for smooth borders."""


@dataclass(frozen=True)
class TapeStyle:
    """How a printed scale looks, running downwards. Colours are BGR; `pitch` from numeral to numeral, `tall` of a figure and
    `wide` of the scale are pixels.

    `papers` are the colours of plate and ink; two of them take turns every `decade` numerals. `ticks` parts of a step have
    marks at the `edges`; `lengths` of the numeral's own mark, the middle one and the others are shares of `wide`. `lines`
    part the numerals halfway. `aside` is how far below its mark a numeral stands, in `pitch`; `at` where across the scale its
    middle stands, 0 to 1. A `lying` scale has its numerals turned, to be read when it is laid on its left side.
    """

    papers: tuple[tuple[Colour, Colour], ...]
    pitch: float
    tall: int
    wide: int
    ticks: int = 10
    edges: Literal["left", "right", "both"] = "both"
    lengths: tuple[float, float, float] = (0.3, 0.2, 0.12)
    stroke: float = 1.5
    lines: bool = False
    decade: int = 10
    aside: float = 0.0
    at: float = 0.5
    lying: bool = False
    font: Path | None = None
    bold: int = 0
    squeeze: float = 1.0


def draw_tape(texts: list[str], style: TapeStyle) -> Drawing:
    """A scale with these numerals from above; places: `scale`, each numeral's mark, and `numerals`, its middle, both `(n, 2)`,
    `figures`, four corners of each figure of each numeral, `(4 m, 2)`, and `outline`.
    """
    tall = round(style.pitch * (len(texts) + 1))
    canvas = _plate(tall, len(texts), style)
    _marks(canvas, len(texts), style)
    image = np.asarray(cv2.resize(canvas, (style.wide, tall), interpolation=cv2.INTER_AREA), np.uint8)
    rows = [style.pitch * (n + 1) for n in range(len(texts))]
    figures = [
        _numeral(image, text, row, _paper(n, style)[1], style) for n, (text, row) in enumerate(zip(texts, rows, strict=True))
    ]
    outline = np.array([[0, 0], [style.wide, 0], [style.wide, tall], [0, tall]], float) - 0.5
    marks = np.array([[style.at * style.wide, row] for row in rows])
    middles = np.array([(each.reshape(-1, 2).min(0) + each.reshape(-1, 2).max(0)) / 2 for each in figures])
    places = {"scale": marks, "numerals": middles, "figures": np.concatenate(figures).reshape(-1, 2), "outline": outline}
    return Drawing(image, places)


def _paper(n: int, style: TapeStyle) -> tuple[Colour, Colour]:
    return style.papers[n // style.decade % len(style.papers)]


def _plate(tall: int, count: int, style: TapeStyle) -> Image:
    canvas = np.full((tall * FINE, style.wide * FINE, 3), _paper(0, style)[0], np.uint8)
    for n in range(count):
        canvas[_row(n + 0.5, style) :] = _paper(n, style)[0]
    return canvas


def _row(place: float, style: TapeStyle) -> int:
    """The fine row of a place in numerals after the first."""
    return round((place + 1) * style.pitch * FINE) if place > -0.5 else 0


def _marks(canvas: Image, count: int, style: TapeStyle) -> None:
    wide, thick = style.wide * FINE, max(1, round(style.stroke * FINE))
    for tick in range(-style.ticks // 2, count * style.ticks):
        whole, part = divmod(tick, style.ticks)
        kind = 0 if part == 0 else 1 if 2 * part == style.ticks else 2
        ink = _paper(max(0, round(tick / style.ticks)), style)[1]
        row, long = round((tick / style.ticks + 1) * style.pitch * FINE), round(style.lengths[kind] * wide)
        if style.edges != "right":
            cv2.line(canvas, (0, row), (long, row), ink, thick)
        if style.edges != "left":
            cv2.line(canvas, (wide - long, row), (wide, row), ink, thick)
        if style.lines and kind == 1:
            cv2.line(canvas, (0, row), (wide, row), _paper(max(0, whole), style)[1], thick)


def _numeral(image: Image, text: str, row: float, ink: Colour, style: TapeStyle) -> np.ndarray:
    """Letters a numeral beside its mark and returns the corners of its figures, `(m, 4, 2)`."""
    mask = lettering(text, style.tall, style.font, style.bold, style.squeeze).astype(np.float64)
    boxes = figure_boxes(text, style.tall, style.font, style.bold, style.squeeze)
    corners = np.array([[(x0, y0), (x1, y0), (x1, y1), (x0, y1)] for x0, y0, x1, y1 in boxes], float).reshape(-1, 4, 2)
    if style.lying:
        corners = np.stack([corners[..., 1], mask.shape[1] - corners[..., 0]], -1)
        mask = np.rot90(mask)
    height, width = mask.shape
    left = int(np.clip(round(style.at * image.shape[1] - width / 2), 0, max(0, image.shape[1] - width)))
    top = round(row + style.aside * style.pitch - height / 2)
    part = image[max(0, top) : top + height, left : left + width]
    weight = mask[max(0, -top) : max(0, -top) + part.shape[0], : part.shape[1], None] / max(1.0, mask.max())
    part[:] = (part * (1 - weight) + np.array(ink) * weight).astype(np.uint8)
    return corners + np.array([left, top], float) - 0.5
