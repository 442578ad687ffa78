"""Reads every case and counts: right, wrong, abstained, with the 95 % bounds of the shares."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import mean, median

from harimi.vision.observation import Observation
from harimi.vision.read import read
from training.bench.cases import Case

_Z = 1.959964


@dataclass(frozen=True)
class Outcome:
    """One case, read."""

    case: Case
    observation: Observation
    ms: float

    @property
    def published(self) -> bool:
        """A value that would be used without asking a person."""
        return self.observation.state == "published"

    @property
    def error(self) -> Decimal | None:
        """How far the value, published or guessed, is from the truth."""
        value = self.observation.value
        return None if value is None else self.case.error(value)

    @property
    def right(self) -> bool:
        """The value, published or guessed, is within the tolerance."""
        return self.error is not None and self.error <= self.case.tolerance


def measure(cases: Iterable[Case]) -> Iterator[Outcome]:
    """Reads the cases one after the other, on one thread."""
    for case in cases:
        photo = case.photo()
        start = time.perf_counter()
        observation = read(photo, case.face, declared=case.declared)
        yield Outcome(case, observation, (time.perf_counter() - start) * 1000)


@dataclass(frozen=True)
class Row:
    """The figures of one group. Shares are of all, `wrong_share` of the published; errors are in tolerances."""

    group: str
    n: int
    right: int
    wrong: int
    abstained: int
    guessed_right: int
    error: float | None
    ms: float

    @property
    def published(self) -> int:
        """How many were answered without asking a person."""
        return self.right + self.wrong


def row(group: str, outcomes: list[Outcome]) -> Row:
    """The figures of the outcomes of one group."""
    published = [outcome for outcome in outcomes if outcome.published]
    right = sum(outcome.right for outcome in published)
    errors = [float(outcome.error / (outcome.case.tolerance or 1)) for outcome in published if outcome.error is not None]
    return Row(
        group,
        len(outcomes),
        right,
        len(published) - right,
        len(outcomes) - len(published),
        sum(outcome.right for outcome in outcomes if not outcome.published),
        mean(errors) if errors else None,
        median(outcome.ms for outcome in outcomes),
    )


def bounds(hits: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if n == 0:
        return 0.0, 1.0
    share = hits / n
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    reach = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    return max(0.0, middle - reach), min(1.0, middle + reach)
