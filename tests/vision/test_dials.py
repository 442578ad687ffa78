"""Rows of clock dials: with a face, hidden in part, and found in an unknown photograph."""

from dataclasses import replace
from decimal import Decimal

import cv2
import numpy as np
import pytest

from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.clock_row import RowStyle, draw_row, geared
from harimi.simulate.dial import DialStyle, Plate, Scale
from harimi.simulate.dial_pointer import Pointer
from harimi.simulate.drawing import Drawing
from harimi.vision.displays.dial_polar import from_plane
from harimi.vision.face import Dial, Face, ScalePoint
from harimi.vision.find.dials import find_dials
from harimi.vision.find.proposal import Declared
from harimi.vision.geometry import moved, quad
from harimi.vision.read import NotFoundError, propose_face, read

DIAL = DialStyle(
    ground=(228, 232, 230),
    plate=Plate(half=(1.1, 1.1), colour=(228, 232, 230), rims=()),
    scale=Scale(start=0, sweep=360, majors=10, minors=1, numerals=0.27, numeral_radius=0.72, arc=0.02, widths=(0.04,) * 3),
    pointer=Pointer("clock", 0.9, 0.3, tail=0.25, hub=0.12, cap=0.06),
    values=(0.0, 2.5, 5.0, 7.5),
)
FOUR = RowStyle(DIAL, (-1, 1, -1, 1))
FIVE = RowStyle(DIAL, (1, -1, 1, -1, 1), step=2.15)


def _photo(value: float, style: RowStyle = FOUR, size: tuple[int, int] = (720, 300)) -> Drawing:
    count, rng = len(style.turnings), np.random.default_rng(11)
    drawn = draw_row(geared(value, count, tuple(rng.normal(0, 0.05, count))), style)
    return photograph(drawn, rng, Pose(yaw=5, roll=-2), Light(gradient=0.2), Lens(blur=0.5, noise=3), size)


def _face(photo: Drawing, style: RowStyle = FOUR) -> Face:
    squares = photo.points["corners"].reshape(-1, 4, 2)
    top = len(squares) - 1
    dials = tuple(_dial(f"d{n}", square, style.turnings[n], top - n) for n, square in enumerate(squares))
    height, width = photo.image.shape[:2]
    return Face(size=(width, height), displays=dials)


def _dial(name: str, square: np.ndarray, turning: int, power: int) -> Dial:
    places = moved(((0.0, -1.0), (float(turning), 0.0), (0.0, 1.0), (-float(turning), 0.0)), from_plane(quad(square)))
    scale = tuple(ScalePoint(at=at, value=Decimal(v)) for at, v in zip(places, ("0", "2.5", "5", "7.5"), strict=True))
    return Dial(id=name, corners=quad(square), points=scale, wraps=Decimal(10), weight=Decimal(10) ** power)


def _bytes(photo: Drawing) -> bytes:
    return encode(photo.image, 95).tobytes()


@pytest.mark.parametrize("value", [3124.5, 140.3, 3999.6, 4000.4, 9998.5, 0.4, 2211.6])
def test_four_hands_that_turn_opposite_ways_make_one_whole_reading(value: float) -> None:
    photo = _photo(value)
    seen = read(_bytes(photo), _face(photo))
    assert (seen.value, seen.state) == (Decimal(int(value)), "published")


@pytest.mark.parametrize("value", [68451.7, 59999.5, 60000.5])
def test_a_hand_near_a_numeral_is_decided_by_the_hand_below(value: float) -> None:
    photo = _photo(value, FIVE)
    seen = read(_bytes(photo), _face(photo, FIVE))
    assert (seen.value, seen.state) == (Decimal(int(value)), "published")


@pytest.mark.parametrize("hidden", [0, 1, 3])
def test_with_one_hand_hidden_nothing_wrong_is_published(hidden: int) -> None:
    photo = _photo(3847.5)
    square = photo.points["corners"].reshape(-1, 4, 2)[hidden]
    image = photo.image.copy()
    cv2.circle(image, tuple(int(v) for v in square.mean(0)), int(np.ptp(square[:, 0]) * 0.55), (255, 255, 255), -1)
    seen = read(_bytes(replace(photo, image=image)), _face(photo))
    assert seen.state != "published"


@pytest.mark.parametrize(("value", "style"), [(3124.5, FOUR), (140.3, FOUR), (68451.6, FIVE)])
def test_a_row_of_dials_is_found_and_read_with_nothing_known_but_the_kind(value: float, style: RowStyle) -> None:
    photo = _photo(value, style)
    seen = read(_bytes(photo), declared=Declared("dials", unit="kWh"))
    assert (seen.value, seen.state, seen.unit) == (Decimal(int(value)), "published", "kWh")
    assert len(seen.evidence.sights) == len(style.turnings)


def test_found_dials_stand_where_they_are_drawn_and_know_which_way_they_run() -> None:
    photo = _photo(3124.5)
    (found,) = find_dials(photo.image, Declared("dials", digits=4))
    squares = photo.points["corners"].reshape(-1, 4, 2)
    for display, square, turning, weight in zip(found.displays, squares, FOUR.turnings, (1000, 100, 10, 1), strict=True):
        assert isinstance(display, Dial)
        assert np.array(display.corners) == pytest.approx(square, abs=8)
        assert display.weight == weight
        right = display.points[1].at[0] > square.mean(0)[0]
        assert right == (turning == 1)


def test_declared_decimals_lower_the_weights() -> None:
    (found,) = find_dials(_photo(3124.5).image, Declared("dials", digits=4, decimals=1))
    weights = [display.weight for display in found.displays]
    assert weights == [Decimal(100), Decimal(10), Decimal(1), Decimal("0.1")]


def test_dials_that_all_turn_one_way_are_published_only_where_their_number_is_known() -> None:
    """Sub-dials of a water meter stand on an arc, of which a row is only a part."""
    same = replace(FOUR, turnings=(1, 1, 1, 1))
    photo = _bytes(_photo(3124.5, same))
    assert read(photo, declared=Declared("dials")).state == "uncertain"
    known = read(photo, declared=Declared("dials", digits=4))
    assert (known.value, known.state) == (Decimal(3124), "published")


def test_of_two_meters_in_one_photograph_neither_is_published() -> None:
    above, below = _photo(3124.5), _photo(7068.4)
    both = np.concatenate([above.image, below.image])
    found = find_dials(both, Declared("dials"))
    assert [len(proposal.displays) for proposal in found] == [4, 4]
    seen = read(encode(both, 95).tobytes(), declared=Declared("dials"))
    assert seen.state == "uncertain"
    assert "several_displays" in [reason.code for reason in seen.reasons]


def test_a_row_of_another_length_than_declared_is_not_the_one_meant() -> None:
    assert find_dials(_photo(3124.5).image, Declared("dials", digits=6)) == ()


def test_a_proposed_face_of_dials_reads_the_next_photograph() -> None:
    face = Face.parse(propose_face(_bytes(_photo(3124.5)), Declared("dials", digits=4)).text())
    assert [display.kind for display in face.displays] == ["dial"] * 4
    seen = read(_bytes(_photo(7068.4)), face)
    assert (seen.value, seen.state) == (Decimal(7068), "published")


def test_a_dial_that_lost_its_numerals_is_not_left_out_silently() -> None:
    photo = _photo(3124.5)
    square = photo.points["corners"].reshape(-1, 4, 2)[3]
    image = photo.image.copy()
    middle, radius = square.mean(0), np.ptp(square[:, 0]) / 2
    for angle in np.radians(np.arange(0, 360, 36)):
        if not 130 < np.degrees(angle) < 210:
            place = middle + 0.72 * radius * np.array([np.sin(angle), -np.cos(angle)])
            cv2.circle(image, tuple(int(v) for v in place), int(0.2 * radius), (210, 214, 212), -1)
    seen = read(_bytes(replace(photo, image=image)), declared=Declared("dials"))
    assert seen.state != "published" or seen.value == 3124


@pytest.mark.parametrize("hidden", [0, 4])
def test_a_reflection_over_the_end_of_a_row_is_not_taken_for_its_end(hidden: int) -> None:
    photo = _photo(68451.6, FIVE)
    square = photo.points["corners"].reshape(-1, 4, 2)[hidden]
    image = photo.image.copy()
    cv2.circle(image, tuple(int(v) for v in square.mean(0)), int(np.ptp(square[:, 0]) * 0.5), (255, 255, 255), -1)
    assert read(_bytes(replace(photo, image=image)), declared=Declared("dials")).state != "published"


def test_a_photograph_without_dials_says_so() -> None:
    wall = np.clip(np.random.default_rng(0).normal(150, 5, (300, 500, 3)), 0, 255).astype(np.uint8)
    seen = read(encode(wall, 90).tobytes(), declared=Declared("dials"))
    assert [reason.text() for reason in seen.reasons] == ["no row of clock dials found in the photograph"]
    with pytest.raises(NotFoundError):
        propose_face(encode(wall, 90).tobytes(), Declared("dials"))
