"""Letters and figures for drawings: the font that Pillow carries, and in training every other one that is given."""

from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont


@cache
def font(size: int, path: Path | None = None) -> Font:
    """A font of `size` pixels: the file at `path`, else Pillow's built-in Aileron (it has no `³` and no Japanese)."""
    if path is not None:
        return ImageFont.truetype(str(path), size)
    built_in = ImageFont.load_default(size)
    if not isinstance(built_in, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType, so nothing can be lettered; install Pillow from its wheels")
    return built_in


FIGURES = "0123456789-"
"""What a numeral is made of, but for its point."""


def lettering(text: str, height: int, path: Path | None = None, bold: int = 0, squeeze: float = 1.0) -> np.ndarray:
    """`text` as a tight mask of 0 to 255, its capital figures about `height` pixels high.

    `bold` widens each stroke by so many pixels on either side; `squeeze` scales the width.
    """
    size = max(4, round(height * 1.38))
    face = font(size, path)
    left, top, right, bottom = face.getbbox(text, stroke_width=bold)
    width, tall = max(1, int(right - left)), max(1, int(bottom - top))
    canvas = Pillow.new("L", (width, tall), 0)
    ImageDraw.Draw(canvas).text((-left, -top), text, font=face, fill=255, stroke_width=bold, stroke_fill=255)
    factor = height / tall
    return np.asarray(canvas.resize((max(1, round(width * factor * squeeze)), height), Pillow.Resampling.LANCZOS))


def figure_boxes(
    text: str, height: int, path: Path | None = None, bold: int = 0, squeeze: float = 1.0
) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each figure of `text` on the mask that `lettering` makes of it, pixels."""
    face = font(max(4, round(height * 1.38)), path)
    left, top, _, bottom = face.getbbox(text, stroke_width=bold)
    tall = height / max(1, int(bottom - top))
    boxes = []
    for n, sign in enumerate(text):
        if sign in FIGURES:
            x0, y0, x1, y1 = face.getbbox(sign, stroke_width=bold)
            start = face.getlength(text[: n + 1]) - face.getlength(sign) - left
            wide = tall * squeeze
            boxes.append(((start + x0) * wide, (y0 - top) * tall, (start + x1) * wide, (y1 - top) * tall))
    return boxes
