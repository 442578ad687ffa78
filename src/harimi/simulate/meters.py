"""Three meters drawn whole: a water meter, a pressure gauge, an electricity meter with an LCD.

Each knows its true face, as the person who sets it up would mark it, and draws itself at any value.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

import cv2
import numpy as np

from harimi.simulate.dial import DialStyle, Plate, Print, Scale, Zone, draw_dial
from harimi.simulate.dial_pointer import Pointer
from harimi.simulate.drawing import Drawing
from harimi.simulate.drums import DrumStyle, Finish, draw_drums, wheel_phases
from harimi.simulate.fonts import lettering
from harimi.simulate.segments import SegmentStyle, draw_segments
from harimi.vision.face import Dial, Display, Drums, Face, ScalePoint, Segments
from harimi.vision.geometry import Image, quad

SIZE = (640, 480)
"""Width and height of a meter's drawing, pixels."""


class DrawnMeter(Protocol):
    """A meter that can be drawn: its name in English and Japanese, its unit, its face and its look at a value."""

    @property
    def name(self) -> tuple[str, str]: ...
    @property
    def unit(self) -> str: ...
    def face(self) -> Face:
        """The true face, in pixels of the drawing."""
        ...

    def draw(self, value: Decimal) -> Image:
        """The meter at `value`, `SIZE` pixels, BGR."""
        ...


@dataclass(frozen=True)
class WaterMeter:
    """Five drums of whole cubic metres and four red hands for the decimals."""

    name: tuple[str, str] = ("Water meter", "水道メーター")
    unit: str = "m3"

    def face(self) -> Face:
        row = draw_drums((0.0,) * 5, _WATER_DRUMS)
        hands = (draw_dial(0.0, _HAND) for _ in _HANDS)
        drums = Drums(corners=quad(row.points["corners"] + _DRUMS_AT), digits=5)
        dials = (_subdial(hand, at, weight) for hand, (at, weight) in zip(hands, _HANDS, strict=True))
        return Face(size=SIZE, unit=self.unit, displays=(drums, *dials))

    def draw(self, value: Decimal) -> Image:
        canvas = _case((150, 156, 160), (238, 242, 240))
        _paste(canvas, draw_drums(_geared(value), _WATER_DRUMS), _DRUMS_AT)
        _letter(canvas, "m", 26, (505, 118))
        _letter(canvas, "3", 14, (537, 112))
        _letter(canvas, "Q3 2.5  R100  H-07", 11, (268, 196))
        for at, weight in _HANDS:
            shown = float(value / weight % 10)
            _paste(canvas, draw_dial(shown, _HAND), at, round_mask=True)
            _letter(canvas, f"x{weight}", 12, (at[0] + 40, at[1] + 122))
        return canvas


@dataclass(frozen=True)
class PressureGauge:
    """A round gauge from 0 to 1.6 MPa."""

    name: tuple[str, str] = ("Pressure gauge", "圧力計")
    unit: str = "MPa"

    def face(self) -> Face:
        drawn = draw_dial(0.0, _GAUGE)
        points = tuple(
            ScalePoint(at=(float(x) + _GAUGE_AT[0], float(y) + _GAUGE_AT[1]), value=Decimal(str(value)))
            for (x, y), value in zip(drawn.points["scale"], _GAUGE.values, strict=True)
        )
        dial = Dial(id="pressure", corners=quad(drawn.points["corners"] + _GAUGE_AT), points=points)
        return Face(size=SIZE, unit=self.unit, displays=(dial,))

    def draw(self, value: Decimal) -> Image:
        canvas = _wall((120, 130, 128))
        cv2.rectangle(canvas, (290, 430), (350, 479), (70, 150, 190), -1)
        cv2.rectangle(canvas, (275, 455), (365, 479), (60, 130, 170), -1)
        _paste(canvas, draw_dial(float(value), _GAUGE), _GAUGE_AT, round_mask=True)
        return canvas


@dataclass(frozen=True)
class EnergyMeter:
    """An electricity meter whose liquid crystal shows six digits and two decimals."""

    name: tuple[str, str] = ("Electricity meter", "電力量計")
    unit: str = "kWh"

    def face(self) -> Face:
        drawn = draw_segments("000000.00", _LCD)
        display = Segments(corners=quad(drawn.points["corners"] + _LCD_AT), digits=8, decimals=2)
        return Face(size=SIZE, unit=self.unit, displays=(display,))

    def draw(self, value: Decimal) -> Image:
        canvas = _wall((200, 205, 208))
        cv2.rectangle(canvas, (60, 40), (580, 460), (228, 232, 232), -1)
        cv2.rectangle(canvas, (60, 40), (580, 460), (150, 155, 158), 3)
        _paste(canvas, draw_segments(f"{value:09.2f}", _LCD), _LCD_AT)
        _letter(canvas, "kWh", 24, (500, 262))
        _letter(canvas, "1P3W 100V 60A 50Hz", 15, (100, 330))
        _letter(canvas, "No. H 204 881 07", 15, (100, 360))
        _letter(canvas, "1000 imp/kWh", 15, (100, 390))
        cv2.circle(canvas, (470, 380), 9, (60, 60, 200), -1)
        return canvas


_WATER_DRUMS = DrumStyle(window=62, whole=Finish(ink=(240, 240, 240), paper=(30, 30, 30), frame=(25, 25, 25)), rim=0.3)
_DRUMS_AT = np.array([222.0, 78.0])
_RED = (45, 45, 205)
_HAND = DialStyle(
    size=124,
    radius=0.36,
    ground=(238, 242, 240),
    plate=Plate(half=(1.25, 1.25), colour=(244, 247, 246), rims=((0.04, (90, 90, 90)),)),
    scale=Scale(start=0.0, sweep=360.0, majors=10, minors=2, numerals=0.3, numeral_radius=0.72, lengths=(0.1, 0.07, 0.05)),
    pointer=Pointer("teardrop", 0.78, 0.42, hub=0.1, colour=_RED, second=(90, 90, 230), hub_colour=(35, 35, 150)),
    values=(0.0, 2.5, 5.0, 7.5),
)
_HANDS = (
    ((474, 184), Decimal("0.1")),
    ((408, 300), Decimal("0.01")),
    ((262, 318), Decimal("0.001")),
    ((130, 244), Decimal("0.0001")),
)
_GAUGE = DialStyle(
    size=420,
    radius=0.36,
    ground=(120, 130, 128),
    plate=Plate(half=(1.18, 1.18), colour=(246, 248, 248), rims=((0.12, (45, 45, 48)),)),
    scale=Scale(
        low=0.0, high=1.6, majors=8, minors=10, numerals=0.12, zones=(Zone(0.75, 1.0, (0.94, 1.0), (60, 60, 210)),), arc=0.012
    ),
    pointer=Pointer("counterweight", 0.86, 0.05, tail=0.28, tail_width=0.11, shadow=(0.03, 0.04, 0.3)),
    prints=(Print("MPa", (0.0, -0.42), 0.13, (25, 25, 25)),),
    values=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6),
)
_GAUGE_AT = np.array([110.0, 20.0])
_LCD = replace(SegmentStyle(), height=58, slant=0.08, ghost=0.05, margin=(0.5, 0.4, 0.5, 0.5))
_LCD_AT = np.array([100.0, 110.0])


def _geared(value: Decimal) -> tuple[float, ...]:
    """The drums at `value`: the last one moves only while the hand of the tenths goes from 9 to 0."""
    whole = int(value)
    return wheel_phases(whole + max(0.0, float(value - whole) * 10 - 9), 5)


def _subdial(drawn: Drawing, at: tuple[int, int], weight: Decimal) -> Display:
    shift = np.array(at, float)
    marks = zip(drawn.points["scale"] + shift, _HAND.values, strict=True)
    points = tuple(ScalePoint(at=(float(x), float(y)), value=Decimal(str(value))) for (x, y), value in marks)
    return Dial(id=f"x{weight}", corners=quad(drawn.points["corners"] + shift), points=points, wraps=Decimal(10), weight=weight)


def _wall(colour: tuple[int, int, int]) -> Image:
    """A plastered wall: nothing in the world is without texture."""
    rough = np.random.default_rng(3).normal(0, 1, (SIZE[1] // 4, SIZE[0] // 4)).astype(np.float32)
    grain = cv2.resize(rough, SIZE, interpolation=cv2.INTER_CUBIC)[..., None] * 7
    return np.clip(np.array(colour, np.float32) + grain, 0, 255).astype(np.uint8)


def _case(wall: tuple[int, int, int], plate: tuple[int, int, int]) -> Image:
    canvas = _wall(wall)
    middle = (SIZE[0] // 2 + 40, SIZE[1] // 2)
    for radius, colour in ((238, (96, 104, 112)), (226, (60, 66, 70)), (218, plate)):
        cv2.ellipse(canvas, middle, (round(radius * 1.22), radius), 0, 0, 360, colour, -1, cv2.LINE_AA)
    cv2.rectangle(canvas, (0, 215), (40, 300), (70, 140, 175), -1)
    cv2.rectangle(canvas, (600, 215), (639, 300), (70, 140, 175), -1)
    return canvas


def _paste(canvas: Image, drawn: Drawing, at: np.ndarray | tuple[int, int], *, round_mask: bool = False) -> None:
    x, y = int(at[0]), int(at[1])
    height, width = drawn.image.shape[:2]
    mask = np.ones((height, width), bool)
    if round_mask:
        rows, columns = np.mgrid[:height, :width]
        mask = np.hypot(rows - height / 2, columns - width / 2) < width * 0.47
    canvas[y : y + height, x : x + width][mask] = drawn.image[mask]


def _letter(canvas: Image, text: str, height: int, at: tuple[int, int]) -> None:
    mask = lettering(text, height)[..., None] / 255
    x, y = at
    place = canvas[y : y + mask.shape[0], x : x + mask.shape[1]]
    place[:] = (place * (1 - mask) + np.array((40, 40, 44)) * mask).astype(np.uint8)
