"""What a check found."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum


class Level(StrEnum):
    """`fine`; `look`: somebody should soon; `bad`: something does not work."""

    FINE = "fine"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing stands: `what` in words, and `do` where something is to be done."""

    about: str
    level: Level
    what: str
    do: str = ""

    def told(self) -> dict[str, str]:
        """As plain values."""
        return asdict(self)


Check = Callable[[], Iterator[Finding]]


def fine(about: str, what: str) -> Finding:
    """Nothing to do."""
    return Finding(about, Level.FINE, what)


def look(about: str, what: str, do: str) -> Finding:
    """Somebody should look soon."""
    return Finding(about, Level.LOOK, what, do)


def bad(about: str, what: str, do: str) -> Finding:
    """Something does not work."""
    return Finding(about, Level.BAD, what, do)
