"""The benchmark counts right."""

import pytest

from tests.training.outcomes import outcome
from training.bench.measure import Outcome, bounds, row
from training.bench.table import table


def _outcome(value: str | None, state: str, truth: str = "5", wraps: str | None = None) -> Outcome:
    return outcome(value, state, truth=truth, wraps=wraps)


def test_only_published_values_are_right_or_wrong() -> None:
    outcomes = [
        _outcome("5.1", "published"),
        _outcome("5.3", "published"),
        _outcome("5.0", "uncertain"),
        _outcome(None, "unreadable"),
    ]
    counted = row("group", outcomes)
    assert (counted.right, counted.wrong, counted.abstained, counted.guessed_right) == (1, 1, 2, 1)
    assert counted.error == pytest.approx(1.0)


def test_a_circle_has_no_far_end() -> None:
    assert _outcome("9.9", "published", "0", "10").right
    assert not _outcome("9.9", "published", "0").right


@pytest.mark.parametrize(("hits", "n", "low", "high"), [(0, 10, 0, 0.278), (10, 10, 0.722, 1), (50, 100, 0.404, 0.596)])
def test_bounds_are_wilsons(hits: int, n: int, low: float, high: float) -> None:
    assert bounds(hits, n) == pytest.approx((low, high), abs=0.001)


def test_the_table_says_both_shares_with_their_bounds() -> None:
    text = table([row("heat-lcd", [_outcome("5", "published")] * 10 + [_outcome(None, "unreadable")])])
    assert "| heat-lcd | 11 | 10 | 0 | 1 (0) | 90.9% (≥ 62.3%) | 0.0% (≤ 27.8%) | 0.00 | 10 |" in text
