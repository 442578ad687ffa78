"""What becomes of each row of a table, told before anything is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto

from harimi.service.meters.cells import CellError


class Becomes(StrEnum):
    """`KEPT`: another value is there already, and stays."""

    NEW = auto()
    CHANGED = auto()
    SAME = auto()
    KEPT = auto()
    PROBLEM = auto()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell: the text `imports.problem.<code>`, filled with the details."""

    column: str
    code: str
    details: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, column: str, error: CellError) -> "Problem":
        """What a cell could not be read for."""
        return cls(column, error.code, error.details)


@dataclass(frozen=True, slots=True)
class Change:
    """What a column says so far and is to say."""

    column: str
    before: object
    after: object


@dataclass(slots=True)
class Line:
    """A row and what it would do; `at` is when, for readings."""

    number: int
    cells: Mapping[str, str]
    becomes: Becomes = Becomes.SAME
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    at: datetime | None = None

    def fail(self, column: str, code: str, **details: object) -> None:
        """Notes a problem: the row is not written."""
        self.problems.append(Problem(column, code, details))
        self.becomes = Becomes.PROBLEM


def counted(lines: Sequence[Line]) -> dict[str, int]:
    """How many rows become what."""
    found = Counter(line.becomes.value for line in lines)
    return {one.value: found[one.value] for one in Becomes}
