"""What the sub-dial network is taught is what its pictures show."""

import numpy as np

from harimi.vision.displays.dial_hand import apart
from harimi.vision.displays.sub_dial import confidence, measure
from training.dials_check import any_row_scene
from training.sub_dial_scenes import any_photograph


def test_pictures_repeat_with_their_seed() -> None:
    first, second = (any_photograph(np.random.default_rng(3), ()) for _ in range(2))
    assert np.array_equal(first.image, second.image)
    assert (first.corners, first.angle) == (second.corners, second.angle)


def test_the_angle_that_is_taught_is_the_one_that_is_seen() -> None:
    rng = np.random.default_rng(12)
    sure = []
    for _ in range(40):
        picture = any_photograph(rng, ())
        turn = measure(picture.image, picture.corners)
        if picture.legible and confidence(turn) > 0.95:
            sure.append(abs(apart(turn.hands[0].angle, picture.angle)))
    assert len(sure) > 15
    assert np.median(sure) < 3
    assert max(sure) < 25


def test_the_hands_of_a_drawn_row_stand_where_its_face_says() -> None:
    scene = any_row_scene(np.random.default_rng(6), harsh=0.1)
    lowest = scene.face.displays[-1]
    turn = measure(scene.image, lowest.corners)
    turning = 1 if lowest.points[1].at[0] > lowest.points[3].at[0] else -1  # type: ignore[union-attr]
    assert abs(apart(turn.hands[0].angle, 36 * turning * (scene.value % 10))) < 8
