"""Finds the straight scale of a photograph of which only the kind is known, and reads it.

1. The numerals are found and joined to one run of values (`scale_numerals`, `scale_lattice`), and laid upright (`scale_view`).
2. The run is moved onto the marks that its numerals name (`scale_marks`).
3. A network says what stands beside them, and where (`scale_levels`); the reader of known scales looks there on its own.
4. What was seen on the way says how far the value may be trusted (`scale_trust`).
"""

from dataclasses import replace
from decimal import Decimal

import cv2
import numpy as np

from harimi.vision.displays.scale import read_scale
from harimi.vision.face import Scale, ScalePoint
from harimi.vision.find.proposal import Declared, Proposal
from harimi.vision.find.scale_lattice import find_lattice
from harimi.vision.find.scale_levels import Level, find_levels
from harimi.vision.find.scale_marks import onto_marks
from harimi.vision.find.scale_numerals import FloatArray, find_printed
from harimi.vision.find.scale_run import Lattice
from harimi.vision.find.scale_trust import signs, trust
from harimi.vision.find.scale_view import View, lay
from harimi.vision.geometry import Image, Quad, points, quad
from harimi.vision.observation import Hand, Sight

AROUND = {"surface": 2.0, "float": 6.0}
"""How far to either side of where the network saw it the reader looks for it, in heights of a numeral."""
LEAST = 0.05
"""A display that is so little trusted is not proposed."""
OVER = 0.02
"""How far beyond the declared range something may stand, as a share of it."""
SPARE = 0.5
"""Steps by which a proposed strip goes beyond the outer numerals seen."""


def find_scales(image: Image, declared: Declared) -> tuple[Proposal, ...]:
    """Straight scales in the BGR (or grey) photograph, the likeliest level first, each with what it shows."""
    view = laid(image, declared)
    if view is None:
        return ()
    levels = standing(view, declared)
    found = [_proposal(image, view, levels, n) for n in range(len(levels))]
    return tuple(sorted((one for one in found if one.score >= LEAST), key=lambda one: -one.score))


def standing(view: View, declared: Declared) -> tuple[Level, ...]:
    """What stands beside the scale within the declared range, or hardly beyond: what lies further off is an end of the tube."""
    levels = find_levels(view)
    if declared.range is None:
        return levels
    low, high = (float(end) for end in declared.range)
    over = OVER * (high - low)
    return tuple(level for level in levels if low - over <= value_of(view, level) <= high + over)


def laid(image: Image, declared: Declared) -> View | None:
    """The photograph's numbered scale, upright, its run of values on its marks; None where there is none."""
    if min(image.shape[:2]) < 24:
        return None
    grey = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    low, high = (float(end) for end in declared.range) if declared.range else (-np.inf, np.inf)
    lattice = find_lattice(find_printed(grey), low, high)
    if lattice is None:
        return None
    view = lay(image, lattice)
    return replace(view, lattice=onto_marks(view))


def _proposal(image: Image, view: View, levels: tuple[Level, ...], n: int) -> Proposal:
    display = display_of(view, levels[n])
    sight, hand = read_near(image, view, levels[n], display)
    if not hand.modes:
        return Proposal(display, 0.0, sight)
    chance = trust(signs(view, levels, n, hand.modes[0]))
    first = replace(hand.modes[0], probability=chance)
    return Proposal(display, chance, replace(sight, elements=(replace(hand, modes=(first,)),)))


def read_near(image: Image, view: View, level: Level, display: Scale) -> tuple[Sight, Hand]:
    """What the reader of known scales sees where the network saw something, the nearest border first."""
    reach = AROUND[display.shows] * view.tall
    near = _strip(view, level, level.middle[1] - reach, level.middle[1] + reach)
    sight = read_scale(image, display.model_copy(update={"corners": near}))
    (hand,) = (element for element in sight.elements if isinstance(element, Hand))
    place = value_of(view, level)
    modes = sorted(hand.modes, key=lambda mode: abs(mode.value - place))[:1]
    return replace(sight, outline=display.corners), replace(hand, modes=tuple(modes))


def value_of(view: View, level: Level) -> float:
    """The value at which the network saw it."""
    return view.lattice.value(view.place(float(level.middle[1])))


def display_of(view: View, level: Level) -> Scale:
    """The display of what stands there: a strip along the numerals seen, with the marks of the outer ones and one between."""
    seen = sorted(view.lattice.places)
    ends = sorted(view.row(n) for n in (seen[0] - SPARE, seen[-1] + SPARE))
    marks = sorted({seen[0], round((seen[0] + seen[-1]) / 2), seen[-1]})
    return Scale(
        corners=_strip(view, level, min(ends[0], level.middle[1] - view.tall), max(ends[1], level.middle[1] + view.tall)),
        points=tuple(
            ScalePoint(at=points([view.back(*_along(level, view.row(n)))])[0], value=_printed(view.lattice, n)) for n in marks
        ),
        shows="float" if level.floats else "surface",
    )


def _strip(view: View, level: Level, first: float, last: float) -> Quad:
    """The strip from one row of the view to another, as far as the photograph goes."""
    rows = np.nonzero(view.there[:, int(np.clip(round(level.middle[0]), 0, view.there.shape[1] - 1))])[0]
    ends = np.clip([first, last], rows.min(initial=0) - 0.5, rows.max(initial=view.there.shape[0] - 1) + 0.5)
    above, below = (_along(level, float(row)) for row in ends)
    right = level.right
    return quad([view.back(*corner) for corner in (above - right, above + right, below + right, below - right)])


def _along(level: Level, row: float) -> FloatArray:
    """Where the middle of the strip is at a row of the view: marks run straight across the scale."""
    return np.asarray(level.middle + level.down * (row - level.middle[1]) / max(level.down[1], 0.1))


def _printed(lattice: Lattice, n: int) -> Decimal:
    return Decimal(f"{round(lattice.value(n), 6):g}")
