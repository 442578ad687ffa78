from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from harimi.simulate.camera import Lens, Light, Pose, photograph
from harimi.simulate.dial import DialStyle, Plate, Scale, draw_dial
from harimi.simulate.dial_pointer import Pointer
from harimi.simulate.drawing import Drawing
from harimi.vision.displays.dial import read_dial
from harimi.vision.displays.dial_scale import curve
from harimi.vision.face import Dial, ScalePoint
from harimi.vision.find.dial import find_dial
from harimi.vision.find.dial_fit import fit_plane
from harimi.vision.find.proposal import Declared
from harimi.vision.geometry import points, quad
from harimi.vision.observation import Hand, Mode, Sight

GAUGE = DialStyle(
    ground=(150, 160, 150),
    plate=Plate(half=(1.2, 1.2), rims=((0.08, (60, 60, 60)), (0.04, (180, 180, 180)))),
    scale=Scale(high=10, majors=10, minors=5),
    pointer=Pointer(family="counterweight", length=0.88, width=0.05, tail=0.3, tail_width=0.14),
)
WATER = DialStyle(
    scale=Scale(start=0, sweep=360, majors=10, minors=1, numerals=0.25, numeral_radius=0.72, widths=(0.04, 0.03, 0.03)),
    plate=Plate(half=(1.3, 1.3), rims=()),
    pointer=Pointer(family="teardrop", colour=(30, 30, 200), second=(60, 60, 230), width=0.5, hub_colour=None),
    values=(0.0, 2.5, 5.0, 7.5),
)


def _seen(value: float, style: DialStyle = GAUGE, pose: Pose | None = None, size: tuple[int, int] = (400, 400)) -> Drawing:
    rng = np.random.default_rng(3)
    return photograph(draw_dial(value, style), rng, pose or Pose(), Light(), Lens(blur=0.6, noise=2), size)


def _display(drawing: Drawing, style: DialStyle = GAUGE, wraps: Decimal | None = None) -> Dial:
    marks = [
        ScalePoint(at=place, value=Decimal(str(value)))
        for place, value in zip(points(drawing.points["scale"]), style.values, strict=True)
    ]
    return Dial(corners=quad(drawing.points["corners"]), points=tuple(marks), wraps=wraps)


def _modes(sight: Sight | None) -> tuple[Mode, ...]:
    assert sight is not None
    (hand,) = sight.elements
    assert isinstance(hand, Hand)
    return hand.modes


def _best(sight: Sight | None) -> Mode:
    return _modes(sight)[0]


@pytest.mark.parametrize("value", [0.0, 1.7, 5.0, 9.6])
def test_a_gauge_with_a_known_face_is_read_within_one_per_cent(value: float) -> None:
    drawing = _seen(value, pose=Pose(yaw=20, roll=3))
    best = _best(read_dial(drawing.image, _display(drawing)))
    assert best.value == pytest.approx(value, abs=0.1)
    assert best.probability > 0.9


@pytest.mark.parametrize("value", [0.1, 3.3, 7.4, 9.8])
def test_a_water_meters_sub_dial_wraps(value: float) -> None:
    drawing = _seen(value, WATER, size=(120, 120))
    best = _best(read_dial(drawing.image, _display(drawing, WATER, wraps=Decimal(10))))
    assert 0 <= best.value < 10
    assert (best.value - value + 5) % 10 - 5 == pytest.approx(0, abs=0.15)


def test_the_points_give_the_direction_of_turning() -> None:
    style = replace(WATER, scale=replace(WATER.scale, sweep=-360.0))
    drawing = _seen(3.0, style, size=(160, 160))
    assert _best(read_dial(drawing.image, _display(drawing, style, wraps=Decimal(10)))).value == pytest.approx(3.0, abs=0.15)


def test_a_pointer_on_its_stop_pin_means_the_lowest_value() -> None:
    drawing = _seen(-0.2)
    sight = read_dial(drawing.image, _display(drawing))
    assert _best(sight).value == 0.0
    assert "off_scale" not in {reason.code for reason in sight.reasons}


def test_a_pointer_far_outside_the_scale_is_not_believed() -> None:
    drawing = _seen(-0.9)
    sight = read_dial(drawing.image, _display(drawing))
    assert "off_scale" in {reason.code for reason in sight.reasons}
    assert _best(sight).probability < 0.5


def test_without_a_pointer_the_reader_abstains() -> None:
    bare = replace(GAUGE, pointer=replace(GAUGE.pointer, length=0.01, width=0.001, tail=0.0))
    drawing = _seen(5.0, bare)
    sight = read_dial(drawing.image, _display(drawing))
    assert _best(sight).probability < 0.9


def test_glare_over_the_pointer_makes_the_reader_abstain() -> None:
    drawing = _seen(7.0)
    middle = (drawing.points["pivot"][0] * 0.4 + drawing.points["tip"][0] * 0.6).round().astype(int)
    image = drawing.image.copy()
    rows, columns = np.indices(image.shape[:2])
    image[np.hypot(rows - middle[1], columns - middle[0]) < 75] = 255
    sight = read_dial(image, _display(drawing))
    assert _best(sight).probability < 0.9
    assert "glare" in {reason.code for reason in sight.reasons}


def test_a_tiny_dial_is_called_too_small() -> None:
    drawing = _seen(5.0, size=(20, 20))
    sight = read_dial(drawing.image, _display(drawing))
    assert sight.reasons[0].code == "too_small"
    assert _modes(sight) == ()


def test_a_grey_photograph_is_read_like_a_coloured_one() -> None:
    drawing = _seen(4.2)
    grey = np.ascontiguousarray(drawing.image[..., 1])
    assert _best(read_dial(grey, _display(drawing))).value == pytest.approx(4.2, abs=0.1)


def test_a_gauge_is_found_and_read_with_nothing_but_its_range() -> None:
    drawing = _seen(6.3, size=(480, 360))
    best = find_dial(drawing.image, Declared(kind="dial", range=(Decimal(0), Decimal(10))))[0]
    assert isinstance(best.display, Dial)
    assert best.display.points[0].value == 0
    assert _best(best.sight).value == pytest.approx(6.3, abs=0.2)


def test_without_a_range_its_numerals_tell_it() -> None:
    (best, *_) = find_dial(_seen(6.3).image, Declared(kind="dial"))
    assert isinstance(best.display, Dial)
    assert [best.display.points[0].value, best.display.points[-1].value] == [Decimal(0), Decimal(10)]


def test_a_blank_wall_is_not_read_with_confidence() -> None:
    wall = np.full((300, 400, 3), 140, np.uint8)
    found = find_dial(wall, Declared(kind="dial", range=(Decimal(0), Decimal(10))))
    assert all(mode.probability < 0.5 for each in found for mode in _modes(each.sight))


def test_values_between_points_are_linear_in_the_angle_and_the_curve_may_bend() -> None:
    corners = ((0.0, 0.0), (200.0, 0.0), (200.0, 200.0), (0.0, 200.0))
    bent = Dial(
        corners=corners,
        points=(
            ScalePoint(at=(0.0, 100.0), value=Decimal(0)),
            ScalePoint(at=(100.0, 0.0), value=Decimal(20)),
            ScalePoint(at=(200.0, 100.0), value=Decimal(100)),
        ),
    )
    scale = curve(bent)
    assert scale.at(315)[0] == pytest.approx(10)
    assert scale.at(45)[0] == pytest.approx(60)
    assert scale.at(180)[1] == pytest.approx(90)


def test_an_oblique_circle_is_recovered_from_its_points() -> None:
    drawing = _seen(5.0, pose=Pose(yaw=45, pitch=10))
    places = np.concatenate([drawing.points["pivot"], drawing.points["scale"]])
    plane = fit_plane(places, np.ones(6))
    assert plane.sweep == pytest.approx(270, abs=6)
    assert plane.share(points(drawing.points["tip"])[0]) == pytest.approx(0.5, abs=0.01)
