"""Displays that show several pages in turn, or sleep: only the page that was asked for is read.

A page is known by its signs: small places where a unit or tariff is lit or not. How each looks on the wanted page is kept
in the face; `signs` compares it with today's.
"""

from dataclasses import replace

import numpy as np

from harimi.vision.displays.segments import patches, read_segments, spread, strip
from harimi.vision.displays.signs import fading, kept, look
from harimi.vision.face import Display, Face, Segments, placed
from harimi.vision.geometry import Image, Matrix
from harimi.vision.observation import GLYPHS, Cell, Sight
from harimi.vision.reasons import Reason, because

GONE = 0.45
"""A display sleeps when its signs and digits are weaker than this share of what they were."""


def with_pages(face: Face, image: Image) -> Face:
    """The face with the look of every sign that keeps none yet taken from `image`, its reference photograph.

    What is kept stays: a photograph on which a face is corrected may show any page.
    """
    fit = np.diag([image.shape[1] / face.size[0], image.shape[0] / face.size[1], 1.0])
    return face.model_copy(update={"displays": tuple(_with_page(display, image, fit) for display in face.displays)})


def _with_page(display: Display, image: Image, fit: Matrix) -> Display:
    there = placed(display, fit)
    if not isinstance(display, Segments) or not isinstance(there, Segments) or all(sign.pixels for sign in display.page):
        return display
    row = contrast(image, there, read_segments(image, there))
    looks = [kept(image, sign, row) for sign in there.page]
    page = tuple(sign if sign.pixels else sign.model_copy(update=look) for sign, look in zip(display.page, looks, strict=True))
    return display.model_copy(update={"page": page})


def on_page(image: Image, display: Segments, sight: Sight) -> Sight:
    """The sight, or one without elements and with its reason where another page, or none at all, is shown."""
    why = _unread(image, display, sight)
    return sight if why is None else replace(sight, elements=(), reasons=(why,))


def contrast(image: Image, display: Segments, sight: Sight) -> float:
    """Spread of grey levels in the cells of the display that show something, in the median; 0 where all are blank."""
    spreads = _cells(image, display).std((1, 2))
    lit = [not _blank(cell) for cell in sight.elements if isinstance(cell, Cell)]
    return float(np.median(spreads[lit])) if any(lit) else 0.0


def _unread(image: Image, display: Segments, sight: Sight) -> Reason | None:
    if any(not sign.pixels for sign in display.page):
        return because("page_not_kept")
    row = contrast(image, display, sight)
    if _asleep(image, display, row):
        return because("display_asleep")
    looks = {look(image, sign, row) for sign in display.page}
    if "other" in looks:
        return because("other_page")
    return because("page_unsure") if "unsure" in looks else None


def _asleep(image: Image, display: Segments, row: float) -> bool:
    """Whether nothing is lit: no cell, or no more than the ghosts of unlit strokes, and none of the page's signs."""
    signs = [sign for sign in display.page if sign.lit]
    if not signs:
        return row == 0
    strongest = spread(_cells(image, display))
    return all(max(fading(image, sign, strongest)) < GONE for sign in signs)


def _cells(image: Image, display: Segments) -> Image:
    return patches(strip(image, display.corners, display.digits), display.digits)


def _blank(cell: Cell) -> bool:
    return GLYPHS[cell.glyphs.index(max(cell.glyphs))] == " "
