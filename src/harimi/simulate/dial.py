"""A dial drawn: a plate, one or two scales, prints, and the hands that stand over them.

Angles are degrees clockwise from straight up. Lengths are shares of the radius at which the main scale's marks end, unless
a field says otherwise.
"""

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from harimi.simulate import dial_paint as paint
from harimi.simulate.dial_pointer import Colour, Pointer, shapes
from harimi.simulate.drawing import Drawing
from harimi.vision.geometry import Image


@dataclass(frozen=True)
class Zone:
    """A coloured part of the scale, from and to as shares of its sweep."""

    first: float
    last: float
    radii: tuple[float, float]
    colour: Colour


@dataclass(frozen=True)
class Scale:
    """Marks and numerals along an arc: `majors` steps of `minors` each, from `low` at `start` over `sweep` degrees.

    `lengths` and `widths` are those of the major, middle and minor marks; a length of 0 leaves the marks out. `beyond` adds
    so many degrees of marks past the end. `bend` crowds the low values (0 to 0.8), as moving-iron meters do.
    `numerals` is their height, 0 for none; they stand at the radius `numeral_radius`, with `places` decimals (None: as few as
    need be) behind a point or a `comma`.
    """

    low: float = 0.0
    high: float = 10.0
    start: float = -135.0
    sweep: float = 270.0
    bend: float = 0.0
    radius: float = 1.0
    majors: int = 5
    minors: int = 10
    lengths: tuple[float, float, float] = (0.14, 0.1, 0.07)
    widths: tuple[float, float, float] = (0.02, 0.015, 0.01)
    colour: Colour = (20, 20, 20)
    dots: bool = False
    arc: float = 0.0
    arc_radius: float = 1.0
    zones: tuple[Zone, ...] = ()
    beyond: float = 0.0
    numerals: float = 0.13
    numeral_radius: float = 0.72
    numeral_step: int = 1
    numeral_turn: float = 0.0
    places: int | None = None
    comma: bool = False
    font: Path | None = None
    bold: int = 0
    squeeze: float = 1.0

    def angle(self, value: float) -> float:
        """Where `value` stands, in degrees."""
        return self.turned((value - self.low) / (self.high - self.low))

    def turned(self, share: float) -> float:
        """The angle at a share of the scale; outside of it the slope of the nearer end goes on."""
        inside = min(max(share, 0.0), 1.0)
        slope = 1 - self.bend if share < 0 else 1 + self.bend
        return self.start + self.sweep * (inside + self.bend * inside * (inside - 1) + slope * (share - inside))

    def labels(self) -> list[tuple[str, float]]:
        """The numerals and the angle at which each stands."""
        closed = abs(self.sweep) > 355
        steps = range(0, self.majors + (0 if closed else 1), self.numeral_step) if self.numerals else ()
        return [(self._label(n / self.majors), self.turned(n / self.majors)) for n in steps]

    def _label(self, share: float) -> str:
        value = self.low + (self.high - self.low) * share
        text = f"{value:.4g}" if self.places is None else f"{value:.{self.places}f}"
        return text.replace(".", ",") if self.comma else text


@dataclass(frozen=True)
class Print:
    """Something printed on the plate: lettering, or a blot where `text` is empty. `place` is relative to the pivot."""

    text: str
    place: tuple[float, float]
    height: float
    colour: Colour
    font: Path | None = None
    turn: float = 0.0


@dataclass(frozen=True)
class Plate:
    """What carries the scale: `round` or `square`; `half` is its half width and half height, `shift` its centre's place
    relative to the pivot. `rims` are frames around it from the outside in: width and colour. `cover` hides everything
    below that height (relative to the pivot), as the mask of a panel meter does. `rim_light` is a gradient over the frame:
    its direction and strength; `gloss` the phase and strength of the bright and dark wedges of turned metal.
    """

    shape: str = "round"
    half: tuple[float, float] = (1.2, 1.2)
    shift: tuple[float, float] = (0.0, 0.0)
    colour: Colour = (240, 240, 240)
    rims: tuple[tuple[float, Colour], ...] = ((0.1, (60, 60, 60)),)
    rim_light: tuple[float, float] = (0.0, 0.4)
    gloss: tuple[float, float] = (0.0, 0.0)
    cover: float | None = None
    cover_colour: Colour = (40, 40, 40)


@dataclass(frozen=True)
class DialStyle:
    """Everything about a dial but its value. `pivot` and `radius` are shares of the canvas of `size` pixels square."""

    size: int = 400
    pivot: tuple[float, float] = (0.5, 0.5)
    radius: float = 0.36
    ground: Colour = (120, 120, 120)
    plate: Plate = Plate()
    scale: Scale = Scale()
    inner: Scale | None = None
    pointer: Pointer = field(default_factory=Pointer)
    others: tuple[tuple[Pointer, float], ...] = ()
    prints: tuple[Print, ...] = ()
    values: tuple[float, ...] = (0.0, 2.5, 5.0, 7.5, 10.0)

    @property
    def scales(self) -> tuple[Scale, ...]:
        """The main scale, and the inner one where there is one."""
        return (self.scale,) if self.inner is None else (self.scale, self.inner)

    def texts(self) -> list[str]:
        """All that is lettered on the dial, in the order in which it is drawn."""
        labels = [text for scale in self.scales for text, _ in scale.labels()]
        return labels + [printed.text for printed in self.prints if printed.text]


def draw_dial(value: float, style: DialStyle) -> Drawing:
    """The dial with its pointer at `value`. Places: `corners` (the square around the scale's circle), `pivot`, `tip`,
    `scale` (one row per value of the style), `outline` (the housing's edge) and `figures` (four corners for each figure of
    `style.texts()`, one after the other).
    """
    canvas = np.full((style.size, style.size, 3), style.ground, np.uint8)
    pivot, radius = np.array(style.pivot) * style.size - 0.5, style.radius * style.size
    outline = _plate(canvas, style.plate, pivot, radius)
    figures = [figure for scale in style.scales for figure in _scale(canvas, scale, pivot, radius)]
    figures += [figure for printed in style.prints for figure in _print(canvas, printed, pivot, radius)]
    for hand, shown in style.others:
        _hand(canvas, hand, pivot, radius, style.scale.angle(shown))
    angle = style.scale.angle(value)
    _hand(canvas, style.pointer, pivot, radius, angle)
    _cover(canvas, style.plate, pivot, radius)
    corners = np.concatenate([np.zeros((0, 4, 2)), *figures]).reshape(-1, 2)
    return Drawing(canvas, _places(style, pivot, radius, angle) | {"outline": outline, "figures": corners})


def _places(style: DialStyle, pivot: np.ndarray, radius: float, angle: float) -> dict[str, np.ndarray]:
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * radius
    return {
        "corners": pivot + square,
        "pivot": pivot[None],
        "tip": paint.at(pivot, style.pointer.length * radius, angle)[None],
        "scale": np.array([paint.at(pivot, radius, style.scale.angle(value)) for value in style.values]),
    }


def _plate(canvas: Image, plate: Plate, pivot: np.ndarray, radius: float) -> np.ndarray:
    grown = sum(width for width, _ in plate.rims)
    outline = _edge(plate, pivot, radius, grown)
    mask = np.zeros(canvas.shape[:2], np.uint8)
    for width, colour in plate.rims:
        paint.fill(canvas, _edge(plate, pivot, radius, grown), colour)
        grown -= width
    cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], 255)
    paint.shaded(canvas, mask, *plate.rim_light)
    if plate.gloss[1]:
        paint.glossy(canvas, mask, pivot + np.array(plate.shift) * radius, *plate.gloss)
    paint.fill(canvas, _edge(plate, pivot, radius, 0.0), plate.colour)
    return outline


def _edge(plate: Plate, pivot: np.ndarray, radius: float, grown: float) -> np.ndarray:
    centre, half = pivot + np.array(plate.shift) * radius, (np.array(plate.half) + grown) * radius
    if plate.shape == "square":
        return np.asarray(centre + np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half)
    turn = np.radians(np.arange(0, 360, 5))
    return np.asarray(centre + np.stack([np.cos(turn), np.sin(turn)], 1) * half)


def _cover(canvas: Image, plate: Plate, pivot: np.ndarray, radius: float) -> None:
    if plate.cover is None:
        return
    box = _edge(plate, pivot, radius, 0.0)
    low, high = box.min(0), box.max(0)
    top = pivot[1] + plate.cover * radius
    paint.fill(canvas, np.array([[low[0], top], [high[0], top], high, [low[0], high[1]]]), plate.cover_colour)


def _scale(canvas: Image, scale: Scale, pivot: np.ndarray, radius: float) -> list[np.ndarray]:
    for zone in scale.zones:
        ends = (scale.turned(zone.first), scale.turned(zone.last))
        paint.band(canvas, pivot, ends, (zone.radii[0] * radius, zone.radii[1] * radius), zone.colour)
    if scale.arc:
        ring = (scale.arc_radius * radius - scale.arc * radius / 2, scale.arc_radius * radius + scale.arc * radius / 2)
        paint.band(canvas, pivot, (scale.start, scale.start + scale.sweep), ring, scale.colour)
    count = scale.majors * scale.minors
    for index in range(count + 1 + int(scale.beyond * count / abs(scale.sweep))):
        _mark(canvas, scale, pivot, radius, index, scale.turned(index / count))
    return _numerals(canvas, scale, pivot, radius)


def _mark(canvas: Image, scale: Scale, pivot: np.ndarray, radius: float, index: int, angle: float) -> None:
    rank = 0 if index % scale.minors == 0 else 1 if scale.minors % 2 == 0 and index % (scale.minors // 2) == 0 else 2
    length, width, outer = scale.lengths[rank] * radius, scale.widths[rank] * radius, scale.radius * radius
    if length <= 0:
        return
    if scale.dots:
        paint.disc(canvas, paint.at(pivot, outer - width, angle), max(0.6, width), scale.colour)
    else:
        paint.mark(canvas, pivot, angle, (outer - length, outer), max(0.6, width), scale.colour)


def _numerals(canvas: Image, scale: Scale, pivot: np.ndarray, radius: float) -> list[np.ndarray]:
    return [
        paint.letter(
            canvas,
            text,
            paint.at(pivot, scale.numeral_radius * radius, angle),
            scale.numerals * radius,
            scale.colour,
            font=scale.font,
            turn=angle * scale.numeral_turn,
            bold=scale.bold,
            squeeze=scale.squeeze,
        )
        for text, angle in scale.labels()
    ]


def _print(canvas: Image, printed: Print, pivot: np.ndarray, radius: float) -> list[np.ndarray]:
    middle, height = pivot + np.array(printed.place) * radius, printed.height * radius
    if printed.text:
        return [paint.letter(canvas, printed.text, middle, height, printed.colour, font=printed.font, turn=printed.turn)]
    paint.disc(canvas, middle, height / 2, printed.colour)
    return []


def _hand(canvas: Image, hand: Pointer, pivot: np.ndarray, radius: float, angle: float) -> None:
    along, across = np.array(paint.direction(angle)), np.array(paint.direction(angle + 90))
    parts = [(pivot + (part[:, :1] * across + part[:, 1:] * along) * radius, colour) for part, colour in shapes(hand)]
    right, down, strength = hand.shadow
    if strength:
        moved = [part + np.array([right, down]) * radius for part, _ in parts]
        paint.blend(canvas, moved, (0, 0, 0), strength, radius * 0.015)
    for part, colour in parts:
        paint.fill(canvas, part, colour)
