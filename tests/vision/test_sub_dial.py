"""Dials that go round: water meters' sub-dials, clock dials, sweep hands; each read by a network and by its shape."""

from dataclasses import replace
from decimal import Decimal

import cv2
import numpy as np
import pytest

from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.dial import DialStyle, Plate, Scale, draw_dial
from harimi.simulate.dial_pointer import Pointer
from harimi.simulate.drawing import Drawing
from harimi.simulate.drums import DrumStyle, draw_drums, wheel_phases
from harimi.vision.displays.covered import uncovered
from harimi.vision.displays.dial_hand import apart
from harimi.vision.displays.readers import read_display
from harimi.vision.displays.sub_dial import confidence, measure, read_sub_dial
from harimi.vision.displays.sub_dial_shape import shape_angle
from harimi.vision.face import Dial, Drums, Face, ScalePoint
from harimi.vision.geometry import Image, points, quad
from harimi.vision.observation import Hand, Mode, Sight
from harimi.vision.read import read

WATER = DialStyle(
    scale=Scale(start=0, sweep=360, majors=10, minors=1, numerals=0.25, numeral_radius=0.72, widths=(0.04, 0.03, 0.03)),
    plate=Plate(half=(1.3, 1.3), rims=()),
    pointer=Pointer("teardrop", colour=(30, 30, 200), second=(60, 60, 230), width=0.5, hub_colour=None),
    values=(0.0, 2.5, 5.0, 7.5),
)
CLOCK = replace(
    WATER,
    scale=replace(WATER.scale, sweep=-360.0, arc=0.03),
    pointer=Pointer("clock", 0.85, 0.3, tail=0.25, hub=0.12, cap=0.07),
)
MIRROR = replace(WATER, pointer=Pointer("half_disc", 0.8, 0.3, tail=0.9, colour=(20, 20, 120), hub_colour=None))
SWEEP = replace(
    WATER,
    size=420,
    scale=replace(WATER.scale, minors=10, numerals=0.12),
    pointer=Pointer("sweep", 0.9, 0.05, tail=0.3, tail_width=0.1, colour=(30, 30, 190)),
)


def _seen(value: float, style: DialStyle, size: int = 150, light: Light | None = None) -> Drawing:
    rng = np.random.default_rng(3)
    return photograph(
        draw_dial(value, style), rng, Pose(yaw=6, roll=3), light or Light(), Lens(blur=0.6, noise=2), (size, size)
    )


def _display(drawing: Drawing, style: DialStyle = WATER, weight: str = "1") -> Dial:
    marks = zip(points(drawing.points["scale"]), style.values, strict=True)
    scale = tuple(ScalePoint(at=place, value=Decimal(str(value))) for place, value in marks)
    return Dial(corners=quad(drawing.points["corners"]), points=scale, wraps=Decimal(10), weight=Decimal(weight))


def _modes(sight: Sight) -> tuple[Mode, ...]:
    (hand,) = sight.elements
    assert isinstance(hand, Hand)
    return hand.modes


@pytest.mark.parametrize("style", [WATER, CLOCK, MIRROR], ids=["teardrop", "anticlockwise", "half disc of foil"])
@pytest.mark.parametrize("value", [0.1, 2.6, 6.4, 9.9])
def test_a_dial_that_goes_round_is_read_within_a_fifth_of_a_division(style: DialStyle, value: float) -> None:
    drawing = _seen(value, style)
    best = _modes(read_display(drawing.image, _display(drawing, style)))[0]
    assert abs((best.value - value + 5) % 10 - 5) < 0.2
    assert best.probability > 0.9


def test_a_gauge_that_closes_at_another_value_is_read_as_gauges_are() -> None:
    drawing = _seen(6.4, WATER)
    display = _display(drawing)
    compass = display.model_copy(
        update={
            "wraps": Decimal(360),
            "points": tuple(point.model_copy(update={"value": point.value * 36}) for point in display.points),
        }
    )
    assert read_display(drawing.image, display).model == "sub_dial 1"
    assert read_display(drawing.image, compass).model == "dial_hands 1"


def test_a_grey_photograph_is_read_too() -> None:
    drawing = _seen(3.7, CLOCK)
    grey = cv2.cvtColor(drawing.image, cv2.COLOR_BGR2GRAY)
    assert _modes(read_sub_dial(np.asarray(grey, np.uint8), _display(drawing, CLOCK)))[0].value == pytest.approx(3.7, abs=0.2)


def test_a_frame_that_is_off_costs_little() -> None:
    drawing = _seen(4.2, WATER)
    display = _display(drawing)
    off = display.model_copy(update={"corners": quad(np.array(display.corners) + [5.0, -4.0])})
    assert _modes(read_sub_dial(drawing.image, off))[0].value == pytest.approx(4.2, abs=0.3)


def test_a_hand_under_a_reflection_is_not_trusted() -> None:
    drawing = _seen(2.5, WATER)
    image = drawing.image.copy()
    x, y = (int(v) for v in drawing.points["corners"].mean(0))
    cv2.circle(image, (x, y), 50, (255, 255, 255), -1)
    assert _modes(read_sub_dial(image, _display(drawing)))[0].probability < 0.5


def test_a_dial_without_a_hand_is_not_read() -> None:
    bare = replace(WATER, pointer=Pointer(length=0.01, width=0.001, tail=0.0, hub=0.05))
    drawing = _seen(2.5, bare)
    sight = read_sub_dial(drawing.image, _display(drawing))
    assert _modes(sight)[0].probability < 0.5
    assert sight.reasons


def test_a_dial_of_a_few_pixels_says_that_it_is_too_small() -> None:
    drawing = _seen(2.5, WATER, size=14)
    sight = read_sub_dial(drawing.image, _display(drawing))
    assert _modes(sight) == ()
    assert [reason.code for reason in sight.reasons] == ["too_small"]


@pytest.mark.parametrize("style", [WATER, CLOCK], ids=["teardrop", "clock"])
def test_the_shape_alone_shows_the_tip(style: DialStyle) -> None:
    drawing = draw_dial(3.1, style)
    angle = shape_angle(drawing.image, quad(drawing.points["corners"]))
    assert angle is not None
    assert abs(apart(angle, style.scale.angle(3.1))) < 6


def test_a_blank_plate_has_no_shape() -> None:
    corners = ((10.0, 10.0), (90.0, 10.0), (90.0, 90.0), (10.0, 90.0))
    assert shape_angle(np.full((100, 100, 3), 200, np.uint8), corners) is None


def test_a_reading_that_the_second_reader_contradicts_is_trusted_less() -> None:
    drawing = _seen(6.4, WATER)
    turn = measure(drawing.image, quad(drawing.points["corners"]))
    assert turn.shape is not None
    assert confidence(replace(turn, shape=(turn.shape + 120) % 360)) < confidence(turn)


@pytest.mark.parametrize("value", ["28.31", "419.48", "3107.63"])
def test_a_sweep_hand_around_a_row_of_drums_makes_one_reading(value: str) -> None:
    """One turn of the hand is one unit of the lowest drum."""
    face, image = _sweep_meter(Decimal(value))
    seen = read(encode(image, 95).tobytes(), face)
    assert seen.value is not None
    assert abs(seen.value - Decimal(value)) <= Decimal("0.02")
    assert seen.state == "published"


@pytest.mark.parametrize("value", ["28.07", "419.98", "420.03"])
def test_drums_under_the_sweep_hand_are_not_trusted(value: str) -> None:
    face, image = _sweep_meter(Decimal(value))
    seen = read(encode(image, 95).tobytes(), face)
    assert seen.state != "published"
    assert any(reason.code == "illegible" and reason.where == "digit" for reason in seen.reasons)


def test_a_hand_beside_a_row_of_drums_covers_nothing() -> None:
    face, image = _sweep_meter(Decimal("28.5"))
    sights = tuple(read_display(image, display) for display in face.displays)
    assert uncovered(sights) == sights


def _sweep_meter(value: Decimal) -> tuple[Face, Image]:
    """Drums of whole units in the upper half of a dial whose hand turns once for each unit, and passes over them."""
    shown = float(value % 1) * 10
    dial = draw_dial(shown, SWEEP)
    bare = draw_dial(shown, replace(SWEEP, pointer=replace(SWEEP.pointer, length=0.01, width=0.0, tail=0.0, hub=0.01)))
    whole = int(value)
    drums = draw_drums(wheel_phases(whole + max(0.0, shown - 9), 4), DrumStyle(window=26))
    height, width = drums.image.shape[:2]
    x, y = 210 - width // 2, 118
    image = bare.image.copy()
    image[y : y + height, x : x + width] = drums.image
    hand = (dial.image != bare.image).any(2)
    image[hand] = dial.image[hand]
    row = Drums(corners=quad(drums.points["corners"] + [x, y]), digits=4)
    sweep = _display(dial, SWEEP, "0.1")
    return Face(size=(420, 420), displays=(row, sweep)), image
