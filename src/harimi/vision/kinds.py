"""Which kind of display is meant when nobody said: every kind is looked for, and what reads as the longest number wins."""

from collections.abc import Mapping
from dataclasses import replace

from harimi.vision.find.finders import FINDERS, refusal
from harimi.vision.find.proposal import Declared
from harimi.vision.observation import Hand, Observation, seen
from harimi.vision.reasons import because

MARKS = 4
"""So many figures of which all but one are a 1 may be the marks of a scale; fewer where all are a 1 or a 0."""

GAUGE = 4
"""Figures that a published gauge counts for: more than what a row of three may be in its print, fewer than any counter has."""


def possible(declared: Declared) -> tuple[Declared, ...]:
    """What a photograph may show of which the kind was not said: a declared range is a dial's, digits are a counter's.

    A straight scale is looked for where one is declared: wherever numbers stand in a row there may be one.
    """
    kinds = ("dial",) if declared.range is not None else tuple(kind for kind in FINDERS if kind != "scale")
    named = (replace(declared, kind=kind) for kind in kinds)
    return tuple(one for one in named if refusal(one) is None)


def likeliest(read: Mapping[str, Observation]) -> tuple[str, Observation]:
    """The kind, and its observation, to be believed of those of all kinds; a doubt where another is as good."""
    honest = {kind: _doubted(one, "marks", 0.2) if _may_be_marks(one) else one for kind, one in read.items()}
    published = {kind: one for kind, one in honest.items() if one.state == "published"}
    if not published:
        kind = max(honest, key=lambda kind: honest[kind].confidence)
        return kind, honest[kind]
    kind = max(published, key=lambda kind: (_figures(published[kind]), published[kind].confidence))
    best = published[kind]
    rivals = [one for one in published.values() if one.value != best.value and _figures(one) == _figures(best)]
    return kind, _doubted(best, "several_displays", 0.5) if rivals else best


def _figures(one: Observation) -> int:
    """How many figures were read; a gauge of which nobody said the range has read some numerals besides its one hand."""
    elements = [element for sight in one.evidence.sights for element in sight.elements]
    return GAUGE if len(elements) == 1 and isinstance(elements[0], Hand) else len(elements)


def _may_be_marks(one: Observation) -> bool:
    """Strokes of a scale look like ones, and what lies between them like noughts."""
    figures = [element for sight in one.evidence.sights for element in sight.elements if not isinstance(element, Hand)]
    shown = [seen(figure).strip(".")[:1] for figure in figures]
    if len(shown) < MARKS:
        return bool(shown) and set(shown) <= {"0", "1"} and len(set(shown)) == 1
    return shown.count("1") >= len(shown) - 1


def _doubted(one: Observation, why: str, left: float) -> Observation:
    """The observation with so much of its confidence left, to be asked about."""
    if one.state != "published":
        return one
    return replace(one, state="uncertain", confidence=left * one.confidence, reasons=(*one.reasons, because(why)))
