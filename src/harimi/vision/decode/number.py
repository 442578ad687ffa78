"""A row of seven-segment cells as a number: blanks and a minus in front, digits behind, a point where one is seen."""

from decimal import Decimal

import numpy as np

from harimi.vision.face import Segments
from harimi.vision.observation import GLYPHS, Alternative, Cell, Sight

_BEAM = 60
_FLOOR = 1e-3
_MINUS: dict[bool | None, float] = {None: 0.3, True: 4.5, False: 0.0}
"""How much more often than a digit from 1 to 9 a minus stands in front: of nobody said what, of a display that can show one,
half as often as a blank; never of one that cannot."""


def decode_number(display: Segments, sight: Sight, most: int = 16) -> tuple[Alternative, ...]:
    """The numbers that the cells may show, most probable first; rows that form no number have no share."""
    cells = [element for element in sight.elements if isinstance(element, Cell)]
    chances: dict[Decimal, float] = {}
    for text, probability in _texts(cells, display):
        for decimals, share in _points(display, cells, text):
            value = _number(text, decimals)
            if value is not None:
                value *= display.weight
                chances[value] = chances.get(value, 0.0) + probability * share
    ranked = sorted(chances.items(), key=lambda item: -item[1])[:most]
    return tuple(Alternative(value, probability) for value, probability in ranked)


def _texts(cells: list[Cell], display: Segments) -> list[tuple[str, float]]:
    """The most probable rows of glyphs with their probabilities, best first; a `padded` row has no blank in it."""
    minus = _MINUS[display.signed]
    rows = [("", 1.0)]
    for cell in cells:
        shares = {kind: _shares(cell, kind, minus) for kind in {_kind(text) for text, _ in rows}}
        longer = (
            (text + glyph, chance * share)
            for text, chance in rows
            for glyph, share in shares[_kind(text)]
            if _may_follow(text[-1:], glyph) and not (display.padded and glyph == " ")
        )
        rows = sorted(longer, key=lambda row: -row[1])[:_BEAM]
    return rows


def _kind(before: str) -> str:
    """What of the glyphs before a cell matters for what to expect in it: nothing yet, blanks, zeros, or a number."""
    return before[:1] if before.strip(before[:1]) == "" and before[:1] in " 0" else "1"


def _shares(cell: Cell, before: str, minus: float) -> list[tuple[str, float]]:
    """Each glyph with its probability, given the kind of what stands `before` this cell and how often a `minus` comes first."""
    share = cell.legible * (1 - _FLOOR)
    weights = [_expected(glyph, before, minus) for glyph in GLYPHS]
    likely = [w * (share * seen + (1 - share) / len(GLYPHS)) for w, seen in zip(weights, cell.glyphs, strict=True)]
    whole = sum(likely)
    return [(glyph, chance / whole) for glyph, chance in zip(GLYPHS, likely, strict=True)]


def _expected(glyph: str, before: str, minus: float) -> float:
    """How much more often a glyph stands here than a digit from 1 to 9.

    Displays hold numbers of all lengths, so their first places are mostly blank on one half of them and zero on the
    other. Past the first digit nothing is known.
    """
    if before in ("", " ") and glyph in " -":
        return 9.0 if glyph == " " else minus
    return 8.0 if glyph == "0" and before in ("", "0") else 1.0


def _may_follow(before: str, glyph: str) -> bool:
    """Blanks only before the number, a minus only right before its first digit."""
    return glyph.isdigit() or before in ("", " ")


def _points(display: Segments, cells: list[Cell], text: str) -> list[tuple[int, float]]:
    """How many decimals the row has, with probabilities: as declared, else as the points are seen."""
    if display.decimals is not None:
        return [(display.decimals, 1.0)]
    lit = [cell.point if glyph.isdigit() else 0.0 for cell, glyph in zip(cells, text, strict=True)][:-1]
    none = float(np.prod([1 - chance for chance in lit])) if lit else 1.0
    found = [(0, none)]
    for k, chance in enumerate(lit):
        others = float(np.prod([1 - other for j, other in enumerate(lit) if j != k]))
        found.append((len(cells) - 1 - k, chance * others))
    return found


def _number(text: str, decimals: int) -> Decimal | None:
    figures = text.strip()
    digits = figures.lstrip("-")
    if not digits.isdigit() or decimals >= len(digits) + (1 if decimals else 0):
        return None
    return Decimal(figures).scaleb(-decimals)
