"""What kinds are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from harimi.service.alerts.series import Series
from harimi.service.alerts.spells import Spell

LONGEST = timedelta(hours=3)
"""Between readings further apart nobody knows when a counter rose."""
Exact = Annotated[Decimal, Field(max_digits=18, decimal_places=6), PlainSerializer(str, return_type=str, when_used="json")]
"""A decimal, kept as text with all its places."""


class KindSettings(BaseModel):
    """Never changes once made, and takes nothing that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class About(StrEnum):
    """What an alert is of."""

    REGISTER = "register"
    DEVICE = "device"
    METER = "meter"


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a register decides whether a kind is for it."""

    kind: str
    unit: str
    own_rule: bool
    """Whether the rule is for this register or its meter alone, rather than for many."""

    @property
    def counts_up(self) -> bool:
        """Whether its values only rise."""
        return self.kind == "counter"


@dataclass(frozen=True, slots=True)
class Reach:
    """What a judge must be shown: all points from so long before the time that is asked for, the points beside some moments
    before that, and so many pictures.
    """

    before: timedelta = timedelta()
    borders: Sequence[datetime] = ()
    looks: int = 0
    points: bool = True


class Judge(Protocol):
    """A kind's file, as the rest of the app sees it."""

    ABOUT: About
    RESTS: bool
    """Whether nothing is told while the meter is paused."""
    YIELDS: tuple[str, ...]
    """Kinds whose alert on the same thing says more of the same cause."""
    Settings: type[Any]

    def fits(self, traits: Traits) -> bool:
        """Whether it is for such a register."""
        ...

    def subject(self, settings: Any) -> str:
        """What two rules of the kind must share to be about the same; the one for less then stands in place of the other."""
        ...

    def reach(self, settings: Any, series: Series) -> Reach:
        """What it must be shown to judge a time; of the series only zone, since and until are set."""
        ...

    def judge(self, settings: Any, series: Series) -> list[Spell]:
        """What it finds, in order of time; only the last may go on."""
        ...


def exact(value: int, decimals: int) -> str:
    """A scaled value in a figure."""
    return str(Decimal(value).scaleb(-decimals))
