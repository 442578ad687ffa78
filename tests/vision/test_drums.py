"""Rows of drums are found and read, and what cannot be read says so."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from harimi.simulate.drawing import Drawing
from harimi.simulate.drums import DrumStyle, draw_drums, wheel_phases
from harimi.simulate.fonts import lettering
from harimi.vision import models
from harimi.vision.displays.drums import averaged, read_drums, split
from harimi.vision.face import Drums
from harimi.vision.find.drum_places import Places, levels
from harimi.vision.find.drum_rows import rows
from harimi.vision.find.drums import find_drums, presence
from harimi.vision.find.proposal import Declared
from harimi.vision.geometry import Image, quad
from harimi.vision.observation import Sight, Wheel

STYLE = DrumStyle(window=60)


def row(value: float, digits: int = 6, style: DrumStyle = STYLE) -> tuple[Image, Drums]:
    drawing = draw_drums(wheel_phases(value, digits), style)
    return drawing.image, Drums(corners=quad(drawing.points["corners"]), digits=digits)


def turns(sight: Sight) -> list[float]:
    return [int(np.argmax(wheel.phases)) / 10 for wheel in wheels(sight)]


def wheels(sight: Sight) -> list[Wheel]:
    return [element for element in sight.elements if isinstance(element, Wheel)]


def shown(sight: Sight) -> str:
    return "".join(str(round(turn) % 10) for turn in turns(sight))


def plate(value: float, digits: int = 6, style: DrumStyle = STYLE) -> Drawing:
    """A pale plate with a row of drums, its unit and a serial number."""
    base = np.full((480, 640, 3), (214, 220, 222), np.uint8)
    cv2.rectangle(base, (8, 8), (632, 472), (60, 60, 60), 6)
    drawing = Drawing(base, {}).pasted(draw_drums(wheel_phases(value, digits), style), (110, 130))
    for text, height, at in (("kWh", 30, (250, 250)), ("Nr. 7046218", 22, (200, 330)), ("220 V 10-30 A", 18, (220, 390))):
        mask = lettering(text, height)[..., None] / 255
        part = drawing.image[at[1] : at[1] + mask.shape[0], at[0] : at[0] + mask.shape[1]]
        part[:] = (part * (1 - mask) + 40 * mask).astype(np.uint8)
    return drawing


@pytest.mark.parametrize("value", [123456, 907813, 5555, 240680])
def test_resting_wheels_are_read(value: int) -> None:
    sight = read_drums(*row(value))
    assert shown(sight) == f"{value:06d}"
    assert all(wheel.legible > 0.7 for wheel in wheels(sight))
    assert sight.reasons == ()


def test_each_wheel_has_a_distribution_over_its_whole_turn() -> None:
    for wheel in wheels(read_drums(*row(123456))):
        assert len(wheel.phases) == 100
        assert sum(wheel.phases) == pytest.approx(1)


def test_a_rolling_wheel_is_seen_between_two_digits() -> None:
    sight = read_drums(*row(12345.5))
    assert turns(sight)[-1] == pytest.approx(5.5, abs=0.25)


def test_wheels_that_roll_together_are_seen_rolling() -> None:
    sight = read_drums(*row(12399.6))
    assert turns(sight)[-3:] == pytest.approx([3.6, 9.6, 9.6], abs=0.3)


def test_a_dark_grey_photograph_is_read() -> None:
    image, display = row(820417)
    dark = (cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) * 0.25).astype(np.uint8)
    assert shown(read_drums(dark, display)) == "820417"


def test_a_frame_marked_a_little_too_low_is_moved() -> None:
    image, display = row(314072)
    low = display.model_copy(update={"corners": quad(np.array(display.corners) + [0, 10])})
    sight = read_drums(image, low)
    assert shown(sight) == "314072"
    assert sight.outline[0][1] < low.corners[0][1]


def test_a_wheel_under_glare_is_not_legible_and_says_why() -> None:
    image, display = row(123456)
    x, y = np.mean(split(display.corners, 6)[2], axis=0).astype(int)
    cv2.ellipse(image, (int(x), int(y)), (20, 30), 0, 0, 360, (255, 255, 255), -1)
    sight = read_drums(image, display)
    assert wheels(sight)[2].legible < 0.5
    assert [(reason.code, reason.n) for reason in sight.reasons] == [("glare", 3)]


def test_blank_paper_is_not_legible() -> None:
    sight = read_drums(
        np.full((100, 300, 3), 200, np.uint8), Drums(corners=((10, 10), (290, 10), (290, 90), (10, 90)), digits=5)
    )
    assert [reason.code for reason in sight.reasons] == ["illegible"] * 5


def test_tiny_wheels_say_how_small_they_are() -> None:
    image, display = row(123456)
    small = cv2.resize(image, None, fx=0.15, fy=0.15, interpolation=cv2.INTER_AREA)
    sight = read_drums(small, display.model_copy(update={"corners": quad((np.array(display.corners) + 0.5) * 0.15 - 0.5)}))
    assert "digit 1 is only 9 px high" in [reason.text() for reason in sight.reasons]


@pytest.mark.parametrize("digits", [6, None])
def test_a_row_is_found_on_a_plate_and_read(digits: int | None) -> None:
    drawing = plate(407192)
    best = find_drums(drawing.image, Declared(kind="drums", digits=digits))[0]
    assert best.sight is not None
    assert shown(best.sight) == "407192"
    assert best.score > 0.6
    assert np.abs(np.array(best.display.corners) - drawing.points["corners"]).max() < 12


def test_a_row_is_found_in_a_picture_that_lies_on_its_side() -> None:
    image = np.ascontiguousarray(np.rot90(plate(407192).image))
    best = find_drums(image, Declared(kind="drums", digits=6))[0]
    assert best.sight is not None
    assert shown(best.sight) == "407192"


def test_a_tight_crop_is_found() -> None:
    image, _ = row(583104, style=replace(STYLE, rim=0.05))
    best = find_drums(image, Declared(kind="drums", digits=6))[0]
    assert best.sight is not None
    assert shown(best.sight) == "583104"


def test_red_wheels_are_taken_for_decimals() -> None:
    best = find_drums(plate(407192, style=replace(STYLE, decimals=2)).image, Declared(kind="drums"))[0]
    assert isinstance(best.display, Drums)
    assert (best.display.digits, best.display.decimals) == (6, 2)


def test_an_empty_plate_has_no_convincing_row() -> None:
    image = np.full((480, 640, 3), 210, np.uint8)
    assert all(proposal.score < 0.5 for proposal in find_drums(image, Declared(kind="drums", digits=6)))


def test_levels_reach_from_small_wheels_to_wheels_that_fill_the_picture() -> None:
    assert levels(1200, 1200) == pytest.approx((1.0, 0.6, 0.36, 0.216, 0.1296))
    assert levels(300, 1200)[0] == 2.0


def spots(xs: list[float], heights: list[float]) -> Places:
    """Wheels on one line, 20 pixels from one to the next, as the finder would mark them."""
    n = len(xs)
    centre = np.stack([np.array(xs), np.full(n, 50.0)], axis=1)
    down = np.stack([np.zeros(n), np.array(heights)], axis=1)
    return Places(centre, np.tile([20.0, 0.0], (n, 1)), down, np.full(n, 0.9))


def test_wheels_at_equal_steps_are_one_row_and_a_missed_one_is_filled_in() -> None:
    (row,) = rows(spots([100, 120, 160, 180], [30] * 4))
    assert row.count == 5
    np.testing.assert_allclose(row.chance, [0.9, 0.9, 0, 0.9, 0.9])
    np.testing.assert_allclose(row.corners(), [(90, 35), (190, 35), (190, 65), (90, 65)], atol=0.5)


def test_something_beside_a_row_at_another_step_is_no_wheel() -> None:
    (row,) = rows(spots([100, 120, 140, 160, 187], [30] * 5))
    assert row.count == 4


def test_a_row_on_its_head_is_read_from_its_other_end() -> None:
    (row,) = rows(spots([100, 120, 140], [30] * 3))
    np.testing.assert_allclose(row.turned().corners(), [row.corners()[k] for k in (2, 3, 0, 1)], atol=1e-6)


def test_print_that_the_finder_doubts_is_less_legible_than_wheels() -> None:
    (row,) = rows(spots([100, 120, 140], [30] * 3))
    assert presence(row) == 1
    assert presence(replace(row, chance=np.full(3, 0.35))) < 0.2


def test_a_clear_row_is_looked_at_twice_and_only_a_doubtful_wheel_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def counted(name: str, batch: models.FloatArray) -> list[models.FloatArray]:
        looked.append(len(batch))
        return run(name, batch)

    run = models.run
    monkeypatch.setattr(models, "run", counted)
    image, display = row(314072)
    read_drums(image, display)
    assert looked == [12]
    looked.clear()
    x, y = np.mean(split(display.corners, 6)[2], axis=0).astype(int)
    cv2.ellipse(image, (int(x), int(y)), (20, 30), 0, 0, 360, (255, 255, 255), -1)
    read_drums(image, display)
    assert looked == [12, 12, 3]


def test_wheels_that_turn_the_other_way_are_read_while_they_roll() -> None:
    drawing = draw_drums(wheel_phases(12345.3, 6), replace(STYLE, downward=True))
    sight = read_drums(drawing.image, Drums(corners=quad(drawing.points["corners"]), digits=6))
    assert turns(sight) == pytest.approx([0, 1, 2, 3, 4, 5.3], abs=0.2)


def test_small_figures_in_high_windows_are_read() -> None:
    assert shown(read_drums(*row(472951, style=replace(STYLE, figure=0.45, pitch=0.75)))) == "472951"


def test_a_look_that_shows_nothing_has_no_say() -> None:
    turns = np.full((2, 1, 100), -99, np.float32)
    turns[0, 0, 50], turns[1, 0, 16] = 0, 0
    reading = averaged(turns, np.log([0.98 / 0.02, 0.02 / 0.98], dtype=np.float32).reshape(2, 1, 1), turns, turns[..., :1] * 0)
    assert reading.phases[0, 50] == pytest.approx(0.98)
    assert reading.legible[0] == pytest.approx(0.5)


def test_a_framed_number_beside_a_faint_counter_is_not_taken_for_it() -> None:
    faint = replace(STYLE, gap=0.8, whole=replace(STYLE.whole, ink=(120, 122, 124)))
    drawing = plate(72546, 5, faint)
    mask = lettering("10 - 30", 30)[..., None] / 255
    part = drawing.image[420 : 420 + mask.shape[0], 60 : 60 + mask.shape[1]]
    part[:] = (part * (1 - mask) + 30 * mask).astype(np.uint8)
    cv2.rectangle(drawing.image, (48, 408), (72 + mask.shape[1], 462), (60, 60, 60), 2)
    photograph = cv2.GaussianBlur(cv2.resize(drawing.image, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA), (0, 0), 0.9)
    best = find_drums(photograph, Declared(kind="drums", digits=5))[0]
    assert best.sight is not None
    assert shown(best.sight) == "72546"


def test_a_sliver_of_a_window_is_no_fault() -> None:
    """A finder may propose rows that hardly lie in the picture."""
    wall = np.full((60, 80, 3), 128, np.uint8)
    sliver = Drums(corners=((-900.0, 58.0), (-100.0, 58.0), (-100.0, 400.0), (-900.0, 400.0)), digits=3)
    assert all(reason.code in ("illegible", "too_small", "glare") for reason in read_drums(wall, sliver).reasons)
