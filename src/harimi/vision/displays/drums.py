"""Reads a row of printed wheels: a small network looks at each window and answers with the wheel's whole turn.

Each wheel is looked at twice, slightly shifted and in another mix of colours; one that is not clear then is looked at three
times more. The mean of the answers is less sure where the looks disagree. Where all wheels stand off by the same part of a
turn the frame is at fault, not the wheels, and the frame is moved. Which way the wheels turn, the row decides (`drum_ways`).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from harimi.vision import models
from harimi.vision.displays.drum_patches import channels, close_up, glare, inverse, patches
from harimi.vision.displays.drum_ways import believed
from harimi.vision.face import Drums
from harimi.vision.geometry import Image, Quad, moved, quad, to_rectangle
from harimi.vision.observation import PHASES, Sight, Wheel
from harimi.vision.reasons import Reason, because

FloatArray = NDArray[np.float64]
Logits = NDArray[np.float32]

MODEL = "drum_wheel"
SMALLEST = 11.0
"""Pixels; below this height of a window the network was never shown anything."""
LEGIBLE = 0.5
COMPANY = 1.0
"""Logarithm of the odds that a wheel gains when all others of its row are legible."""


@dataclass(frozen=True)
class Look:
    """One way to look at all wheels of a row: shifts and scale as shares of a cell, space between windows as a share of one."""

    right: float = 0.0
    down: float = 0.0
    scale: float = 1.0
    gap: float = 0.0
    colour: int = 0


GLANCE = (Look(), Look(right=0.05, down=0.02, colour=1))
CLOSER = (Look(right=-0.05, down=-0.02), Look(scale=1.1, colour=1), Look(scale=0.92))
LOOKS = GLANCE + CLOSER
"""Small enough that a good frame stays good; the second colour is the one with most contrast."""
CLEAR = 0.95
"""Sharpness from which on a wheel needs no closer look."""
GAPS = (0.0, 0.35)


@dataclass(frozen=True)
class Reading:
    """What the network made of a row: `ways` (2, n, 100), the phases if the next figure comes from below or from above;
    `odds` (n,), the logarithm of those for "from above"; `legible` (n,).
    """

    ways: FloatArray
    odds: FloatArray
    legible: FloatArray

    @cached_property
    def phases(self) -> FloatArray:
        """`(n, 100)`, each row summing to 1: the way of turning is the row's."""
        return believed(self.ways, self.odds, self.legible)


def read_drums(image: Image, display: Drums) -> Sight:
    """The wheels under `display.corners` in a photograph (BGR or grey)."""
    corners, reading = settled(image, display.corners, display.digits)
    cells = split(corners, display.digits)
    wheels = tuple(
        Wheel(cell, tuple(float(p) for p in phases), float(legible))
        for cell, phases, legible in zip(cells, reading.phases, among_others(image, cells, reading), strict=True)
    )
    return Sight(display.id, display.kind, corners, wheels, _reasons(image, wheels), MODEL)


def split(corners: Quad, digits: int, gap: float = 0.0) -> tuple[Quad, ...]:
    """The cells of a row from left to right; with `gap` the row ends at windows that stand so far apart (share of a window)."""
    upright = inverse(to_rectangle(corners, digits, 1))
    width = digits / (digits + (digits - 1) * gap)
    step = width * (1 + gap)
    return tuple(_cell(width / 2 + n * step - 0.5, step / 2, upright) for n in range(digits))


def _cell(x: float, half: float, upright: FloatArray) -> Quad:
    return quad(moved(((x - half, -0.5), (x + half, -0.5), (x + half, 0.5), (x - half, 0.5)), upright))


def settled(image: Image, corners: Quad, digits: int) -> tuple[Quad, Reading]:
    """The corners with the frame's own error taken out, and the mean of all looks through them."""
    part, closer = close_up(image, corners, height_of(corners))
    grey, corners = channels(part), quad(moved(corners, closer))
    gap, seen = glanced(grey, corners, digits)
    off = offset(seen)
    if off:
        corners = shifted(corners, off)
        seen = look(grey, split(corners, digits, gap), GLANCE)
    reading = closer_look(grey, split(corners, digits, gap), seen)
    return quad(moved(corners, inverse(closer))), reading


def glanced(grey: tuple[Image, ...], corners: Quad, digits: int) -> tuple[float, Reading]:
    """How far apart the windows were marked, and what two looks through them show: the outer edges of the row, or half a gap
    further, whichever reads better. Where the first reads well the second is not tried.
    """
    seen = {GAPS[0]: look(grey, split(corners, digits, GAPS[0]), GLANCE)}
    if digits > 1 and sharpness(seen[GAPS[0]]).min() < CLEAR:
        seen[GAPS[1]] = look(grey, split(corners, digits, GAPS[1]), GLANCE)
    gap = max(seen, key=lambda g: float(np.log(sharpness(seen[g])).sum()))
    return gap, seen[gap]


def closer_look(grey: tuple[Image, ...], cells: tuple[Quad, ...], seen: Reading) -> Reading:
    """What was `seen`, with more looks at each wheel that was not clear."""
    unsure = np.flatnonzero(sharpness(seen) < CLEAR)
    if not len(unsure):
        return seen
    more = look(grey, tuple(cells[n] for n in unsure), CLOSER)
    ways, odds, legible = seen.ways.copy(), seen.odds.copy(), seen.legible.copy()
    first, then = len(GLANCE) * legible[unsure], len(CLOSER) * more.legible
    share = then / (first + then)
    ways[:, unsure] = (1 - share[:, None]) * ways[:, unsure] + share[:, None] * more.ways
    odds[unsure] = (1 - share) * odds[unsure] + share * more.odds
    legible[unsure] = (first + then) / len(LOOKS)
    return Reading(ways, odds, legible)


def close_row(image: Image, corners: Quad) -> tuple[tuple[Image, ...], Quad]:
    """The photograph around a row in grey and in colour, reduced as far as the network needs, and the row's corners there."""
    part, closer = close_up(image, corners, height_of(corners))
    return channels(part), quad(moved(corners, closer))


def height_of(corners: Quad) -> float:
    """Pixels from the upper to the lower edge, in the mean of both sides."""
    ring = np.asarray(corners, np.float64)
    return float(np.hypot(*(ring[2] + ring[3] - ring[0] - ring[1]))) / 2


def look(grey: tuple[Image, ...], cells: tuple[Quad, ...], looks: tuple[Look, ...]) -> Reading:
    """The mean answer of the network over several looks at the same cells; where a look shows nothing, it has no say."""
    seen = np.concatenate([patches(grey[one.colour], cells, one.right, one.down, one.scale) for one in looks])
    return averaged(*(part.reshape(len(looks), len(cells), -1) for part in models.run(MODEL, seen)))


def averaged(below: Logits, legible: Logits, above: Logits, odds: Logits) -> Reading:
    """Looks in one, from logits `(looks, n, …)`, each counting as much as it is legible: a colour may hide one wheel only."""
    seen_well = 1 / (1 + np.exp(-legible[..., 0].astype(np.float64)))
    weight = np.maximum(seen_well, 1e-3)[..., None] / np.maximum(seen_well, 1e-3).sum(axis=0)[:, None]
    ways = np.stack([(softmax(way.astype(np.float64)) * weight).sum(axis=0) for way in (below, above)])
    return Reading(ways, (odds * weight).sum(axis=0)[:, 0], seen_well.mean(axis=0))


def in_company(legible: FloatArray) -> FloatArray:
    """Legibility of each wheel among the others: in a row that reads well a faint wheel is a wheel all the same.

    The network was taught on patches of which a third were no wheels; in a row of drums hardly any are.
    """
    if len(legible) < 2:
        return legible
    others = np.array([np.median(np.delete(legible, n)) for n in range(len(legible))])
    odds = np.clip(legible, 1e-4, 1 - 1e-4) / np.clip(1 - legible, 1e-4, 1) * np.exp(COMPANY * np.clip(2 * others - 1, 0, 1))
    return odds / (1 + odds)


def among_others(image: Image, cells: tuple[Quad, ...], reading: Reading) -> FloatArray:
    """Legibility `(n,)` of each wheel in its row; of a burnt-out one no more than it is clear by itself: a reflection may have
    a figure's outline.
    """
    clear = sharpness(reading)
    burnt = [one < CLEAR and glare(image, cell) for one, cell in zip(clear, cells, strict=True)]
    return np.where(burnt, clear, in_company(reading.legible))


def softmax(logits: FloatArray) -> FloatArray:
    """Along the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def sharpness(reading: Reading) -> FloatArray:
    """For each wheel how legible it is and how much of its probability lies within half a digit of the peak, 0.001 to 1."""
    return clearness(reading.phases, reading.legible)


def clearness(phases: FloatArray, legible: FloatArray) -> FloatArray:
    """The same of phases `(n, 100)` and legibilities `(n,)`."""
    best = phases.argmax(axis=1)
    around = (best[:, None] + np.arange(-5, 6)[None]) % PHASES
    mass = np.take_along_axis(phases, around, axis=1).sum(axis=1)
    return np.clip(mass * legible, 1e-3, 1.0)


def offset(reading: Reading) -> float:
    """The part of a digit (-0.3 to 0.3) by which all resting wheels stand off alike, 0 where they do not agree.

    A wheel above one that shows 9 or 0 may be rolling by right, and the last one may stand anywhere: they have no say.
    """
    best = reading.phases.argmax(axis=1) / 10
    rolls = (best >= 8.5) | (best < 0.5)
    resting = np.append(~rolls[1:], False) & (sharpness(reading) > 0.5)
    if resting.sum() < 2:
        return 0.0
    turns = np.exp(2j * np.pi * best[resting])
    common = turns.mean()
    off = float(np.angle(common)) / (2 * np.pi)
    return off if abs(common) > 0.8 and 0.08 < abs(off) <= 0.3 else 0.0


def shifted(corners: Quad, off: float) -> Quad:
    """The frame moved against wheels that all stand `off` digits too far: upwards, as figures rise when wheels turn on."""
    ring = np.asarray(corners, np.float64)
    down = (ring[2] + ring[3] - ring[0] - ring[1]) / 2
    return quad(ring - down * off * 0.85)


def _reasons(image: Image, wheels: tuple[Wheel, ...]) -> tuple[Reason, ...]:
    found: list[Reason] = []
    for n, wheel in enumerate(wheels, start=1):
        height = height_of(wheel.outline)
        if height < SMALLEST:
            found.append(because("too_small", "digit", n, pixels=round(height)))
        if wheel.legible < LEGIBLE:
            found.append(because("glare" if glare(image, wheel.outline) else "illegible", "digit", n))
    return tuple(found)
