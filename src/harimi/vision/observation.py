"""What vision saw in one photograph. Frozen values, from the whole down to a single wheel."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from harimi.vision.geometry import Point, Polygon, Quad
from harimi.vision.reasons import Reason

State = Literal["published", "uncertain", "unreadable"]

PHASES = 100
"""Bins of a wheel's turn: bin `k` stands for the phase `k / 10`, digit and tenth of the roll to the next (`7.3`)."""
GLYPHS = "0123456789- "
"""What a cell of a seven-segment display may show; the last one is a blank cell."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """One drum digit: how probable each of the `PHASES` is (they sum to 1), and whether it can be read at all."""

    outline: Quad
    phases: tuple[float, ...]
    legible: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One seven-segment digit: how probable each of the `GLYPHS` is (they sum to 1), and a decimal point right after it.

    `legible` falls towards 0 where the lit segments form no glyph at all.
    """

    outline: Quad
    glyphs: tuple[float, ...]
    point: float
    legible: float


@dataclass(frozen=True, slots=True)
class Mode:
    """One peak of a pointer's distribution: value and one standard deviation in the display's own unit."""

    value: float
    sigma: float
    probability: float


@dataclass(frozen=True, slots=True)
class Hand:
    """One pointer: where it turns, where it points, and the values it may show, most probable first. Of what moves along a
    straight scale both ends of the line at which it stands.

    The probabilities sum to at most 1; what is missing stands for "somewhere else". Without a mode no pointer was found.
    """

    pivot: Point
    tip: Point
    modes: tuple[Mode, ...]


@dataclass(frozen=True, slots=True)
class Indication:
    """One lamp or flag: how probable each of its states is (they sum to 1); state 0 is a lamp that is off."""

    outline: Quad
    states: tuple[float, ...]


Element = Wheel | Cell | Hand | Indication


@dataclass(frozen=True, slots=True)
class Sight:
    """What one display showed: its outline in the photograph, its elements in reading order, and why they are doubtful."""

    display: str
    kind: str
    outline: Polygon
    elements: tuple[Element, ...]
    reasons: tuple[Reason, ...] = ()
    model: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value that the photograph may show, and how probable it is (that the truth lies within what the display resolves)."""

    value: Decimal
    probability: float


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a photograph fits a view of the face: 0 is the one on which it was drawn, those learned since count from 1.

    The `share` of its patches that agreed, and how far the camera `moved` since the nearest of all views (pixels of the face).
    """

    view: int
    share: float
    moved: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why the value is what it is: the photograph itself, the sights, and how far the camera had moved (pixels).

    `fit` tells by which view of the face it was found; None without one.

    `photo` are the bytes that were read, the evidence behind all other evidence; nothing is copied.
    """

    photo: bytes = field(default=b"", repr=False, compare=False)
    sights: tuple[Sight, ...] = ()
    camera_shift: float | None = None
    fit: Fit | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One photograph's reading.

    `value` is exact and has as many decimals as the display resolves; None where nothing could be read. Only a
    `published` value may be used without asking a person; an `uncertain` one is the best guess. `alternatives` are all
    values that the photograph may show, most probable first, the value itself among them.
    """

    value: Decimal | None
    unit: str
    state: State
    confidence: float
    alternatives: tuple[Alternative, ...] = ()
    reasons: tuple[Reason, ...] = ()
    evidence: Evidence = Evidence()


def seen(element: Element) -> str:
    """What one element was read as, taken alone: `7.3` for a wheel, `7` or `7.` for a cell, a value for a hand, the number of a
    state, else `?`."""
    if isinstance(element, Hand):
        return f"{element.modes[0].value:.4g}" if element.modes else "?"
    if isinstance(element, Indication):
        return str(element.states.index(max(element.states))) if max(element.states) > 0.5 else "?"
    if element.legible < 0.5:
        return "?"
    if isinstance(element, Wheel):
        return f"{element.phases.index(max(element.phases)) / 10:.1f}"
    return GLYPHS[element.glyphs.index(max(element.glyphs))] + ("." if element.point > 0.5 else "")
