"""A kind of display has the level whose demands it meets, with all those below it."""

import pytest

from harimi.vision.find.proposal import Declared
from tests.training.outcomes import outcome
from training.bench.measure import Row
from training.bench.quality import Figures, level, quality_table

DRUMS, SEGMENTS = Declared("drums", digits=1), Declared("segments", digits=1)


def _row(n: int, published: int, wrong: int) -> Row:
    return Row("", n, published - wrong, wrong, n - published, 0, None, 0.0)


GOOD, NONE = _row(200, 190, 0), _row(0, 0, 0)


@pytest.mark.parametrize(
    ("drawn", "real", "bare", "wanted"),
    [
        (NONE, NONE, NONE, "none"),
        (_row(200, 119, 0), GOOD, GOOD, "none"),
        (_row(200, 120, 3), NONE, NONE, "bronze"),
        (_row(200, 180, 2), GOOD, GOOD, "bronze"),
        (GOOD, NONE, NONE, "silver"),
        (GOOD, _row(29, 29, 0), NONE, "silver"),
        (GOOD, _row(30, 30, 0), NONE, "gold"),
        (GOOD, _row(850, 780, 24), NONE, "silver"),
        (GOOD, GOOD, _row(109, 100, 0), "gold"),
        (GOOD, GOOD, _row(400, 380, 0), "platinum"),
        (GOOD, GOOD, _row(400, 380, 5), "gold"),
    ],
)
def test_a_level_needs_all_below_it(drawn: Row, real: Row, bare: Row, wanted: str) -> None:
    assert level(Figures(drawn, real, bare)) == wanted


def test_the_table_names_each_kind_of_which_there_is_a_photograph() -> None:
    drawn = [outcome("5", "published", declared=SEGMENTS) for _ in range(20)]
    real = [outcome("5", "published", declared=DRUMS), outcome("9", "published", declared=DRUMS)]
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in quality_table(drawn, real).splitlines()[2:]]
    assert [line[:3] for line in lines] == [["drums", "**none**", "0"], ["segments", "**silver**", "20"]]
    assert lines[0][5:] == ["2", "100.0% (≥ 34.2%)", "50.0% (≤ 90.5%)"]
