"""How honest confidence is: what was said against what came true, and what a threshold on it costs and spares."""

from collections.abc import Iterable
from dataclasses import dataclass

from training.bench.cases import Case
from training.bench.measure import Outcome, bounds

BARE = "dial, nothing said"
KINDS = ("drums", "segments", "dial", "sub-dial", "dials", "scale", "lamp", "flag", BARE)
EDGES = (0.0, 0.2, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 1.0)
"""Where the bins of confidence begin and end; fine where values are published."""


@dataclass(frozen=True)
class Guess:
    """The best guess of one photograph: the confidence that was said, and whether it was right."""

    said: float
    right: bool


@dataclass(frozen=True)
class Bin:
    """The guesses between two confidences: how many, what was said in the mean, how many were right."""

    low: float
    high: float
    n: int
    said: float
    right: int

    @property
    def between(self) -> tuple[float, float]:
        """The 95 % interval of the share that is right."""
        return bounds(self.right, self.n)


@dataclass(frozen=True)
class Point:
    """A threshold: the share of all photographs answered from it on, and the share of the answers that is wrong."""

    threshold: float
    answered: float
    wrong: float


@dataclass(frozen=True)
class Honesty:
    """All photographs of one kind: how many, and the guesses on those where there was one."""

    kind: str
    n: int
    guesses: tuple[Guess, ...]


def kind_of(case: Case) -> str:
    """The kind as the figures count it; a meter of drums and hands is a counter, a single hand that goes round a sub-dial."""
    if case.face is None:
        bare = case.declared is not None and case.declared.kind == "dial" and case.declared.range is None
        return BARE if bare else case.declared.kind if case.declared else ""
    kinds = {display.kind for display in case.face.displays}
    if kinds in ({"scale"}, {"lamp"}, {"flag"}):
        return kinds.pop()
    if kinds == {"dial"}:
        return "dial" if case.wraps is None else "sub-dial"
    return "drums" if "drums" in kinds else "segments"


def guess(outcome: Outcome) -> Guess | None:
    """The best guess, published or not; None where the photograph gave none."""
    seen = outcome.observation
    best = seen.value if seen.value is not None else next((one.value for one in seen.alternatives), None)
    if best is None:
        return None
    return Guess(seen.confidence, outcome.case.error(best) <= outcome.case.tolerance)


def by_kind(outcomes: Iterable[Outcome]) -> tuple[Honesty, ...]:
    """The outcomes of each of `KINDS` that has any."""
    kept: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        kept.setdefault(kind_of(outcome.case), []).append(outcome)
    guessed = {kind: tuple(one for one in map(guess, kept.get(kind, ())) if one is not None) for kind in KINDS}
    return tuple(Honesty(kind, len(kept[kind]), guessed[kind]) for kind in KINDS if kind in kept)


def bins(guesses: Iterable[Guess]) -> tuple[Bin, ...]:
    """The guesses by confidence; empty bins are left out. A bin holds its upper edge, not its lower one."""
    kept: list[list[Guess]] = [[] for _ in EDGES[1:]]
    for one in guesses:
        kept[next(k for k, high in enumerate(EDGES[1:]) if one.said <= high or high == EDGES[-1])].append(one)
    return tuple(
        Bin(low, high, len(held), sum(one.said for one in held) / len(held), sum(one.right for one in held))
        for low, high, held in zip(EDGES, EDGES[1:], kept, strict=False)
        if held
    )


def curve(honesty: Honesty) -> tuple[Point, ...]:
    """One point for each confidence that was said, from the highest threshold down. Equal confidences fall together."""
    ranked = sorted(honesty.guesses, key=lambda one: -one.said)
    points, wrong = [], 0
    for k, one in enumerate(ranked, 1):
        wrong += not one.right
        if k == len(ranked) or ranked[k].said < one.said:
            points.append(Point(one.said, k / honesty.n, wrong / k))
    return tuple(points)


def reliability_table(kinds: Iterable[Honesty]) -> str:
    """Markdown: for each kind and bin how many guesses, what was said in the mean, and what came true with its interval."""
    lines = ["| kind | confidence | n | said | right | 95 % interval |", "|---|---|--:|--:|--:|---|"]
    for honesty in kinds:
        for held in bins(honesty.guesses):
            low, high = held.between
            cells = (f"{held.low:g}–{held.high:g}", str(held.n), f"{held.said:.1%}", f"{held.right / held.n:.1%}")
            lines.append(f"| {' | '.join((honesty.kind, *cells, f'{low:.1%}–{high:.1%}'))} |")
    return "\n".join(lines) + "\n"
