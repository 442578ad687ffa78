"""Finds the seven-segment display in a photograph of which only the kind is known, and reads it."""

from dataclasses import replace

import numpy as np

from harimi.vision.displays.segments import grey, read_segments
from harimi.vision.face import Segments
from harimi.vision.find.proposal import Declared, Proposal
from harimi.vision.find.segment_rows import Row, join
from harimi.vision.find.segment_spots import find_spots
from harimi.vision.geometry import Image, Quad
from harimi.vision.observation import GLYPHS, Cell, Sight

GOOD = 0.6
"""Score from which on the photograph is taken to be upright without a look at it turned."""
BETTER = 1.3
"""A turned photograph must score this many times as much: numbers like 1850 can be read on their head too."""
MOST = 3
"""Proposals that are returned."""


def find_segments(image: Image, declared: Declared) -> tuple[Proposal, ...]:
    """Displays in the BGR (or grey) photograph `image`, best first, each with what it shows."""
    photograph = grey(image)
    best = _upright(photograph, declared)
    if best and best[0].score >= GOOD:
        return best
    for turns in (2, 1, 3):
        turned = _upright(np.ascontiguousarray(np.rot90(photograph, turns)), declared)
        if turned and (not best or turned[0].score > BETTER * best[0].score):
            best = tuple(_turned_back(proposal, turns, photograph.shape[:2]) for proposal in turned)
    return best


def _upright(photograph: Image, declared: Declared) -> tuple[Proposal, ...]:
    rows = sorted(join(find_spots(photograph)), key=_promise, reverse=True)[: 2 * MOST]
    proposals = [_proposal(photograph, row, declared) for row in rows]
    weights = [proposal.score * _promise(row) for proposal, row in zip(proposals, rows, strict=True)]
    order = sorted(range(len(rows)), key=lambda n: -weights[n])[:MOST]
    return tuple(replace(proposals[n], score=proposals[n].score * weights[n] / weights[order[0]]) for n in order)


def _promise(row: Row) -> float:
    """How much a row looks like the one that matters: high digits, many of them, surely found."""
    return float(row.height * np.sqrt(len(row.places)) * row.spots.score.mean())


def _proposal(photograph: Image, row: Row, declared: Declared) -> Proposal:
    first, last = _span(row, declared)
    display = Segments(
        corners=row.corners(first, last), digits=last - first + 1, decimals=_decimals(declared, last - first + 1)
    )
    sight = _agreed(read_segments(photograph, display), row, first)
    return Proposal(display, _score(sight), sight)


def _span(row: Row, declared: Declared) -> tuple[int, int]:
    """First and last cell: those found; where more digits are declared, blanks on the left; where fewer, the best stretch."""
    last = row.places[-1]
    count = declared.digits or last + 1
    if last + 1 <= count:
        return last + 1 - count, last
    score = np.zeros(last + 1)
    score[list(row.places)] = row.spots.score
    starts = range(last + 2 - count)
    first = max(starts, key=lambda start: (score[start : start + count].sum(), start))
    return first, first + count - 1


def _decimals(declared: Declared, digits: int) -> int | None:
    return declared.decimals if declared.decimals is None or declared.decimals <= digits else None


def _agreed(sight: Sight, row: Row, first: int) -> Sight:
    """The sight after the finder's own look at each digit: where it saw another glyph, the cell becomes doubtful."""
    elements = list(sight.elements)
    for n, place in enumerate(row.places):
        index = place - first
        cell = elements[index] if 0 <= index < len(elements) else None
        if isinstance(cell, Cell):
            elements[index] = _both(cell, row.spots.kinds[n], float(row.spots.point[n]))
    return replace(sight, elements=tuple(elements))


def _both(cell: Cell, kinds: np.ndarray, point: float) -> Cell:
    product = np.array(cell.glyphs) * np.sqrt(kinds[: len(GLYPHS)] + 0.01)
    glyphs = product / product.sum()
    return replace(cell, glyphs=tuple(float(p) for p in glyphs), point=(2 * cell.point + point) / 3)


def _score(sight: Sight) -> float:
    """How surely the row as a whole is a number: the mean over its cells of the best glyph's probability, if legible."""
    cells = [cell for cell in sight.elements if isinstance(cell, Cell)]
    sure = np.array([max(cell.glyphs) * cell.legible for cell in cells])
    lit = np.array([1 - cell.glyphs[GLYPHS.index(" ")] for cell in cells])
    return float((sure * lit).sum() / max(float(lit.sum()), 1.0))


def _turned_back(proposal: Proposal, turns: int, shape: tuple[int, ...]) -> Proposal:
    """The proposal in the photograph as it was before `np.rot90(photograph, turns)`; `shape` is that of the photograph."""
    display = proposal.display.model_copy(update={"corners": _back(proposal.display.corners, turns, shape)})
    if proposal.sight is None:
        return replace(proposal, display=display)
    elements = tuple(
        replace(cell, outline=_back(cell.outline, turns, shape)) if isinstance(cell, Cell) else cell
        for cell in proposal.sight.elements
    )
    return replace(proposal, display=display, sight=replace(proposal.sight, outline=display.corners, elements=elements))


def _back(outline: Quad, turns: int, shape: tuple[int, ...]) -> Quad:
    right, low = shape[1] - 1, shape[0] - 1
    a, b, c, d = (_point(x, y, turns, right, low) for x, y in outline)
    return a, b, c, d


def _point(x: float, y: float, turns: int, right: int, low: int) -> tuple[float, float]:
    return {1: (right - y, x), 2: (right - x, low - y), 3: (y, low - x)}[turns]
