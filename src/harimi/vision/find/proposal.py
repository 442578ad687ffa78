"""What a finder is told and what it answers."""

from dataclasses import dataclass, replace
from decimal import Decimal

from harimi.vision.face import Display, placed
from harimi.vision.geometry import Matrix, moved, quad
from harimi.vision.observation import Element, Hand, Sight


@dataclass(frozen=True, slots=True)
class Declared:
    """What the owner of a meter says about it before any photograph is understood. None is "not said"."""

    kind: str = "auto"
    range: tuple[Decimal, Decimal] | None = None
    digits: int | None = None
    decimals: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A display that may be the one meant, how likely that is (0 to 1), and what it shows if the finder already read it.

    `others` are the further displays of the same value, in order, each with its sight: a row of dials has one for each dial.
    """

    display: Display
    score: float
    sight: Sight | None = None
    others: tuple[tuple[Display, Sight], ...] = ()

    @property
    def displays(self) -> tuple[Display, ...]:
        """All displays that make up the value."""
        return (self.display, *(display for display, _ in self.others))


def carried(proposal: Proposal, matrix: Matrix) -> Proposal:
    """The proposal in another view, to which `matrix` takes the pixels of the one where it was found."""
    sight = None if proposal.sight is None else _sight_carried(proposal.sight, matrix)
    others = tuple((placed(display, matrix), _sight_carried(other, matrix)) for display, other in proposal.others)
    return Proposal(placed(proposal.display, matrix), proposal.score, sight, others)


def _sight_carried(sight: Sight, matrix: Matrix) -> Sight:
    elements = tuple(_carried(element, matrix) for element in sight.elements)
    return replace(sight, outline=moved(sight.outline, matrix), elements=elements)


def _carried(element: Element, matrix: Matrix) -> Element:
    if isinstance(element, Hand):
        pivot, tip = moved((element.pivot, element.tip), matrix)
        return replace(element, pivot=pivot, tip=tip)
    return replace(element, outline=quad(moved(element.outline, matrix)))
