"""Finds rows of drums in a photograph of which only the kind, and perhaps the number of digits, is known.

A network marks every wheel at every size; equal steps join them into rows; the wheel reader says how well each row can be
read, which is what tells drums from serial numbers. Only where no upright row convinces is the picture turned.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.drums import clearness, read_drums
from harimi.vision.face import Drums
from harimi.vision.find.drum_colours import other_print, red_wheels
from harimi.vision.find.drum_filling import filling_rows, fills
from harimi.vision.find.drum_fit import lined_up
from harimi.vision.find.drum_places import Places, places
from harimi.vision.find.drum_rows import Row, rows
from harimi.vision.find.proposal import Declared, Proposal
from harimi.vision.geometry import Image, quad
from harimi.vision.observation import Sight, Wheel

FloatArray = NDArray[np.float64]

SURE = 0.45
"""A row that reads so well means that the picture need not be turned."""
HEAD = 0.9
"""Rows on their heads or sides must read so much better than upright ones: most photographs are taken upright."""
RIVAL = 0.75
"""Rows that read so well (as a share) the other way round may be 00819 or 61800."""
CLOSE_READ = 3
"""So many of the best rows are read with all looks."""
GLANCED = 5
PRESENT = (0.3, 0.6)
"""Mean chances of a row's wheels: below the first it is print, above the second it is wheels."""
DOUBTFUL = 0.35
"""A wheel less clear than this is rather none: it counts against its stretch when the number of wheels is not known."""
WORTHLESS = 0.1
"""Below this score a row is not proposed at all."""
BEYOND = 0.5
"""What each clear wheel beyond the chosen ones takes from their score, as an exponent."""
LEFT = 0.03
"""How much less a stretch is liked for every wheel it leaves out at the left: rows are declared from their first wheel."""
FINE, COARSE = 1200, 800
"""Pixels of the longer side in which wheels are looked for, upright and turned."""
LONGEST = 12


@dataclass(frozen=True)
class Glance:
    """A row after one look at it: how well it reads, and how surely it does not go on beyond its ends, each 0 to 1."""

    row: Row
    clear: float
    whole: float

    @property
    def worth(self) -> float:
        """A first score."""
        return self.clear * self.whole


def find_drums(image: Image, declared: Declared) -> tuple[Proposal, ...]:
    """Rows of drums, best first, each already read."""
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    glances: list[Glance] = []
    for quarter in (0, 1):
        if not any(glance.clear >= SURE for glance in glances):
            trust = HEAD if quarter else 1.0
            seen = glanced(image, rows(seen_turned(grey, quarter)), declared.digits)
            glances += [replace(glance, clear=glance.clear * trust) for glance in seen]
    found = proposed(image, glances, declared)
    if not found or found[0].score < SURE:
        filling = glanced(image, filling_rows(image, declared.digits), declared.digits)
        found = proposed(image, [*glances, *filling], declared) if filling else found
    return found


def proposed(image: Image, glances: list[Glance], declared: Declared) -> tuple[Proposal, ...]:
    """The best rows, read with all looks, best first."""
    best = distinct_rows(sorted(glances, key=lambda glance: -glance.worth))[:CLOSE_READ]
    found = [proposal(image, glance, declared) for glance in best]
    return tuple(sorted((one for one in found if one.score >= WORTHLESS), key=lambda one: -one.score))


def seen_turned(grey: Image, quarter: int) -> Places:
    """The wheels of a photograph that was turned clockwise by `quarter` quarters, at their places in the unturned one."""
    seen = places(np.ascontiguousarray(np.rot90(grey, -quarter)), COARSE if quarter else FINE)
    centre, step, down = seen.centre, seen.step, seen.down
    for k in range(quarter, 0, -1):
        wide = grey.shape[0] if k % 2 else grey.shape[1]
        centre = np.stack([centre[:, 1], wide - 1 - centre[:, 0]], axis=1)
        step, down = (np.stack([v[:, 1], -v[:, 0]], axis=1) for v in (step, down))
    return Places(centre, step, down, seen.chance)


def glanced(image: Image, candidates: tuple[Row, ...], digits: int | None) -> list[Glance]:
    """The most promising rows, trimmed or extended to what can be read, on their heads where that reads much better."""
    return [either_way(chosen(image, row, digits), chosen(image, row.turned(), digits)) for row in candidates[:GLANCED]]


def either_way(upright: Glance, head: Glance) -> Glance:
    """The better reading of a row and the same row on its head; in a row that leans far the other one may be as true."""
    pair = sorted((upright, replace(head, clear=head.clear * HEAD)), key=lambda way: way.clear)
    x, y = upright.row.step
    unsure = x < 2 * abs(y) and pair[0].clear > RIVAL * pair[1].clear
    return replace(pair[1], whole=pair[1].whole * 0.5) if unsure else pair[1]


def distinct_rows(ranked: list[Glance]) -> list[Glance]:
    """Without rows whose middle lies on a better one."""
    kept: list[Glance] = []
    for glance in ranked:
        x, y = np.mean(glance.row.corners(), axis=0)
        outlines = [np.array(other.row.corners(), np.float32) for other in kept]
        if not any(cv2.pointPolygonTest(outline, (float(x), float(y)), False) >= 0 for outline in outlines):
            kept.append(glance)
    return kept


def chosen(image: Image, row: Row, digits: int | None) -> Glance:
    """The part of a row of `digits` wheels (None: as many as are there) that is most surely wheels."""
    length = digits or min(row.count, LONGEST)
    low, high = min(0, row.count - length) - 1, max(row.count, length) + 1
    wider, clear = lined_up(image, row.part(low, high - low))
    spans = [trimmed(clear)] if digits is None else [(first, digits) for first in range(len(clear) - digits + 1)]
    glances = [part(image, wider, clear, first, count) for first, count in spans]
    return max(enumerate(glances), key=lambda pair: pair[1].worth - LEFT * pair[0])[1]


def part(image: Image, row: Row, clear: FloatArray, first: int, count: int) -> Glance:
    """A stretch of a row."""
    mean = float(clear[first : first + count].mean())
    return Glance(row.part(first, count), mean * min(1.0, (count + 1) / 5), ended(image, row, clear, first, count))


def ended(image: Image, row: Row, clear: FloatArray, first: int, length: int) -> float:
    """How surely a stretch of a row does not go on: wheels beyond it are the mark of a serial number or of a wrong choice.

    Behind it there may be decimals that nobody declared; they are printed in another tone.
    """
    beyond = np.clip((np.maximum(clear, row.chance) - DOUBTFUL) / (1 - DOUBTFUL), 0, 1)
    before, after = float(beyond[:first].sum()), float(beyond[first + length :].sum())
    last = int(np.flatnonzero(beyond > 0.3)[-1]) if after > 0.3 and (beyond > 0.3).any() else 0
    if last >= first + length and other_print(image, row.part(first, last + 1 - first).corners(), last + 1 - first, length):
        after = 0.0
    return float(np.exp(-BEYOND * (before + after)))


def trimmed(clear: FloatArray) -> tuple[int, int]:
    """First wheel and number of the stretch of the largest sum above `DOUBTFUL`: doubtful ones need clear ones beyond."""
    gains = np.concatenate([[0.0], np.cumsum(clear - DOUBTFUL)])
    spans = [
        (gains[end] - gains[first], first, end - first) for first in range(len(clear)) for end in range(first + 1, len(gains))
    ]
    _, first, length = max(span for span in spans if span[2] <= LONGEST)
    return first, length


def proposal(image: Image, glance: Glance, declared: Declared) -> Proposal:
    """The row as a display, with what it shows."""
    row, corners = glance.row, glance.row.corners()
    decimals = declared.decimals if declared.decimals is not None else red_wheels(image, corners, row.count)
    display = Drums(corners=corners, digits=row.count, decimals=min(decimals, row.count))
    sight = read_drums(image, display)
    there = 1.0 if declared.digits and fills(image, row) else presence(row)
    certain = there * glance.whole * (1.0 if declared.digits else counted(row.count))
    wheels = doubted(tuple(wheel for wheel in sight.elements if isinstance(wheel, Wheel)), certain)
    placed = display.model_copy(update={"corners": quad(sight.outline)})
    return Proposal(placed, min(glance.clear, score(row, sight)) * certain, replace(sight, elements=wheels))


def doubted(wheels: tuple[Wheel, ...], certain: float) -> tuple[Wheel, ...]:
    """The doubt whether these are wheels, and all of them, falls on the faintest: the number is no surer than that one."""
    faintest = min(range(len(wheels)), key=lambda n: wheels[n].legible)
    return tuple(replace(w, legible=w.legible * certain) if n == faintest else w for n, w in enumerate(wheels))


def presence(row: Row) -> float:
    """How surely the wheels of a row are wheels and no print, by the finder's own chances, 0 to 1."""
    low, high = PRESENT
    return float(np.clip((row.chance.mean() - low) / (high - low), 0.0, 1.0))


def counted(wheels: int) -> float:
    """How surely a row is whole when nobody said how many wheels it has: rows of less than four wheels hardly exist."""
    return float(np.clip((wheels - 1) / 4, 0.0, 1.0))


def score(row: Row, sight: Sight) -> float:
    """How surely this is the row of drums: mean legibility and presence of its wheels, less for very short rows."""
    wheels = [wheel for wheel in sight.elements if isinstance(wheel, Wheel)]
    read = clearness(np.array([w.phases for w in wheels]), np.array([w.legible for w in wheels]))
    return float((read * (0.4 + 0.6 * row.chance)).mean()) * min(1.0, (row.count + 1) / 5)
