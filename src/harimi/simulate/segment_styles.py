"""Styles of seven-segment displays: liquid crystals, lamps, and all that is shown beside the digits."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from harimi.simulate.segment_shapes import FORMS, Form

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
