"""The quality scale: how far a kind of display is to be trusted, from bronze to platinum, by what was measured of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from training.bench.honest import KINDS, kind_of
from training.bench.measure import Outcome, Row, bounds, row
from training.bench.table import share

ENOUGH, MANY = 30, 100
"""Real photographs of a kind, below which they prove nothing; and those that platinum needs."""


@dataclass(frozen=True)
class Figures:
    """What was measured of a kind: drawn photographs, real ones, and of these the ones read without a face."""

    drawn: Row
    real: Row
    bare: Row


def level(found: Figures) -> str:
    """The highest level whose demands, and those of all below it, are met."""
    reached = "none"
    for name, met in (("bronze", _bronze), ("silver", _silver), ("gold", _gold), ("platinum", _platinum)):
        if not met(found):
            break
        reached = name
    return reached


def _bronze(found: Figures) -> bool:
    return _answered(found.drawn) >= 0.6 and _wrong(found.drawn) <= 0.03


def _silver(found: Figures) -> bool:
    return _answered(found.drawn) >= 0.9 and _wrong(found.drawn) <= 0.01


def _gold(found: Figures) -> bool:
    return found.real.n >= ENOUGH and _answered(found.real) >= 0.85 and _wrong(found.real) <= 0.02


def _platinum(found: Figures) -> bool:
    """By the unfavourable ends of the intervals."""
    few, many = bounds(found.bare.published, found.bare.n)[0], bounds(found.bare.wrong, found.bare.published)[1]
    return found.bare.n >= MANY and few >= 0.85 and many <= 0.02


def _answered(found: Row) -> float:
    return found.published / found.n if found.n else 0.0


def _wrong(found: Row) -> float:
    return found.wrong / found.published if found.published else 1.0


def quality_table(drawn: Iterable[Outcome], real: Iterable[Outcome]) -> str:
    """Markdown: the level of each kind of which there is a photograph, with the figures that it is of."""
    by_kind = _kinds(drawn), _kinds(real)
    lines = ["| kind | level | drawn | published | wrong | real | published | wrong |", "|---|---|--:|--:|--:|--:|--:|--:|"]
    for kind in KINDS:
        seen, taken = (each.get(kind, []) for each in by_kind)
        if seen or taken:
            found = Figures(_row(kind, seen), _row(kind, taken), _row(kind, [one for one in taken if one.case.face is None]))
            cells = [kind, f"**{level(found)}**", *_cells(found.drawn), *_cells(found.real)]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _kinds(outcomes: Iterable[Outcome]) -> Mapping[str, list[Outcome]]:
    kept: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        kept.setdefault(kind_of(outcome.case), []).append(outcome)
    return kept


def _row(kind: str, outcomes: Sequence[Outcome]) -> Row:
    return row(kind, list(outcomes)) if outcomes else Row(kind, 0, 0, 0, 0, 0, None, 0.0)


def _cells(found: Row) -> tuple[str, str, str]:
    return str(found.n), share(found.published, found.n, 0), share(found.wrong, found.published, 1)
