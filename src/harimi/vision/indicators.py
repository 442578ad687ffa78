"""Lamps and flags as parts of a face: what shows one of a few states rather than a number.

Each is worth its state's number times `weight`; a row of lamps whose weights are 100, 10 and 1 shows 101 where the first and
the last are lit. State 0 is a lamp that is off.
"""

from decimal import Decimal
from math import dist
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from harimi.vision.geometry import Quad
from harimi.vision.part import Part, length

LOOK = 32
"""Pixels of each side of what is kept of a look."""
AROUND = 2.0
"""How much wider than the indicator's corners what is kept of it is: a lamp is told by what lies around it, too."""
MOST = 9
"""Highest state of an indicator: each is one digit of a value."""

Colour = Literal["any", "red", "amber", "green", "blue", "white"]


class Look(Part):
    """How an indicator looks in one of its states: `LOOK` × `LOOK` pixels of the square around it, BGR, base64, row by row.

    Where `pixels` is empty it is taken from the photograph on which the face is completed.
    """

    state: int = Field(ge=0, le=MOST)
    pixels: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if length(self.pixels) not in (0, 3 * LOOK * LOOK):
            raise PydanticCustomError(
                "look_damaged", "the pixels of a look are damaged; leave them out and make the face anew with: harimi face"
            )
        return self


class Indicator(Part):
    """What lamps and flags have in common; `corners` enclose the lens or the flag, without its rim."""

    corners: Quad
    weight: Decimal = Field(default=Decimal(1), gt=0)
    looks: tuple[Look, ...] = ()

    @property
    def states(self) -> int:
        """How many states there are."""
        raise NotImplementedError

    def look(self, state: int) -> str:
        """The pixels kept of a state; empty where none are."""
        return next((one.pixels for one in self.looks if one.state == state), "")

    def side(self) -> float:
        """Its shorter side in the pixels of its corners."""
        a, b, c, _ = self.corners
        return min(dist(a, b), dist(b, c))

    @model_validator(mode="after")
    def _known(self) -> Self:
        shown = [one.state for one in self.looks]
        if len(set(shown)) < len(shown):
            raise PydanticCustomError("looks_alike", "an indicator keeps one look of each state")
        if any(state >= self.states for state in shown):
            fill = {"states": self.states}
            raise PydanticCustomError("look_unknown", "a look is of a state beyond the {states} that there are", fill)
        return self


class Lamp(Indicator):
    """A lamp that is off (state 0) or lit in one of the colours of `lights` (states 1, 2, ...), `any` where it has but one.

    It is read without any look, and more surely with that of each state.
    """

    kind: Literal["lamp"] = "lamp"
    id: str = "lamp"
    lights: tuple[Colour, ...] = Field(default=("any",), min_length=1, max_length=MOST)

    @property
    def states(self) -> int:
        """Off and each colour."""
        return 1 + len(self.lights)

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if len(set(self.lights)) < len(self.lights) or (len(self.lights) > 1 and "any" in self.lights):
            raise PydanticCustomError("lights_alike", "a lamp that lights in several colours has each of them named, once")
        return self


class Flag(Indicator):
    """A flag, a lever or a switch that looks one of `ways` ways; it is read once the look of each is kept."""

    kind: Literal["flag"] = "flag"
    id: str = "flag"
    ways: int = Field(default=2, ge=2, le=MOST + 1)

    @property
    def states(self) -> int:
        """As many as it has looks."""
        return self.ways


def wider(corners: Quad) -> Quad:
    """The square around the indicator of which a look is kept."""
    x, y = (sum(corner[n] for corner in corners) / 4 for n in (0, 1))
    a, b, c, d = ((x + AROUND * (at[0] - x), y + AROUND * (at[1] - y)) for at in corners)
    return a, b, c, d
