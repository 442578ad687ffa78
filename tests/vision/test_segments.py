"""Seven-segment displays are read, found, and refused where they cannot be read."""

from dataclasses import replace

import numpy as np
import pytest

from harimi.simulate.camera import Lens, Light, Pose, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.segment_shapes import DIGITS, SHORT
from harimi.simulate.segments import SegmentStyle, draw_segments
from harimi.vision.displays.segments import SHAPES, read_segments
from harimi.vision.face import Segments
from harimi.vision.find.proposal import Declared
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


def test_nothing_is_found_on_an_empty_wall() -> None:
    noise = np.random.default_rng(2).normal(120, 6, (480, 640, 3)).astype(np.uint8)
    assert all(proposal.score < 0.3 for proposal in find_segments(noise, Declared("segments")))


def test_reader_and_drawing_agree_on_the_shapes_of_the_digits() -> None:
    assert {(glyph, "".join(sorted(shape))) for glyph, shape in SHAPES} == set(DIGITS.items()) | {
        (glyph, "".join(sorted(shape))) for glyph, shape in SHORT.items()
    }
