"""Views learned since a face was drawn: what changes slowly stays found, and the face stays where it was drawn."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from harimi.demo.week import set_up
from harimi.simulate.living import household
from harimi.vision.align import DRIFT, align, apart, likeliest, onto_first, view_of
from harimi.vision.face import Drums, Face
from harimi.vision.lost import why_lost
from harimi.vision.observation import Fit
from harimi.vision.read import read
from harimi.vision.views import View, fit_of, learn, light_of, references, upheld, worn
from tests.pictures import ENERGY, WATER, photo, picture
from training.bench.wear import Renewed, follow, missed, scene

Image = NDArray[np.uint8]
WATER_SHOWN, ENERGY_SHOWN = "1189.2776", "8765.41"


def _rng(seed: int) -> np.random.Generator:
    return np.random.default_rng([23, seed])


@pytest.fixture(scope="module")
def face() -> Face:
    return set_up(WATER)


@pytest.fixture(scope="module")
def views(face: Face) -> list[View]:
    """One learned in each light, after some weeks of slow change."""
    last = list(scene(household()[0], face, _rng(1), days=28, every=9))[-3:]
    made = [learn(taken.image, face) for taken in last]
    assert [light_of(taken.image) for taken in last] == ["day", "dim", "infrared"]
    return [view for view in made if view is not None]


def test_a_scene_that_changes_slowly_is_lost_by_the_first_view_and_found_by_renewed_ones() -> None:
    late = [row for row in follow(household()[2], _rng(2), lights=(0, 2)) if row[0].day >= 40]
    assert sum(first is None for _, first, _ in late) > 0.5 * len(late)
    errors = [renewed for _, _, renewed in late if renewed is not None]
    assert len(errors) == len(late)
    assert np.percentile(errors, 95) < 0.5


def test_thirty_renewals_do_not_shift_the_face() -> None:
    face = set_up(WATER)
    view: list[View] = []
    errors = []
    for taken in scene(household()[0], face, _rng(3), days=30, lights=(0,)):
        found = align(taken.image, face, references(view))
        error = missed(taken, face, found)
        assert error is not None
        errors.append(error)
        made = learn(taken.image, face, view)
        assert made is not None
        view = [made]
    assert max(errors) < 0.5


def test_the_first_view_puts_right_what_a_learned_one_says(face: Face) -> None:
    shown = picture(WATER, WATER_SHOWN)
    found = align(shown, face)
    wrong = replace(found, view=1, matrix=found.matrix @ np.array([[1, 0, 0.6], [0, 1, 0], [0, 0, 1.0]]))
    assert apart(wrong.matrix, found.matrix, face) > 0.5
    assert apart(onto_first(shown, face, wrong).matrix, found.matrix, face) < 0.1


def test_views_are_not_learned_one_from_another_for_ever(face: Face) -> None:
    """Here nothing of the first view is left, by which a learned one could be put right."""
    assert face.reference is not None
    shown = picture(WATER, WATER_SHOWN)
    blank = face.model_copy(update={"reference": face.reference.model_copy(update={"anchors": ()})})
    view = learn(shown, face)
    assert view is not None
    links = []
    for _ in range(100):
        made = learn(shown, blank, [view])
        if made is None:
            break
        links.append(made.links)
        view = made
    assert links == list(range(1, 31))


def test_a_view_that_lies_elsewhere_is_not_upheld(face: Face, views: list[View]) -> None:
    shown = picture(WATER, WATER_SHOWN)
    view = learn(shown, face)
    assert view is not None
    anchors = tuple(one.model_copy(update={"at": (one.at[0] + 1.5, one.at[1])}) for one in view.reference.anchors)
    elsewhere = view.model_copy(update={"reference": view.reference.model_copy(update={"anchors": anchors})})
    assert upheld(view, shown, face)
    assert not upheld(elsewhere, shown, face)
    assert not upheld(view, picture(ENERGY, ENERGY_SHOWN), face, views)


def test_another_meter_is_not_taken_for_that_of_the_face(face: Face, views: list[View]) -> None:
    for meter in household()[1:]:
        for taken in scene(meter, set_up(meter), _rng(4), days=4):
            assert not align(taken.image, face, references(views)).ok
            assert learn(taken.image, face, views) is None


def test_the_view_of_the_light_is_tried_first(face: Face, views: list[View]) -> None:
    assert face.reference is not None
    lights = ["first", "day", "dim", "infrared"]
    for taken in list(scene(household()[0], face, _rng(1), days=28, every=9))[-3:]:
        first = likeliest(view_of(taken.image, face.size), (face.reference, *references(views)))[0]
        assert lights[first] == light_of(taken.image) or taken.light == 1  # less of the same light looks the same


def test_a_camera_that_jumped_teaches_nothing_and_one_that_drifts_does(face: Face) -> None:
    shown = picture(WATER, WATER_SHOWN)
    height, width = shown.shape[:2]
    for pixels, teaches in ((6, True), (DRIFT + 5, False)):
        away = cv2.warpAffine(shown, np.array([[1, 0, pixels], [0, 1, 0.0]]), (width, height), borderMode=cv2.BORDER_REPLICATE)
        found = align(np.asarray(away, np.uint8), face)
        assert found.ok
        assert worn(fit_of(found, ())) is teaches
        view = learn(np.asarray(away, np.uint8), face)
        assert (view is not None) is teaches
        if view is not None:
            assert view.moved[0] == pytest.approx(pixels, abs=0.3)
            by_learned = align(shown, face.model_copy(update={"reference": view.reference}))
            assert apart(by_learned.matrix, align(shown, face).matrix, face) < 0.3


def test_a_camera_that_drifts_slowly_is_followed_far(face: Face) -> None:
    shown, views = picture(WATER, WATER_SHOWN), list[View]()
    for pixels in (6.0, 12.0, 18.0, 24.0):
        away = cv2.warpAffine(shown, np.array([[1, 0, 0], [0, 1, pixels]]), shown.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
        view = learn(np.asarray(away, np.uint8), face, views)
        assert view is not None
        views = [*views, view][-3:]
    assert views[-1].moved[1] == pytest.approx(24, abs=0.5)


def test_that_a_camera_jumped_is_told_by_what_was_learned_too() -> None:
    face = set_up(ENERGY)
    renewed, last = Renewed(face), None
    for taken in scene(household()[2], face, _rng(6), days=50, lights=(0,), every=4):
        found = renewed.found(taken.image)
        renewed.renew(taken, found, [taken])
        last = taken.image
    assert last is not None
    away = np.zeros_like(last)
    away[:, 150:] = last[:, :-150]
    assert [why_lost(away, face, views).code for views in ((), references(renewed.views))] == ["other_view", "camera_jumped"]


def test_what_fits_well_is_not_worn() -> None:
    assert not worn(Fit(view=0, share=0.9, moved=1.0))
    assert worn(Fit(view=1, share=0.6, moved=1.0))
    assert not worn(Fit(view=1, share=0.6, moved=30.0))


def test_an_observation_says_by_which_view_it_was_found(face: Face, views: list[View]) -> None:
    found = read(photo(WATER, WATER_SHOWN), face, views=views).evidence.fit
    assert found is not None
    assert found.view in range(4)
    assert found.share > 0.5


def test_an_empty_view_teaches_nothing() -> None:
    blank = np.full((360, 480, 3), 128, np.uint8)
    bare = Face(size=(480, 360), displays=(Drums(corners=((180, 150), (300, 150), (300, 200), (180, 200)), digits=5),))
    with pytest.raises(ValueError, match="no reference"):
        learn(blank, bare)
