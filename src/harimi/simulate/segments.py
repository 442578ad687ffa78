"""Seven-segment displays: liquid crystal, light-emitting and everything that is printed round the digits."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from harimi.simulate.drawing import Drawing
from harimi.simulate.fonts import font, lettering
from harimi.simulate.segment_shapes import FORMS, Form, stroke_mask, strokes

Rng = np.random.Generator
Colour = tuple[float, float, float]
PointShape = Literal["round", "square", "comma"]


@dataclass(frozen=True)
class SegmentStyle:
    """How a display looks. Lengths are in digit heights unless said otherwise; colours are BGR.

    `spacing` is what the cell is wider than the digit; `slant` the shift of a digit's top to the right. `ghost` is how
    strongly unlit strokes show (0 to 1), `uneven` how much the strokes differ in strength. `shadow` is where the digits'
    shadow falls behind the glass and its strength. `variants` are the digits drawn their other way. With `typeface`, a font
    of segments, the digits come from there. `caption` is printed on the glass, `small` a second, smaller row of digits.
    """

    glow: bool = False
    paper: Colour = (150, 165, 160)
    ink: Colour = (40, 45, 45)
    height: int = 96
    form: Form = "mitred"
    width: float = 0.54
    thickness: float = 0.12
    gap: float = 0.012
    spacing: float = 0.18
    slant: float = 0.0
    ghost: float = 0.0
    uneven: float = 0.0
    shadow: tuple[float, float, float] = (0.0, 0.0, 0.0)
    bloom: float = 0.0
    point: PointShape = "square"
    point_size: float = 0.12
    point_drop: float = 0.0
    variants: frozenset[str] = frozenset()
    typeface: Path | None = None
    margin: tuple[float, float, float, float] = (0.4, 0.35, 0.4, 0.35)
    bezel: float = 0.12
    bezel_colour: Colour = (60, 60, 60)
    caption: str = ""
    caption_at: tuple[float, float] = (0.9, 0.95)
    small: str = ""
    small_at: tuple[float, float] = (0.85, 0.0)
    frame: int = 0

    @property
    def pitch(self) -> float:
        """From one digit to the next, in digit heights."""
        return self.width + self.spacing


def any_style(rng: Rng, typefaces: tuple[Path, ...] = ()) -> SegmentStyle:
    """A display drawn at random; half of them take their digits from `typefaces` where there are any."""
    typeface = typefaces[int(rng.integers(len(typefaces)))] if typefaces and rng.random() < 0.4 else None
    width = float(rng.uniform(0.42, 0.68))
    glow = bool(rng.random() < 0.22)
    paper, ink = _glowing(rng) if glow else _crystal(rng)
    style = SegmentStyle(
        glow=glow,
        paper=paper,
        ink=ink,
        form=FORMS[int(rng.integers(len(FORMS)))],
        width=width,
        thickness=float(rng.uniform(0.06, 0.17)),
        gap=float(rng.choice([0.004, 0.01, 0.02, 0.035])),
        spacing=float(rng.choice([rng.uniform(0.1, 0.35), rng.uniform(0.3, 0.65)], p=[0.6, 0.4])),
        slant=float(rng.choice([0.0, rng.uniform(0, 0.2)])),
        ghost=float(rng.choice([0.0, rng.uniform(0, 0.12), rng.uniform(0, 0.3)], p=[0.5, 0.3, 0.2])),
        uneven=float(rng.choice([0.0, rng.uniform(0, 0.35)])),
        bloom=float(rng.uniform(0.02, 0.2)) if glow else 0.0,
        point=("round", "square", "comma")[int(rng.integers(3))],
        point_size=float(rng.uniform(0.08, 0.15)),
        point_drop=float(rng.choice([0.0, rng.uniform(0, 0.08)])),
        variants=frozenset(digit for digit in "679" if rng.random() < 0.2),
        typeface=typeface,
    )
    return _furnished(style, rng)


def _furnished(style: SegmentStyle, rng: Rng) -> SegmentStyle:
    """The style with shadow, margins, bezel and whatever else is shown beside the digits, at random."""
    shadow = (0.0, 0.0, 0.0)
    if not style.glow and rng.random() < 0.4:
        shadow = (float(rng.uniform(-0.12, 0.12)), float(rng.uniform(-0.02, 0.12)), float(rng.uniform(0.1, 0.5)))
    captions = ("kWh", "GJ", "MWh", "m3", "tot", "L", "LITRES", "V", "A", "Hz", "T1", "TOTAL", "Imp", "°C", "BATT", "HOLD")
    grey = float(rng.uniform(10, 235))
    return replace(
        style,
        shadow=shadow,
        margin=tuple(rng.choice([0.08, 0.2, 0.45, 0.9], 4, p=[0.2, 0.35, 0.3, 0.15]).tolist()),
        bezel=float(rng.choice([0.0, 0.03, 0.1, 0.25])),
        bezel_colour=(grey, grey, grey),
        caption=str(rng.choice(captions)) if rng.random() < 0.5 else "",
        caption_at=(float(rng.uniform(0, 1)), float(rng.choice([0.0, 1.0]))),
        small=_any_small(rng) if rng.random() < 0.3 else "",
        small_at=(float(rng.uniform(0, 1)), float(rng.choice([0.0, 1.0]))),
        frame=int(rng.integers(1, 4)) if rng.random() < 0.12 else 0,
    )


def _any_small(rng: Rng) -> str:
    texts = ("E1", "E3", "A1", "t1", "P2", "1.8.0", "12.45", "-", "C3", str(rng.integers(1, 99999)))
    return str(rng.choice(texts))


def _crystal(rng: Rng) -> tuple[Colour, Colour]:
    """Paper and ink of a liquid crystal: mostly dark strokes on grey-green, some lit from behind, some light on dark."""
    tint = np.exp(rng.normal(0, 0.06, 3))
    if rng.random() < 0.25:
        tint = np.exp(rng.normal(0, 0.35, 3))
    bright = np.exp(rng.uniform(np.log(18), np.log(235)))
    paper = np.clip(bright * tint, 5, 255)
    ink = paper * rng.choice([rng.uniform(0.03, 0.4), rng.uniform(0.3, 0.75), rng.uniform(0.7, 0.9)], p=[0.4, 0.4, 0.2])
    if rng.random() < 0.18:
        paper = np.clip(rng.uniform(5, 110) * np.exp(rng.normal(0, 0.4, 3)), 2, 160)
        ink = np.clip(paper + rng.uniform(25, 200) * np.exp(rng.normal(0, 0.2, 3)), 0, 255)
    return _colour(paper), _colour(ink)


def _glowing(rng: Rng) -> tuple[Colour, Colour]:
    lamps = ((20, 30, 255), (40, 255, 60), (255, 120, 30), (250, 255, 255), (20, 170, 255), (220, 255, 120))
    lamp = np.array(lamps[int(rng.integers(len(lamps)))]) * rng.uniform(0.35, 1.0)
    body = rng.uniform(2, 50) * np.exp(rng.normal(0, 0.2, 3))
    return _colour(body), _colour(np.clip(lamp + rng.uniform(0, 90), 0, 255))


def _colour(channels: np.ndarray) -> Colour:
    blue, green, red = (float(channel) for channel in channels)
    return blue, green, red


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
