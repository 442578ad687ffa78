"""The figures as Markdown."""

from collections.abc import Iterable

from training.bench.measure import Row, bounds

_HEAD = """| folder | n | right | wrong | abstained (guess right) | published | published that is wrong | mean error | ms |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
"""


def table(rows: Iterable[Row]) -> str:
    """One line per group; shares with the 95 % bound that matters: published at least, wrong at most."""
    return _HEAD + "".join(f"{_line(row)}\n" for row in rows)


def _line(row: Row) -> str:
    error = "–" if row.error is None else f"{row.error:.2f}"
    cells = [
        row.group,
        f"{row.n}",
        f"{row.right}",
        f"{row.wrong}",
        f"{row.abstained} ({row.guessed_right})",
        _share(row.published, row.n, "≥", 0),
        _share(row.wrong, row.published, "≤", 1),
        error,
        f"{row.ms:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def _share(hits: int, n: int, sign: str, side: int) -> str:
    if n == 0:
        return "–"
    return f"{hits / n:.1%} ({sign} {bounds(hits, n)[side]:.1%})"
