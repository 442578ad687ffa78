"""How far gauges are read off, in shares of their scale: of all photographs by the best guess, and of the published ones."""

from collections.abc import Mapping, Sequence

from training.bench.measure import Outcome
from training.bench.table import share

WITHIN = (0.05, 0.02)


def gauges_table(groups: Mapping[str, Sequence[Outcome]]) -> str:
    """Markdown: a line for each group of photographs whose scale is known."""
    lines = [
        "| folder | n | within 5 % | within 2 % | published | of these within 5 % | within 2 % |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for group, outcomes in groups.items():
        known = [one for one in outcomes if one.case.span]
        if known:
            published = [one for one in known if one.published]
            cells = [group, str(len(known)), *_shares(known), share(len(published), len(known), 0), *_shares(published)]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _shares(outcomes: Sequence[Outcome]) -> list[str]:
    return [share(sum(_off(one) <= most for one in outcomes), len(outcomes), 0) for most in WITHIN]


def _off(outcome: Outcome) -> float:
    """How far the best guess is off, as a share of the scale; without a guess it is infinitely far."""
    seen, span = outcome.observation, outcome.case.span
    best = seen.value if seen.value is not None else next((one.value for one in seen.alternatives), None)
    return float("inf") if best is None or not span else float(outcome.case.error(best) / span)
