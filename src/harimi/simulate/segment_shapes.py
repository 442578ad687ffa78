"""The seven strokes of a digit: which are lit for which character, and their outlines.

Strokes are named as in every data sheet: a top, b upper right, c lower right, d bottom, e lower left, f upper left, g middle.
"""

from typing import Literal

import cv2
import numpy as np

STROKES = "abcdefg"
Form = Literal["hexagon", "mitred", "bar", "round"]
FORMS: tuple[Form, ...] = ("hexagon", "mitred", "bar", "round")

DIGITS = {
    "0": "abcdef",
    "1": "bc",
    "2": "abdeg",
    "3": "abcdg",
    "4": "bcfg",
    "5": "acdfg",
    "6": "acdefg",
    "7": "abc",
    "8": "abcdefg",
    "9": "abcdfg",
    "-": "g",
    " ": "",
}
LETTERS = {
    "A": "abcefg",
    "C": "adef",
    "E": "adefg",
    "F": "aefg",
    "H": "bcefg",
    "J": "bcde",
    "L": "def",
    "P": "abefg",
    "U": "bcdef",
    "c": "deg",
    "d": "bcdeg",
    "h": "cefg",
    "l": "ef",
    "n": "ceg",
    "o": "cdeg",
    "r": "eg",
    "t": "defg",
    "u": "cde",
    "y": "bcdfg",
    "_": "d",
    "=": "dg",
}
SHORT = {"6": "cdefg", "7": "abcf", "9": "abcfg"}
"""The other way in which some displays draw a digit: no tail on 6 and 9, a hook on 7."""

Outline = np.ndarray
"""`(n, 2)` points in digit heights: x to the right, y down, the digit's upper left at the origin."""


def strokes(character: str, variants: frozenset[str] = frozenset()) -> str:
    """The lit strokes of `character`; digits in `variants` are drawn their `SHORT` way."""
    if character in variants and character in SHORT:
        return SHORT[character]
    known = DIGITS | LETTERS
    if character not in known:
        raise ValueError(f"seven strokes cannot show {character!r}")
    return known[character]


def outline(stroke: str, form: Form, width: float, thickness: float, gap: float) -> Outline:
    """One stroke of a digit that is 1 high and `width` wide; `thickness` and `gap` are in digit heights."""
    if form == "mitred" and stroke != "g":
        return _mitred(stroke, width, thickness, gap)
    start, end = _centre_line(stroke, width, thickness)
    along = (end - start) / np.linalg.norm(end - start)
    across = np.array([-along[1], along[0]]) * thickness / 2
    if form in ("bar", "round"):
        reach = along * (thickness * 0.4 + gap)
        return np.array([start + reach - across, end - reach - across, end - reach + across, start + reach + across])
    tip, shoulder = along * gap, along * (gap + thickness / 2)
    return np.array(
        [
            start + tip,
            start + shoulder - across,
            end - shoulder - across,
            end - tip,
            end - shoulder + across,
            start + shoulder + across,
        ]
    )


def _centre_line(stroke: str, width: float, thickness: float) -> tuple[np.ndarray, np.ndarray]:
    left, right, top, bottom = thickness / 2, width - thickness / 2, thickness / 2, 1 - thickness / 2
    ends = {
        "a": ((left, top), (right, top)),
        "b": ((right, top), (right, 0.5)),
        "c": ((right, 0.5), (right, bottom)),
        "d": ((left, bottom), (right, bottom)),
        "e": ((left, 0.5), (left, bottom)),
        "f": ((left, top), (left, 0.5)),
        "g": ((left, 0.5), (right, 0.5)),
    }
    start, end = ends[stroke]
    return np.array(start), np.array(end)


def _mitred(stroke: str, width: float, thickness: float, gap: float) -> Outline:
    """Trapezoids whose long side is the rim of the digit; the upright ones end in a half arrow at the middle."""
    if stroke in "ad":
        top = np.array([[gap, 0], [width - gap, 0], [width - thickness - gap, thickness], [thickness + gap, thickness]])
        return top if stroke == "a" else top * (1, -1) + (0, 1)
    middle = 0.5 - gap / 2
    upper_left = np.array(
        [[0, gap], [thickness, thickness + gap], [thickness, middle - thickness / 2], [thickness / 2, middle], [0, middle]]
    )
    mirrored = upper_left * (-1, 1) + (width, 0)
    shape = upper_left if stroke in "ef" else mirrored
    return shape * (1, -1) + (0, 1) if stroke in "ce" else shape


def stroke_mask(lit: str, size: tuple[int, int], form: Form, width: float, thickness: float, gap: float) -> np.ndarray:
    """The `lit` strokes as a mask of 0 to 255 in a cell of `size` (width, height) pixels, the digit at its upper left."""
    mask = np.zeros((size[1], size[0]), np.uint8)
    for stroke in lit:
        shape = outline(stroke, form, width, thickness, gap) * size[1] * 16
        cv2.fillPoly(mask, [np.round(shape).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return rounded(mask, thickness * size[1] * 0.25) if form == "round" else mask


def rounded(mask: np.ndarray, radius: float) -> np.ndarray:
    """The mask with its corners rounded off."""
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), max(radius, 0.5))
    return np.clip((soft - 127) * 3 + 127, 0, 255).astype(np.uint8)
