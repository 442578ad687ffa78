"""Seven-segment displays: the row of digits, its glass and frame."""

from dataclasses import replace

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from harimi.simulate.drawing import Drawing
from harimi.simulate.fonts import font, lettering
from harimi.simulate.segment_shapes import stroke_mask, strokes
from harimi.simulate.segment_styles import SegmentStyle, any_style

__all__ = ["SegmentStyle", "any_style", "characters", "draw_segments"]

Rng = np.random.Generator


def characters(text: str) -> tuple[tuple[str, bool], ...]:
    """The cells of `text`: each character and whether a decimal point (`.` or `,`) follows it."""
    cells: list[tuple[str, bool]] = []
    for character in text:
        if character not in ".,":
            cells.append((character, False))
        elif cells and not cells[-1][1]:
            cells[-1] = (cells[-1][0], True)
        else:
            raise ValueError(f"{text!r} has a decimal point without a digit before it")
    return tuple(cells)


def draw_segments(text: str, style: SegmentStyle, rng: Rng | None = None) -> Drawing:
    """The display showing `text`, such as `0092.469`, `-12.5` or `  43.00`.

    Places: `corners` of the row of digits, `cell0` … for each digit, `small0` … for the digits of the second row, `panel`.
    All lean with the digits. Without `rng` strokes that differ in strength differ the same way each time.
    """
    rng = rng or np.random.default_rng(0)
    cells = characters(text)
    row, unlit = row_mask(cells, style, rng)
    left, top = round(style.margin[0] * style.height), round(style.margin[1] * style.height)
    space = (
        row.shape[1] + left + round(style.margin[2] * style.height),
        row.shape[0] + top + round(style.margin[3] * style.height),
    )
    origin = np.array([left, top], float)
    lit, faint = _laid(row, space, (left, top)), _laid(unlit, space, (left, top))
    points = _places("cell", len(cells), style, origin)
    lit = np.maximum(lit, _frame(style, space, points, len(cells)))
    lit, small = _with_small(lit, style, rng, points)
    lit = _with_caption(lit, style, points)
    image = _coloured(style, lit, faint)
    corners = np.array(
        [points["cell0"][0], points[f"cell{len(cells) - 1}"][1], points[f"cell{len(cells) - 1}"][2], points["cell0"][3]]
    )
    panel = np.array([[0, 0], [space[0], 0], [space[0], space[1]], [0, space[1]]], float)
    return _framed(Drawing(image, points | small | {"corners": corners, "panel": panel}), style)


def row_mask(cells: tuple[tuple[str, bool], ...], style: SegmentStyle, rng: Rng) -> tuple[np.ndarray, np.ndarray]:
    """The row as two masks of 0 to 1, lit and unlit strokes, a little larger than the row where it leans or drops."""
    height, pitch = style.height, style.pitch * style.height
    canvas = (round(pitch * len(cells)) + height, height + round(0.3 * height))
    lit, every = np.zeros(canvas[::-1], np.float32), np.zeros(canvas[::-1], np.float32)
    for index, (character, point) in enumerate(cells):
        x = round(index * pitch + style.spacing * height / 2)
        _stamp(lit, _cell(character, point, style, rng), x)
        if style.ghost:
            _stamp(every, _cell("8", True, replace(style, uneven=0.0), rng), x)
    lean = np.array([[1, -style.slant, style.slant * height], [0, 1, 0]], np.float32)
    lit, every = (cv2.warpAffine(mask, lean, canvas, flags=cv2.INTER_LINEAR) for mask in (lit, every))
    return lit, np.clip(every - lit, 0, 1)


def _stamp(row: np.ndarray, cell: np.ndarray, x: int) -> None:
    height, width = cell.shape
    part = row[:height, x : x + width]
    np.maximum(part, cell[:, : part.shape[1]], out=part)


def _cell(character: str, point: bool, style: SegmentStyle, rng: Rng) -> np.ndarray:
    height = style.height
    size = (round((style.pitch + 0.3) * height), round(1.25 * height))
    if style.typeface is not None:
        return _lettered(character, point, style, size)
    lit = strokes(character, style.variants)
    mask = np.zeros(size[::-1], np.float32)
    for part in (lit,) if not style.uneven else tuple(lit):
        drawn = stroke_mask(part, (size[0], height), style.form, style.width, style.thickness, style.gap)
        strength = 1 - style.uneven * rng.random() ** 2
        mask[:height] = np.maximum(mask[:height], drawn.astype(np.float32) / 255 * strength)
    return np.maximum(mask, _point_mask(size, style)) if point else mask


def _point_mask(size: tuple[int, int], style: SegmentStyle) -> np.ndarray:
    mask = np.zeros(size[::-1], np.uint8)
    half = style.point_size / 2
    x, y = style.width + style.spacing / 2, 1 - half + style.point_drop
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], float) * half + (x, y)
    if style.point == "comma":
        tail = np.array([[1, 1], [0.1, 3.2], [-0.9, 3.2], [-0.4, 1], [-1, 1]]) * half + (x, y - half)
        square = np.vstack([square[:2] - (0, half), tail])
    if style.point == "round":
        turn = np.linspace(0, 2 * np.pi, 20)
        square = np.stack([np.cos(turn), np.sin(turn)], 1) * half * 1.1 + (x, y)
    cv2.fillPoly(mask, [np.round(square * style.height * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return mask.astype(np.float32) / 255


def _lettered(character: str, point: bool, style: SegmentStyle, size: tuple[int, int]) -> np.ndarray:
    """A cell from a font of segments, stretched to the style's digit."""
    face = font(style.height, style.typeface)
    left, top, right, bottom = face.getbbox("8")
    canvas = Pillow.new("L", (round((right - left) * 1.6) + 8, round((bottom - top) * 1.25) + 8), 0)
    text = (" " if character == " " else character) + ("." if point else "")
    if character == " ":
        text = "!." if point else "!"
    ImageDraw.Draw(canvas).text((-left, -top), text, font=face, fill=255)
    to_cell = np.array([[style.width * style.height / (right - left), 0, 0], [0, style.height / (bottom - top), 0]], np.float32)
    return cv2.warpAffine(np.asarray(canvas, np.float32) / 255, to_cell, size, flags=cv2.INTER_LINEAR)


def _laid(mask: np.ndarray, space: tuple[int, int], at: tuple[int, int]) -> np.ndarray:
    """`mask` on an empty canvas of `space` (width, height), cut where it would hang over."""
    laid = np.zeros((space[1], space[0]), np.float32)
    part = laid[at[1] : at[1] + mask.shape[0], at[0] : at[0] + mask.shape[1]]
    part[...] = mask[: part.shape[0], : part.shape[1]]
    return laid


def _places(name: str, count: int, style: SegmentStyle, origin: np.ndarray) -> dict[str, np.ndarray]:
    height, pitch = style.height, style.pitch * style.height
    lean = style.slant * height
    box = np.array([[lean, 0], [lean + pitch, 0], [pitch, height], [0, height]], float) - 0.5
    return {f"{name}{index}": box + origin + (index * pitch, 0) for index in range(count)}


def _frame(style: SegmentStyle, space: tuple[int, int], points: dict[str, np.ndarray], count: int) -> np.ndarray:
    """The lines that some meters draw round their decimals: over and under each of the last `frame` cells, and at the end."""
    mask = np.zeros((space[1], space[0]), np.uint8)
    away, thick = 0.16 * style.height, max(1, round(style.height * 0.05))
    for index in range(max(0, count - style.frame), count) if style.frame else ():
        box = points[f"cell{index}"]
        for a, b, step in ((box[0], box[1], -away), (box[3], box[2], away)):
            inset = (b - a) * 0.12
            cv2.line(mask, _pixel(a + inset + (0, step)), _pixel(b - inset + (0, step)), 255, thick, cv2.LINE_AA)
    if style.frame:
        last = points[f"cell{count - 1}"]
        cv2.line(mask, _pixel(last[1] + (0, -away)), _pixel(last[2] + (0, away)), 255, thick, cv2.LINE_AA)
    return mask.astype(np.float32) / 255


def _pixel(place: np.ndarray) -> tuple[int, int]:
    return round(float(place[0])), round(float(place[1]))


def _with_small(
    lit: np.ndarray, style: SegmentStyle, rng: Rng, points: dict[str, np.ndarray]
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """The mask with the second row above or below the first, if there is one and it has room."""
    top, bottom = points["cell0"][0, 1], points["cell0"][3, 1]
    above = style.small_at[1] < 0.5
    room = top if above else lit.shape[0] - bottom
    height = int(room * 0.62)
    if not style.small or height < 0.15 * style.height:
        return lit, {}
    little = replace(style, height=min(height, style.height), small="", frame=0)
    cells = characters(style.small)
    row = row_mask(cells, little, rng)[0]
    x = int(max(0, lit.shape[1] - row.shape[1]) * style.small_at[0])
    y = round(room * 0.14 if above else bottom + room * 0.22)
    laid = _laid(row, (lit.shape[1], lit.shape[0]), (x, y))
    return np.maximum(lit, laid), _places("small", len(cells), little, np.array([x, y], float))


def _with_caption(lit: np.ndarray, style: SegmentStyle, points: dict[str, np.ndarray]) -> np.ndarray:
    """The mask with the caption above or below the row, if there is one and it has room."""
    top, bottom = points["cell0"][0, 1], points["cell0"][3, 1]
    above = style.caption_at[1] < 0.5
    room = top if above else lit.shape[0] - bottom
    height = int(min(room * 0.5, 0.4 * style.height))
    if not style.caption or height < 8 or (style.small and (style.small_at[1] < 0.5) == above):
        return lit
    text = lettering(style.caption, height).astype(np.float32) / 255
    x = int(max(0, lit.shape[1] - text.shape[1]) * style.caption_at[0])
    y = round(room * 0.25 if above else bottom + room * 0.25)
    return np.maximum(lit, _laid(text, (lit.shape[1], lit.shape[0]), (x, y)))


def _coloured(style: SegmentStyle, lit: np.ndarray, faint: np.ndarray) -> np.ndarray:
    """Masks of strokes in the display's colours."""
    paper, ink = np.array(style.paper, np.float32), np.array(style.ink, np.float32)
    cover = np.clip(lit + faint * style.ghost, 0, 1)
    image = paper + (ink - paper) * cover[..., None]
    dx, dy, strength = style.shadow
    if strength:
        move = np.array([[1, 0, dx * style.height], [0, 1, dy * style.height]], np.float32)
        fallen = cv2.GaussianBlur(cv2.warpAffine(cover, move, cover.shape[::-1]), (0, 0), 0.03 * style.height)
        image = image + (np.minimum(ink, paper) - paper) * (fallen * strength * (1 - cover))[..., None]
    if style.bloom:
        halo = cv2.GaussianBlur(cover, (0, 0), style.bloom * style.height)
        image = image + ink * (halo * 0.6)[..., None]
    return np.clip(image, 0, 255).astype(np.uint8)


def _framed(drawing: Drawing, style: SegmentStyle) -> Drawing:
    edge = round(style.bezel * style.height)
    if not edge:
        return drawing
    image = cv2.copyMakeBorder(drawing.image, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=style.bezel_colour)
    return Drawing(image, {name: place + edge for name, place in drawing.points.items()})
