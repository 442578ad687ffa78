"""The one door, from bytes to an observation."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import cv2
import numpy as np
import pytest

from harimi.demo.week import set_up
from harimi.simulate.camera import encode
from harimi.simulate.living import LivingMeter
from harimi.vision.evidence import evidence_image
from harimi.vision.face import Face
from harimi.vision.find.proposal import Declared
from harimi.vision.history import History, Limits, Moment
from harimi.vision.photo import NotAPhotoError
from harimi.vision.read import NotFoundError, propose_face, read
from tests.pictures import ENERGY, GAUGE, NOON, WATER, photo, picture

DECLARED = {
    "drums": (WATER, Declared("drums", digits=5, decimals=0, unit="m3"), "1189.5000", Decimal(1189), Decimal(0)),
    "segments": (ENERGY, Declared("segments", digits=8, decimals=2, unit="kWh"), "8765.41", Decimal("8765.41"), Decimal(0)),
    "dial": (
        GAUGE,
        Declared("dial", range=(Decimal(0), Decimal("1.6")), unit="MPa"),
        "0.55",
        Decimal("0.55"),
        Decimal("0.032"),
    ),
}
WITH_FACE = [
    (WATER, "1189.2776", Decimal("0.0002")),
    (GAUGE, "0.553", Decimal("0.032")),
    (ENERGY, "8765.41", Decimal(0)),
]


@pytest.mark.parametrize("kind", DECLARED)
def test_a_meter_of_a_declared_kind_is_read_without_any_set_up(kind: str) -> None:
    meter, declared, shown, truth, tolerance = DECLARED[kind]
    seen = read(photo(meter, shown), declared=declared)
    assert seen.state == "published", seen.reasons
    assert seen.value is not None
    assert abs(seen.value - truth) <= tolerance
    assert seen.unit == declared.unit


@pytest.mark.parametrize("kind", DECLARED)
def test_the_kind_of_a_meter_need_not_be_said(kind: str) -> None:
    meter, declared, shown, truth, tolerance = DECLARED[kind]
    unsaid = replace(declared, kind="auto")
    seen = read(photo(meter, shown), declared=unsaid)
    assert seen.state == "published", seen.reasons
    assert abs((seen.value or 0) - truth) <= tolerance
    assert propose_face(photo(meter, shown), unsaid).displays[0].kind == kind


def test_the_marks_of_a_gauge_are_no_counter() -> None:
    """A gauge of which nothing is said is read as a gauge: its marks must not be taken for a row of ones."""
    seen = read(photo(GAUGE, "0.55"))
    assert [sight.kind for sight in seen.evidence.sights] == ["dial"]
    assert abs((seen.value or 0) - Decimal("0.55")) <= Decimal("0.032")


@pytest.mark.parametrize(("meter", "shown", "tolerance"), WITH_FACE, ids=["water", "pressure", "energy"])
@pytest.mark.parametrize("knocked", [False, True])
def test_a_face_is_read_even_when_the_camera_was_pushed(
    meter: LivingMeter, shown: str, tolerance: Decimal, *, knocked: bool
) -> None:
    seen = read(photo(meter, shown, knocked=knocked), set_up(meter))
    assert seen.state == "published", seen
    assert seen.value is not None
    assert abs(seen.value - Decimal(shown)) <= tolerance
    assert any(reason.code == "camera_moved" for reason in seen.reasons) == knocked


@pytest.mark.parametrize("kind", DECLARED)
def test_a_telephones_large_picture_is_read_as_a_small_one(kind: str) -> None:
    meter, declared, shown, truth, tolerance = DECLARED[kind]
    small = picture(meter, shown)
    large = cv2.resize(small, (3200, 2400), interpolation=cv2.INTER_CUBIC)
    seen = read(encode(np.asarray(large, np.uint8), 92).tobytes(), declared=declared)
    assert seen.value is not None
    assert abs(seen.value - truth) <= tolerance
    near = read(encode(small, 92).tobytes(), declared=declared).evidence.sights[0].outline
    assert np.allclose(seen.evidence.sights[0].outline, np.array(near) * 5 + 2, atol=60)


def test_the_same_bytes_give_the_same_observation() -> None:
    face, bytes_ = set_up(ENERGY), photo(ENERGY, "8765.41")
    assert read(bytes_, face) == read(bytes_, face)


def test_another_view_is_not_read() -> None:
    turned = cv2.rotate(picture(WATER, "1189.2776"), cv2.ROTATE_180)
    seen = read(encode(np.asarray(turned, np.uint8), 92).tobytes(), set_up(WATER))
    assert (seen.value, seen.state) == (None, "unreadable")
    assert [reason.code for reason in seen.reasons] == ["other_view"]


def test_a_photograph_of_another_shape_is_not_forced_under_a_face() -> None:
    narrow = np.ascontiguousarray(picture(WATER, "1189.2776")[:, :400])
    assert read(encode(narrow, 92).tobytes(), set_up(WATER)).reasons[0].code == "lost_alignment"


def test_history_is_heard() -> None:
    history = History((Moment.known(NOON - timedelta(hours=1), Decimal(9000)),), NOON, Limits(max_per_hour=Decimal(12)))
    seen = read(photo(ENERGY, "8765.41"), set_up(ENERGY), history)
    assert (seen.value, seen.state) == (Decimal("8765.41"), "uncertain")
    assert [reason.code for reason in seen.reasons] == ["below_last"]


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        (Declared("lamps"), "needs_face"),
    ],
)
def test_what_cannot_be_read_yet_says_so(declared: Declared | None, code: str) -> None:
    seen = read(photo(GAUGE, "0.5"), declared=declared)
    assert (seen.value, seen.state) == (None, "unreadable")
    assert [reason.code for reason in seen.reasons] == [code]


@pytest.mark.parametrize("kind", DECLARED)
def test_an_empty_wall_is_not_a_meter(kind: str) -> None:
    _, declared, *_ = DECLARED[kind]
    wall = np.clip(np.random.default_rng(0).normal(150, 5, (480, 640, 3)), 0, 255).astype(np.uint8)
    seen = read(encode(wall, 90).tobytes(), declared=declared)
    assert seen.state != "published"


def test_no_photograph_is_an_error_and_no_observation() -> None:
    with pytest.raises(NotAPhotoError):
        read(b"hello", declared=Declared("drums"))


@pytest.mark.parametrize("kind", DECLARED)
def test_a_proposed_face_reads_the_next_photograph(kind: str) -> None:
    meter, declared, shown, truth, tolerance = DECLARED[kind]
    face = Face.parse(propose_face(photo(meter, shown, seed=1), declared).text())
    seen = read(photo(meter, shown, seed=2), face)
    assert seen.value is not None
    assert abs(seen.value - truth) <= tolerance


def test_nothing_to_propose_is_said_with_its_reason() -> None:
    with pytest.raises(NotFoundError, match="once its face is drawn"):
        propose_face(photo(GAUGE, "0.5"), Declared("lamps"))


@pytest.mark.parametrize(("meter", "shown", "tolerance"), WITH_FACE, ids=["water", "pressure", "energy"])
def test_evidence_is_drawn_over_the_photograph(meter: LivingMeter, shown: str, tolerance: Decimal) -> None:
    bytes_ = photo(meter, shown)
    drawn = evidence_image(read(bytes_, set_up(meter)))
    plain = picture(meter, shown)
    assert drawn.shape[1] == plain.shape[1]
    assert drawn.shape[0] > plain.shape[0]
    changed = (np.abs(drawn[: plain.shape[0]].astype(int) - plain) > 60).any(axis=2).mean()
    assert 0.003 < changed < 0.3


def test_evidence_of_nothing_is_still_a_picture() -> None:
    assert evidence_image(read(photo(GAUGE, "0.5"))).shape[2] == 3
