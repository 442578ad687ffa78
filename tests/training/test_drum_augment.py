"""Patches of wheels are changed as cameras change them, and what cannot be read any more is not called legible."""

from itertools import pairwise

import numpy as np

from harimi.simulate.drums import DrumStyle, draw_drums
from harimi.vision.displays.drum_patches import TALL, WIDE
from training.drum_augment import BARRED, HIDDEN, augmented, banded, covered, likeness


def seven() -> np.ndarray:
    drawing = draw_drums((7.0,), DrumStyle(window=TALL, aspect=WIDE / TALL, rim=0.0))
    return drawing.image[:TALL, :WIDE, 1].astype(np.float32)


def test_no_patch_comes_twice_and_each_keeps_its_form() -> None:
    rng = np.random.default_rng(0)
    made = [augmented(rng, seven(), 1) for _ in range(40)]
    assert all(one.patch.shape == (TALL, WIDE) and one.patch.min() >= 0 and one.patch.max() <= 255 for one in made)
    assert all(np.abs(a.patch - b.patch).max() > 1 for a, b in pairwise(made))


def test_some_stay_legible_and_some_do_not() -> None:
    rng = np.random.default_rng(1)
    strong, faint = ([augmented(rng, patch, 1).legible for _ in range(200)] for patch in (seven(), 100 + seven() * 0.02))
    assert strong.count(1) > 150
    assert faint.count(1) > 20
    assert faint.count(0) > 5


def test_what_was_no_wheel_never_becomes_one() -> None:
    rng = np.random.default_rng(2)
    made = [augmented(rng, seven(), 0) for _ in range(30)]
    assert {(one.legible, one.weight) for one in made} == {(0, 0.0)}


def test_likeness_is_one_of_the_same_and_none_of_a_blank() -> None:
    assert likeness(seven(), seven() * 0.3 + 40) > 0.99
    assert abs(likeness(seven(), np.full((TALL, WIDE), 90, np.float32))) < 0.01


def test_a_figure_under_something_is_illegible_and_yet_teaches_what_it_might_be() -> None:
    rng = np.random.default_rng(4)
    made = [augmented(rng, seven(), 1) for _ in range(300)]
    assert sum(one.legible == 0 and one.weight == 1 for one in made) > 15


def test_bars_of_light_spoil_figures_more_or_less() -> None:
    rng = np.random.default_rng(5)
    made = [banded(rng, seven(), seven()) for _ in range(100)]
    assert all(np.abs(patch - seven()).max() > 5 or hidden < 0.2 for patch, hidden in made)
    assert min(hidden for _, hidden in made) < BARRED[0]
    assert max(hidden for _, hidden in made) > BARRED[1]


def test_what_lies_over_a_figure_counts_by_how_much_of_it_is_hidden() -> None:
    rng = np.random.default_rng(3)
    made = [covered(rng, seven(), seven()) for _ in range(100)]
    assert all(0 <= hidden <= 1 for _, hidden in made)
    assert min(hidden for _, hidden in made) < HIDDEN[0]
    assert max(hidden for _, hidden in made) > HIDDEN[1]
    blank = np.full((TALL, WIDE), 90, np.float32)
    assert all(np.abs(patch - seven()).max() > 5 or hidden < 0.2 for patch, hidden in made)
    assert covered(rng, blank, blank)[1] <= 0.5
