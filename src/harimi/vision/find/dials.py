"""Finds the row of clock dials of an electricity or gas meter in a photograph, and reads it."""

from dataclasses import replace
from decimal import Decimal

import cv2
import numpy as np

from harimi.vision.displays.sub_dial import read_sub_dial
from harimi.vision.face import Dial, ScalePoint
from harimi.vision.find.dial_beyond import goes_on
from harimi.vision.find.dial_rows import Row, find_rows
from harimi.vision.find.numeral_rings import Ring, find_rings
from harimi.vision.find.proposal import Declared, Proposal
from harimi.vision.find.segment_spots import Spots, spots_in, together
from harimi.vision.geometry import Image, Quad, points, quad
from harimi.vision.observation import Hand, Sight
from harimi.vision.reasons import because

NUMERALS = "dial_numerals"
LEVELS = (480, 800)
"""Pixels of the photograph's longer side at which figures are looked for."""
FINER = 1280
"""The same where those leave a doubt: small dials in a large photograph, or faint ones."""
ENLARGED = 3.0
LEAST = 0.25
"""Fainter figures are not looked at."""
RIM = 1.39
"""Radius at which the marks end, in radii of the circle of numerals."""
USUAL = 4
"""Dials that a meter has at least: a row of three has probably lost one."""
WEAK = 0.3
"""How far a reading is to be trusted whose dial is not sure, or whose row may have lost one."""


def find_dials(image: Image, declared: Declared) -> tuple[Proposal, ...]:
    """Rows of clock dials, the plainest first, each with its sights. Rows of another length than declared are left out."""
    if min(image.shape[:2]) < 24:
        return ()
    grey = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    rows = _rows(image, grey)
    meant = [row for row in rows if declared.digits in (None, len(row.rings))]
    return tuple(_proposal(image, row, declared) for row in meant)


def _rows(image: Image, grey: Image) -> tuple[Row, ...]:
    """The rows that two sizes show, or three where two leave a doubt."""
    found = [spots_at(grey, longest) for longest in LEVELS if longest <= ENLARGED * max(grey.shape)]
    rows = find_rows(find_rings(together(*found)))
    if (rows and rows[0].plain and _ends_here(image, rows[0])) or ENLARGED * max(grey.shape) < FINER:
        return rows
    return find_rows(find_rings(together(*found, spots_at(grey, FINER))))


def spots_at(grey: Image, longest: int, model: str = NUMERALS, least: float = LEAST) -> Spots:
    """The figures that `model` sees where the photograph's longer side is so many pixels; by default those of dials."""
    factor = longest / max(grey.shape)
    kind = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    level = np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=kind), np.uint8)
    spots = spots_in(level, least, model)
    return replace(spots, centre=(spots.centre + 0.5) / factor - 0.5, up=spots.up / factor, right=spots.right / factor)


def _proposal(image: Image, row: Row, declared: Declared) -> Proposal:
    count, decimals = len(row.rings), declared.decimals or 0
    dials = tuple(dial_of(ring, f"dial{n + 1}", Decimal(10) ** (count - 1 - n - decimals)) for n, ring in enumerate(row.rings))
    complete = row.whole and (declared.digits is not None or _ends_here(image, row))
    sights = [read_sub_dial(image, dial) for dial in dials]
    trusted = [sight if complete and row.certain(n) else _doubted(sight) for n, sight in enumerate(sights)]
    return Proposal(dials[0], row.score, trusted[0], tuple(zip(dials[1:], trusted[1:], strict=True)))


def _ends_here(image: Image, row: Row) -> bool:
    """Whether the row is all there is, as far as can be seen.

    Sub-dials of water meters turn the same way and mostly stand on an arc: of these some may have been left out.
    """
    return (
        len(row.rings) >= USUAL
        and row.alternating
        and not goes_on(image, [_square(ring) for ring in row.rings], _ends(image, row))
    )


def dial_of(ring: Ring, name: str, weight: Decimal) -> Dial:
    """The display of a ring of numerals: 0 on top, running the ring's way round."""
    marks = (((0.0, 1.0), "0"), ((float(ring.turning), 0.0), "2.5"), ((0.0, -1.0), "5"), ((-float(ring.turning), 0.0), "7.5"))
    scale = tuple(ScalePoint(at=points([_at(ring, *place)])[0], value=Decimal(value)) for place, value in marks)
    return Dial(id=name, corners=_square(ring), points=scale, wraps=Decimal(10), weight=weight)


def _square(ring: Ring) -> Quad:
    return quad(_at(ring, x, y) for x, y in ((-1, 1), (1, 1), (1, -1), (-1, -1)))


def _at(ring: Ring, right: float, up: float) -> np.ndarray:
    """A place in the ring's plane, `right` and `up` in radii of the scale."""
    return np.asarray(ring.middle + RIM * np.array([right, up]) @ ring.axes)


def _ends(image: Image, row: Row) -> list[Quad]:
    """Where the next dial would stand left and right of a row, as far as that is in the photograph."""
    ends = ((row.rings[0], row.rings[1]), (row.rings[-1], row.rings[-2]))
    beyond = [replace(ring, middle=2 * ring.middle - other.middle) for ring, other in ends]
    size = np.array(image.shape[1::-1])
    return [_square(ring) for ring in beyond if (ring.middle > 0).all() and (ring.middle < size).all()]


def _doubted(sight: Sight) -> Sight:
    (hand,) = (element for element in sight.elements if isinstance(element, Hand))
    modes = tuple(replace(mode, probability=WEAK * mode.probability) for mode in hand.modes)
    return replace(sight, elements=(replace(hand, modes=modes),), reasons=(*sight.reasons, because("row_unsure")))
