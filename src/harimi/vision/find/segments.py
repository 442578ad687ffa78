"""Finds the seven-segment display in a photograph of which only the kind is known, and reads it."""

from dataclasses import dataclass, replace

import numpy as np

from harimi.vision.decode.number import decode_number
from harimi.vision.displays.segments import grey, read_segments, read_strip, strip
from harimi.vision.face import Segments
from harimi.vision.find.proposal import Declared, Proposal
from harimi.vision.find.segment_refine import refined
from harimi.vision.find.segment_rows import Row, join
from harimi.vision.find.segment_spots import LONGEST, Spots, find_spots, together
from harimi.vision.find.segment_trust import Told, lit, signs, trusted
from harimi.vision.find.segment_turns import turned_back
from harimi.vision.geometry import Image, Quad
from harimi.vision.observation import GLYPHS, Alternative, Cell, Sight

GOOD = 0.85
"""Score from which on neither smaller digits are looked for nor the photograph is turned."""
BETTER = 1.4
"""A turned photograph must score this many times as much: numbers like 1850 can be read on their head too."""
SURER = 0.1
"""Or what it lacks to 1 must be this share of what the photograph as it was lacks, where that scores too well for `BETTER`."""
HOPELESS = 0.3
"""Score below which a row is no display that a closer look could help."""
MOST = 3
"""Proposals that are returned."""
LONGEST_ROW = 14
"""Two cells less than a face may have, so that a look to either side is possible."""
TRIED = 5
"""Rows that are read."""
LIKELY = 0.65
"""A cell next to the row that is a digit with this probability belongs to the row, sure or not."""
ALONE = {0: 0.2, 1: 0.5, 2: 0.95}
"""How far a row of so few digits is trusted to be a display where their number is not declared: an S alone looks like a 5."""
FINE, COARSE = LONGEST[:1], LONGEST[1:]


def find_segments(image: Image, declared: Declared) -> tuple[Proposal, ...]:
    """Displays in the BGR (or grey) photograph `image`, best first, each with what it shows."""
    photograph = grey(image)
    spots = find_spots(photograph, COARSE)
    best = _closer(_ranked(photograph, spots, declared))
    if not _good(best) and len(fine := find_spots(photograph, FINE)):
        best = _closer(_ranked(photograph, together(spots, fine), declared))
    return best if _good(best) else _turned(photograph, declared, best)


def _turned(photograph: Image, declared: Declared, best: tuple[Proposal, ...]) -> tuple[Proposal, ...]:
    """What the photograph shows turned, where that is good and much better than `best`; at first no row is moved for it."""
    looks: dict[int, _Ranked] = {}
    for moved in (False, True):
        for turns in (2, 1, 3):
            if turns not in looks:
                turned = np.ascontiguousarray(np.rot90(photograph, turns))
                looks[turns] = _ranked(turned, find_spots(turned, COARSE), declared)
            rivals = _closer(looks[turns]) if moved else looks[turns].proposals
            if _good(rivals) and _directed(rivals[0], turns) and (not best or _outdoes(rivals[0].score, best[0].score)):
                rivals = rivals if moved else _closer(looks[turns])
                return tuple(turned_back(proposal, turns, photograph.shape[:2]) for proposal in rivals)
    return best


def _outdoes(turned: float, upright: float) -> bool:
    return turned > BETTER * upright or 1 - turned < SURER * (1 - upright)


def _directed(proposal: Proposal, turns: int) -> bool:
    """Whether the digits themselves say which way up they are: on its head 3, 4 or 7 is no digit, 0, 1, 2, 5, 6, 8, 9 are."""
    cells = proposal.sight.elements if proposal.sight else ()
    return turns != 2 or any(cell.glyphs[GLYPHS.index(way)] > 0.9 for cell in cells if isinstance(cell, Cell) for way in "347")


def _good(proposals: tuple[Proposal, ...]) -> bool:
    return bool(proposals) and proposals[0].score >= GOOD


@dataclass(frozen=True)
class _Laid:
    """A row with the cells, from `first` to `last`, that are its display, and how far so few digits are trusted."""

    row: Row
    first: int
    last: int
    trust: float

    @property
    def digits(self) -> int:
        return self.last - self.first + 1

    @property
    def corners(self) -> Quad:
        return self.row.corners(self.first, self.last)


@dataclass(frozen=True)
class _Ranked:
    """The rows of a photograph, read where the finder saw them, the most promising first, and how that one is laid."""

    photograph: Image
    declared: Declared
    proposals: tuple[Proposal, ...]
    laid: _Laid | None


def _ranked(photograph: Image, spots: Spots, declared: Declared) -> _Ranked:
    """The rows that the spots form, read."""
    rows = sorted((row for row in join(spots) if row.places[-1] < LONGEST_ROW), key=_promise, reverse=True)[:TRIED]
    laid = [_laid(photograph, row, declared) for row in rows]
    proposals = [_proposal(photograph, each, each.corners, declared) for each in laid]
    weights = [proposal.score * _promise(row) for proposal, row in zip(proposals, rows, strict=True)]
    order = sorted(range(len(rows)), key=lambda n: -weights[n])[:MOST]
    ranked = tuple(replace(proposals[n], score=proposals[n].score * weights[n] / weights[order[0]]) for n in order)
    return _Ranked(photograph, declared, ranked, laid[order[0]] if order else None)


def _promise(row: Row) -> float:
    """How much a row looks like the one that matters: high digits, many of them, surely found."""
    return float(row.height * np.sqrt(len(row.places)) * row.spots.score.mean())


def _laid(photograph: Image, row: Row, declared: Declared) -> _Laid:
    first, cells = _grown(photograph, row)
    first, last = _window(first, cells, declared)
    return _Laid(row.within(first, last), first, last, _enough(cells, declared))


def _proposal(photograph: Image, laid: _Laid, corners: Quad, declared: Declared) -> Proposal:
    display = Segments(corners=corners, digits=laid.digits, decimals=_decimals(declared, laid.digits))
    sight = _agreed(read_segments(photograph, display), laid.row, laid.first)
    return Proposal(display, _score(sight) * laid.trust, _doubted(sight, laid.trust))


def _closer(ranked: _Ranked) -> tuple[Proposal, ...]:
    """The proposals, the best with its outline moved to where it is read best, and trusted as far as the whole row deserves."""
    if ranked.laid is None or ranked.proposals[0].score < HOPELESS:
        return ranked.proposals
    photograph, laid, declared = ranked.photograph, ranked.laid, ranked.declared
    corners = refined(photograph, laid.corners, laid.digits)
    if corners == laid.corners:
        return ranked.proposals
    first, *others = ranked.proposals
    return _weighed(ranked, first, _proposal(photograph, laid, corners, declared)), *others


def _weighed(ranked: _Ranked, first: Proposal, closer: Proposal) -> Proposal:
    """The moved proposal, trusted as far as its signs say; `first` is the same row before."""
    before, after, laid = _rivals(first), _rivals(closer), ranked.laid
    if laid is None or closer.sight is None:
        return closer
    sure = after[0].probability if after else 0.0
    same = next((one.probability for one in before if after and one.value == after[0].value), 0.0)
    shown = signs(sure, same, _beside(ranked.photograph, laid), _told(closer, ranked.declared))
    return replace(closer, sight=trusted(closer.sight, shown))


def _told(proposal: Proposal, declared: Declared) -> Told:
    """What the owner said of the row, and whether it is so."""
    decimals, cells = declared.decimals or 0, proposal.sight.elements if proposal.sight else ()
    cell = cells[-1 - decimals] if 0 < decimals < len(cells) else None
    return Told(declared.digits is not None, cell.point if isinstance(cell, Cell) else None)


def _rivals(proposal: Proposal) -> tuple[Alternative, ...]:
    display, sight = proposal.display, proposal.sight
    return decode_number(display, sight) if sight is not None and isinstance(display, Segments) else ()


def _enough(cells: list[Cell], declared: Declared) -> float:
    """How far a row of so few digits is trusted to be the display."""
    shown = round(sum(map(lit, cells)))
    if declared.digits is None:
        return ALONE.get(shown, 1.0)
    return 1.0 if shown >= max(1, declared.decimals or 0) else ALONE[0]


def _beside(photograph: Image, laid: _Laid) -> list[Cell]:
    left, *_, right = _cells(photograph, laid.row, laid.first - 1, laid.last + 1)
    return [left, right]


def _grown(photograph: Image, row: Row) -> tuple[int, list[Cell]]:
    """The row's cells and the number of the first, after those beside it that may be digits too were taken in."""
    first, last = 0, row.places[-1]
    while True:
        cells = _cells(photograph, row, first - 1, last + 1)
        left, right = lit(cells[0]) > LIKELY, lit(cells[-1]) > LIKELY
        if last - first + 1 + left + right > LONGEST_ROW or not (left or right):
            return first, cells[1:-1]
        first, last = first - left, last + right


def _cells(photograph: Image, row: Row, first: int, last: int) -> list[Cell]:
    display = Segments(corners=row.corners(first, last), digits=last - first + 1)
    return list(read_strip(strip(photograph, display.corners, display.digits), display))


def _window(first: int, cells: list[Cell], declared: Declared) -> tuple[int, int]:
    """First and last cell of the row; where the number of digits is declared, of the stretch that suits it best.

    Numbers end at the right end of a display, so cells are missing on the left as a rule. Where decimals are declared the
    point says better where the row ends, even if its last digits could not be seen.
    """
    count, last = declared.digits or len(cells), first + len(cells) - 1
    ends = [last + step for step in (0, -1, 1, -2, 2)] if declared.digits else [last]
    end = max(ends, key=lambda end: _suits(end - count + 1 - first, count, cells, declared) - 0.2 * abs(end - last))
    return end - count + 1, end


def _suits(start: int, count: int, cells: list[Cell], declared: Declared) -> float:
    inside = cells[max(0, start) : max(0, start + count)]
    point = start + count - 1 - (declared.decimals or 0)
    pointed = cells[point].point if declared.decimals and 0 <= point < len(cells) else 0.0
    return sum(max(cell.glyphs) * lit(cell) for cell in inside) + pointed


def _decimals(declared: Declared, digits: int) -> int | None:
    return declared.decimals if declared.decimals is None or declared.decimals <= digits else None


def _doubted(sight: Sight, trust: float) -> Sight:
    """The sight with its first cell less legible, so that the row as a whole is trusted only so much."""
    first, *others = sight.elements
    if not isinstance(first, Cell) or trust == 1:
        return sight
    return replace(sight, elements=(replace(first, legible=first.legible * trust), *others))


def _agreed(sight: Sight, row: Row, first: int) -> Sight:
    """The sight after the finder's own look at each digit: where it saw another glyph, the cell becomes doubtful."""
    elements = list(sight.elements)
    for n, place in enumerate(row.places):
        index = place - first
        cell = elements[index] if 0 <= index < len(elements) else None
        if isinstance(cell, Cell):
            elements[index] = _both(cell, row.spots.kinds[n])
    return replace(sight, elements=tuple(elements))


def _both(cell: Cell, kinds: np.ndarray) -> Cell:
    product = np.array(cell.glyphs) * np.sqrt(kinds[: len(GLYPHS)] + 0.01)
    return replace(cell, glyphs=tuple(float(p) for p in product / product.sum()))


def _score(sight: Sight) -> float:
    """How surely the row as a whole is a number: the mean over its cells of the best glyph's probability, if legible."""
    cells = [cell for cell in sight.elements if isinstance(cell, Cell)]
    sure = np.array([max(cell.glyphs) * cell.legible for cell in cells])
    lit = np.array([1 - cell.glyphs[GLYPHS.index(" ")] for cell in cells])
    return float((sure * lit).sum() / max(float(lit.sum()), 1.0))
