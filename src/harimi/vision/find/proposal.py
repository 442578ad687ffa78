"""What a finder is told and what it answers."""

from dataclasses import dataclass
from decimal import Decimal

from harimi.vision.face import Display
from harimi.vision.observation import Sight


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
    """A display that may be the one meant, how likely that is (0 to 1), and what it shows if the finder already read it."""

    display: Display
    score: float
    sight: Sight | None = None
