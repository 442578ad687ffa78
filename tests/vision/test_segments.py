"""Seven-segment displays are read, found, and refused where they cannot be read."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from harimi.simulate.camera import Lens, Light, Pose, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.segment_shapes import DIGITS, SHORT
from harimi.simulate.segments import SegmentStyle, draw_segments
from harimi.vision.decode.judge import judge
from harimi.vision.displays.segments import SHAPES, grey, read_segments
from harimi.vision.face import Face, Segments
from harimi.vision.find.proposal import Declared
from harimi.vision.find.segment_refine import refined
from harimi.vision.find.segment_rows import join
from harimi.vision.find.segment_spots import Spots
from harimi.vision.find.segment_trust import Told, signs, trusted
from harimi.vision.find.segments import find_segments
from harimi.vision.geometry import Image, quad
from harimi.vision.observation import GLYPHS, Cell, Sight

CRYSTAL = SegmentStyle()
LAMPS = SegmentStyle(glow=True, paper=(12, 12, 18), ink=(40, 40, 250), bloom=0.08, slant=0.12)
STRAIGHT = Pose()
WEAK = SegmentStyle(paper=(52, 56, 54), ink=(36, 39, 38))


def shot(text: str, style: SegmentStyle, pose: Pose = STRAIGHT) -> Drawing:
    """The display on a grey wall, digits about 60 pixels high, a little blurred and noisy."""
    panel = draw_segments(text, style).resized(60 / style.height)
    wall = Drawing(np.full((480, 760, 3), 120, np.uint8), {})
    at = ((760 - panel.image.shape[1]) // 2, (480 - panel.image.shape[0]) // 2)
    return photograph(wall.pasted(panel, at), np.random.default_rng(1), pose, Light(), Lens(blur=0.8, noise=2))


def display(drawing: Drawing, digits: int) -> Segments:
    return Segments(corners=quad(drawing.points["corners"]), digits=digits)


def cells(sight: Sight | None) -> list[Cell]:
    assert sight is not None
    return [element for element in sight.elements if isinstance(element, Cell)]


def shown(sight: Sight | None) -> str:
    return "".join(GLYPHS[int(np.argmax(cell.glyphs))] + ("." if cell.point > 0.5 else "") for cell in cells(sight))


def confidence(sight: Sight | None) -> float:
    return float(np.prod([max(cell.glyphs) * cell.legible for cell in cells(sight)]))


@pytest.mark.parametrize("style", [CRYSTAL, LAMPS, WEAK], ids=["crystal", "lamps", "weak"])
@pytest.mark.parametrize("text", ["0092.469", " 43.00", "-12.5", "13578"])
def test_a_known_display_is_read(text: str, style: SegmentStyle) -> None:
    sight = read_segments(shot(text, style).image, display(shot(text, style), len(text.replace(".", ""))))
    assert shown(sight) == text
    assert confidence(sight) > 0.6


def test_a_row_seen_askew_is_read() -> None:
    drawing = shot("0283.6", CRYSTAL, Pose(roll=9, pitch=20, yaw=-22))
    assert shown(read_segments(drawing.image, display(drawing, 5))) == "0283.6"


def test_a_grey_photograph_is_read_too() -> None:
    drawing = shot("706", CRYSTAL)
    assert shown(read_segments(np.ascontiguousarray(drawing.image[..., 1]), display(drawing, 3))) == "706"


def test_each_cell_has_its_place_and_its_probabilities_sum_to_one() -> None:
    drawing = shot("0451", CRYSTAL)
    sight = read_segments(drawing.image, display(drawing, 4))
    for n, cell in enumerate(cells(sight)):
        assert sum(cell.glyphs) == pytest.approx(1, abs=1e-4)
        assert np.asarray(cell.outline) == pytest.approx(drawing.points[f"cell{n}"], abs=2)


def test_glare_over_a_digit_leaves_it_doubtful_and_says_so() -> None:
    drawing = shot("88888", CRYSTAL)
    image, box = drawing.image.copy(), drawing.points["cell2"]
    image[int(box[0, 1]) - 8 : int(box[2, 1]) + 8, int(box[0, 0]) - 4 : int(box[2, 0]) + 4] = 255
    sight = read_segments(image, display(drawing, 5))
    assert max(cells(sight)[2].glyphs) * cells(sight)[2].legible < 0.9
    assert [(reason.code, reason.n) for reason in sight.reasons] == [("glare", 3)]


@pytest.mark.parametrize("style", [CRYSTAL, LAMPS, WEAK], ids=["crystal", "lamps", "weak"])
def test_a_bar_of_light_on_a_blank_cell_is_no_1(style: SegmentStyle) -> None:
    drawing = shot("  43.00", style)
    image, box = drawing.image.copy(), drawing.points["cell1"]
    x, top, bottom = int(box[1, 0]) - 18, int(box[0, 1]) - 6, int(box[2, 1]) + 6
    light = 60 if not style.glow else -10
    image[top:bottom, x : x + 7] = np.clip(image[top:bottom, x : x + 7].astype(int) + light, 0, 255)
    assert shown(read_segments(image, display(drawing, 6))) == "  43.00"


@pytest.mark.parametrize("style", [CRYSTAL, LAMPS], ids=["crystal", "lamps"])
def test_a_leading_digit_that_one_exposure_missed_is_no_blank_where_zeros_stand_before_short_numbers(
    style: SegmentStyle,
) -> None:
    missed, whole = (shot(text, style) for text in (" 3641.7", "03641.7"))
    readings = []
    for drawing in (missed, whole):
        row = display(drawing, 6).model_copy(update={"padded": True, "decimals": 1})
        readings.append(judge(Face(size=(760, 480), displays=(row,)), (read_segments(drawing.image, row),)))
    assert [(reading.state, reading.value) for reading in readings] == [
        ("unreadable", None),
        ("published", Decimal("3641.7")),
    ]


def test_which_way_a_row_is_lit_makes_no_difference() -> None:
    drawing = shot("0283.6", CRYSTAL)
    dark, light = (cells(read_segments(image, display(drawing, 5))) for image in (drawing.image, 255 - drawing.image))
    for one, other in zip(dark, light, strict=True):
        assert one.glyphs == pytest.approx(other.glyphs, abs=0.02)


def test_letters_are_no_digits() -> None:
    drawing = shot("AHnP", CRYSTAL)
    sight = read_segments(drawing.image, display(drawing, 4))
    assert max(max(cell.glyphs) * cell.legible for cell in cells(sight)) < 0.5
    assert {reason.code for reason in sight.reasons} == {"illegible"}


def test_a_display_too_small_to_read_is_named_so() -> None:
    drawing = shot("12345", CRYSTAL).resized(0.15)
    assert "too_small" in {reason.code for reason in read_segments(drawing.image, display(drawing, 5)).reasons}


@pytest.mark.parametrize("style", [CRYSTAL, LAMPS], ids=["crystal", "lamps"])
def test_a_display_is_found_and_read_without_its_place(style: SegmentStyle) -> None:
    drawing = shot("0283.64", style, Pose(roll=5, yaw=12))
    best = find_segments(drawing.image, Declared("segments"))[0]
    assert shown(best.sight) == "0283.64"
    assert np.asarray(best.display.corners) == pytest.approx(drawing.points["corners"], abs=14)


def test_declared_digits_put_the_blanks_on_the_left() -> None:
    best = find_segments(shot("   57.31", CRYSTAL).image, Declared("segments", digits=7, decimals=2))[0]
    assert isinstance(best.display, Segments)
    assert (best.display.digits, best.display.decimals) == (7, 2)
    assert shown(best.sight) == "   57.31"


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_photograph_that_lies_on_its_side_or_head_is_read(turns: int) -> None:
    image: Image = np.ascontiguousarray(np.rot90(shot("1374.9", CRYSTAL).image, turns))
    assert shown(find_segments(image, Declared("segments"))[0].sight) == "1374.9"


def test_the_larger_row_is_the_one_that_is_meant() -> None:
    style = replace(CRYSTAL, small="12", margin=(0.4, 1.0, 0.4, 0.4))
    assert shown(find_segments(shot("40628", style).image, Declared("segments"))[0].sight) == "40628"


def spots(centres: list[float], scores: list[float], wide: float) -> Spots:
    """Spots on one line, 100 pixels high."""
    n = len(centres)
    centre = np.stack([np.array(centres), np.full(n, 200.0)], 1)
    up, right = np.tile([0.0, -50.0], (n, 1)), np.tile([wide / 2, 0.0], (n, 1))
    return Spots(centre, up, right, np.array(scores), np.full((n, 13), 1 / 13), np.zeros(n))


def test_what_seems_to_stand_between_two_digits_does_not_halve_their_distance() -> None:
    rows = join(spots([100, 180, 260, 340, 140, 220, 300], [0.9, 0.9, 0.8, 0.8, 0.5, 0.5, 0.4], 78))
    assert rows[0].places == (0, 1, 2, 3)
    assert rows[0].spots.centre[:, 0].tolist() == [100, 180, 260, 340]


def test_a_row_is_laid_through_the_digits_of_its_display_only() -> None:
    row = join(spots([88, 180, 260, 340, 420], [0.9, 0.9, 0.8, 0.8, 0.8], 78))[0]
    assert row.within(1, 4).corners(1, 4)[0] == pytest.approx((140, 150), abs=1)


def test_an_outline_a_little_off_is_moved_to_where_the_row_is_read_best() -> None:
    drawing = shot("28350", WEAK)
    right = drawing.points["corners"] + (18, 0)
    before = read_segments(drawing.image, Segments(corners=quad(right), digits=5))
    moved = refined(grey(drawing.image), quad(right), 5)
    after = read_segments(drawing.image, Segments(corners=moved, digits=5))
    assert shown(after) == "28350"
    assert confidence(after) > confidence(before)


def test_a_row_read_surely_is_left_where_it_is() -> None:
    drawing = shot("28350", CRYSTAL)
    corners = quad(drawing.points["corners"])
    assert refined(grey(drawing.image), corners, 5) == corners


def test_a_moved_row_is_trusted_less_and_least_where_digits_stand_beside_it_or_none_agrees() -> None:
    sight = read_segments(shot("28350", CRYSTAL).image, display(shot("28350", CRYSTAL), 5))
    sure, said = confidence(sight), Told(counted=True, point=None)
    free, crowded, changed = (signs(sure, *more, said) for more in ((sure, []), (sure, cells(sight)[:1]), (0.01, [])))
    assert sure >= confidence(trusted(sight, free)) > confidence(trusted(sight, crowded))
    assert confidence(trusted(sight, free)) > confidence(trusted(sight, changed))


def test_a_point_where_the_declared_decimals_begin_makes_a_moved_row_surer() -> None:
    sight = read_segments(shot("28350", CRYSTAL).image, display(shot("28350", CRYSTAL), 5))
    there, missing = (signs(0.95, 0.9, [], Told(counted=True, point=point)) for point in (0.99, 0.01))
    assert confidence(trusted(sight, there)) > confidence(trusted(sight, missing))


def test_one_lit_cell_is_no_number_with_two_decimals() -> None:
    wide = find_segments(shot("    8", CRYSTAL).image, Declared("segments", digits=5, decimals=2))
    assert all(proposal.score < 0.3 for proposal in wide)


def test_nothing_is_found_on_an_empty_wall() -> None:
    noise = np.random.default_rng(2).normal(120, 6, (480, 640, 3)).astype(np.uint8)
    assert all(proposal.score < 0.3 for proposal in find_segments(noise, Declared("segments")))


def test_reader_and_drawing_agree_on_the_shapes_of_the_digits() -> None:
    assert {(glyph, "".join(sorted(shape))) for glyph, shape in SHAPES} == set(DIGITS.items()) | {
        (glyph, "".join(sorted(shape))) for glyph, shape in SHORT.items()
    }
