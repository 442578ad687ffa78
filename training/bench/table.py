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
        share(row.published, row.n, 0),
        share(row.wrong, row.published, 1),
        error,
        f"{row.ms:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def share(hits: int, n: int, side: int, places: int = 1) -> str:
    """A share with the lower (`side` 0) or the upper (1) bound of its 95 % interval, with so many decimals."""
    if n == 0:
        return "–"
    return f"{hits / n:.{places}%} ({'≥≤'[side]} {bounds(hits, n)[side]:.{places}%})"
