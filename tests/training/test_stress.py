"""The stress matrix plants what it says, and counts it."""

from decimal import Decimal

import numpy as np
import pytest

from harimi.vision.face import Dial
from training.bench import cost, pages
from training.bench.stress import CONDITIONS, KINDS, Cell, measured, meters
from training.bench.stress import _laid_on as laid_on

BY_NAME = {condition.name: condition for condition in CONDITIONS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_meter_under_no_stress_is_read(kind: str) -> None:
    assert measured(kind, BY_NAME["none"], 3) == Cell(3, 3, 0)


def test_a_covered_display_is_not_guessed() -> None:
    cell = measured("drums", BY_NAME["30% of the display covered"], 4)
    assert (cell.published, cell.wrong) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "shown", "value", "right"),
    [
        ("drums", "1189.2776", "1189", True),
        ("drums", "1189.2776", "1190", False),
        ("drums", "1189.95", "1190", True),
        ("drums", "1189.95", "1189", True),
        ("drums", "1189.95", "1191", False),
        ("segments", "8765.41", "8765.41", True),
        ("segments", "8765.41", "8765.42", False),
        ("gauge", "0.60", "0.63", True),
        ("gauge", "0.60", "0.64", False),
        ("sub-dial", "1189.98", "0.1", True),
        ("sub-dial", "1189.98", "9.2", False),
    ],
)
def test_right_is_what_each_kind_can_resolve(kind: str, shown: str, value: str, *, right: bool) -> None:
    assert meters()[kind].right(Decimal(value), Decimal(shown)) == right


@pytest.mark.parametrize("share", [0.05, 0.15, 0.3])
def test_a_leaf_covers_the_share_of_the_display_that_it_says(share: float) -> None:
    plain = np.full((480, 640, 3), 255, np.uint8)
    outline = np.array([[100, 200], [420, 200], [420, 260], [100, 260]], float)
    condition = BY_NAME[f"{share:.0%} of the display covered"]
    for seed in range(5):
        covered = laid_on(plain, outline, condition, np.random.default_rng(seed)).max(axis=2) < 200
        assert covered.sum() / (320 * 60) == pytest.approx(share, abs=0.02)
        assert covered[200:261, 100:421].sum() == covered.sum()


def test_a_cell_says_its_bound() -> None:
    assert Cell(100, 90, 0).text() == "90%; 0 of 90 (≤ 4.1%)"
    assert Cell(100, 0, 0).text() == "0%; –"


def test_the_full_meter_has_eight_drums_and_four_hands_and_is_read() -> None:
    face = cost.full_face()
    assert [getattr(display, "digits", 0) for display in face.displays] == [8, 0, 0, 0, 0]
    assert sum(isinstance(display, Dial) for display in face.displays) == 4
    middle, high, right = cost.speed(2)
    assert 0 < middle <= high
    assert right == 2


def test_memory_is_that_of_a_process_of_its_own() -> None:
    kib, served = cost.memory()
    assert served
    assert 50 < kib / 1024 < 1000


def test_pages_are_shown_as_often_as_said_and_counted() -> None:
    seen = list(pages.shown(pages.CONDITIONS[0], 8, np.random.default_rng(1)))
    assert len(seen) == 18
    assert sum(one.page == "asleep" for one in seen) == 2
    assert all(one.page == "wanted" or not one.published for one in seen)
    assert sum(one.page == "wanted" and one.right for one in seen) >= 6
