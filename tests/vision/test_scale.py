"""Straight scales: what stands along them is read where it is drawn, and what cannot be seen is not."""

import json
from decimal import Decimal

import numpy as np
import pytest

from harimi.simulate.camera import encode
from harimi.simulate.scale import ScaleStyle, draw_scale
from harimi.vision.decode.pointer import span
from harimi.vision.displays.scale import read_scale, value_at
from harimi.vision.face import Face, FaceError, Scale, ScalePoint
from harimi.vision.geometry import points, quad
from harimi.vision.observation import Hand, Observation
from harimi.vision.photo import open_photo
from harimi.vision.read import complete_face, read
from tests.tanks import AT, GLASS, LEG, LEGS, WALL, u_tube
from training.scale_scenes import any_photograph

FALLING = ScaleStyle("surface", (40, 40, 40), (230, 230, 230), (20, 20, 20), (60, 220, 90), 24, high=250.0, falls=True)
FLOAT = ScaleStyle("float", (235, 235, 235), (0, 0, 0), (220, 225, 220), (40, 40, 200), 36, tall=30, shade=0.2)
PALE = ScaleStyle("surface", (220, 225, 225), (0, 0, 0), (200, 200, 200), (182, 180, 178), 44, edge=0.1, rim=0.35)


def _drawn(value: float, style: ScaleStyle) -> tuple[np.ndarray, Scale]:
    drawn = draw_scale(value, style, np.random.default_rng(7))
    ends = points(drawn.points["scale"][[0, -1]])
    marks = tuple(ScalePoint(at=at, value=Decimal(str(told))) for at, told in zip(ends, (0, style.high), strict=True))
    return drawn.image, Scale(corners=quad(drawn.points["corners"]), points=marks, shows=style.shows)


@pytest.mark.parametrize("style", [GLASS, FALLING, FLOAT], ids=["glass", "falling", "float"])
@pytest.mark.parametrize("share", [0.04, 0.31, 0.5, 0.77, 0.96])
def test_it_is_read_where_it_stands(style: ScaleStyle, share: float) -> None:
    seen = _read(share, style)
    assert seen.state == "published"
    assert float(seen.value or -1) == pytest.approx(share * style.high, abs=0.005 * style.high)


@pytest.mark.parametrize("share", [0.04, 0.31, 0.5, 0.77, 0.96])
def test_clear_water_is_seen_by_the_line_of_its_surface(share: float) -> None:
    """Its line lies a little beside where the colours part; near an end too little of them is left to be sure."""
    seen = _read(share, PALE)
    assert float(seen.value or -1) == pytest.approx(share * PALE.high, abs=0.01 * PALE.high)


def _read(share: float, style: ScaleStyle) -> Observation:
    image, display = _drawn(share * style.high, style)
    taken = encode(image, 92).tobytes()
    return read(taken, complete_face(taken, _face(image, display)))


def test_a_scale_may_lie_in_any_direction() -> None:
    image, display = _drawn(30, GLASS)
    height = image.shape[0]
    turned = np.ascontiguousarray(np.rot90(image, -1))
    lying = display.model_copy(
        update={
            "corners": quad([(height - 1 - y, x) for x, y in display.corners]),
            "points": tuple(one.model_copy(update={"at": (height - 1 - one.at[1], one.at[0])}) for one in display.points),
        }
    )
    hand = read_scale(turned, lying).elements[0]
    assert isinstance(hand, Hand)
    assert hand.modes[0].value == pytest.approx(30, abs=0.5)


def test_a_mark_in_the_middle_bends_the_scale() -> None:
    _, display = _drawn(0, GLASS)
    middle = ScalePoint(at=(display.points[0].at[0], 450.0), value=Decimal(50))
    bent = display.model_copy(update={"points": (display.points[0], middle, display.points[1])})
    places = dict(zip((0, 50, 100), bent.places(), strict=True))
    assert value_at(bent, places[50]) == pytest.approx(50)
    assert value_at(bent, (places[0] + places[50]) / 2) == pytest.approx(25)
    assert value_at(bent, (places[50] + places[100]) / 2) == pytest.approx(75)


@pytest.mark.parametrize(("left", "right"), [(70.0, 30.0), (22.5, 81.0), (50.0, 50.0)])
def test_a_u_tube_shows_by_how_much_one_level_is_above_the_other(left: float, right: float) -> None:
    seen = read(u_tube(left, right), _u_face(u_tube(50, 50)))
    assert seen.state == "published"
    assert float(seen.value or 0) == pytest.approx(left - right, abs=1.0)
    assert [sight.display for sight in seen.evidence.sights] == ["left", "right"]


def test_half_a_u_tube_says_nothing() -> None:
    """One leg is covered: what the other one shows is not the value."""
    taken = open_photo(u_tube(70, 30)).image
    taken[:, AT[0] + LEGS + LEG.start : AT[0] + LEGS + LEG.stop] = 150
    seen = read(encode(taken, 92).tobytes(), _u_face(u_tube(50, 50)))
    assert seen.state != "published"


def _u_face(reference: bytes) -> Face:
    drawn = draw_scale(0, GLASS, np.random.default_rng(11))
    legs = (("left", Decimal(1), 0), ("right", Decimal(-1), LEGS))
    displays = [
        Scale(
            id=name,
            weight=weight,
            corners=quad(drawn.points["corners"] + np.array([AT[0] + x, AT[1]])),
            points=tuple(
                ScalePoint(at=(at[0] + AT[0] + x, at[1] + AT[1]), value=Decimal(told))
                for at, told in zip(points(drawn.points["scale"][[0, -1]]), (0, 100), strict=True)
            ),
        )
        for name, weight, x in legs
    ]
    return complete_face(reference, Face(size=(WALL[1], WALL[0]), unit="mm", displays=tuple(displays)))


def test_a_scale_that_counts_nothing_is_refused() -> None:
    _, display = _drawn(0, GLASS)
    with pytest.raises(ValueError, match="counts nothing"):
        Scale.model_validate(display.model_dump() | {"weight": "0"})


def test_an_empty_or_hidden_glass_shows_nothing() -> None:
    image, display = _drawn(50, GLASS)
    rng = np.random.default_rng(1)
    hidden = np.clip(rng.normal(150, 4, image.shape), 0, 255).astype(np.uint8)
    seen = read(encode(hidden, 92).tobytes(), _face(image, display))
    assert seen.state != "published"


def test_a_strip_of_a_few_pixels_is_not_read() -> None:
    image, display = _drawn(50, GLASS)
    short = display.model_copy(update={"corners": quad([(100, 100), (110, 100), (110, 112), (100, 112)])})
    sight = read_scale(image, short)
    assert [reason.code for reason in sight.reasons] == ["too_small"]


def test_marks_that_do_not_follow_each_other_are_refused() -> None:
    image, display = _drawn(50, GLASS)
    told = _face(image, display).model_dump(mode="json")
    told["displays"][0]["points"][1]["at"] = told["displays"][0]["points"][0]["at"]
    with pytest.raises(FaceError, match="must follow each other along its strip"):
        Face.parse(json.dumps(told))


@pytest.mark.parametrize("kind", ["surface", "float"])
def test_in_any_light_what_is_published_is_right(kind: str) -> None:
    rng, published, wrong = np.random.default_rng(31), 0, 0
    for _ in range(24):
        seen = any_photograph(rng, shows=kind)
        told = read(encode(seen.image, 95).tobytes(), _face(seen.image, seen.display))
        published += told.state == "published"
        wrong += told.state == "published" and abs(float(told.value or 0) - seen.value) > 0.02 * span(seen.display)
    assert published >= 8
    assert wrong <= 1


def _face(image: np.ndarray, display: Scale) -> Face:
    return Face(size=(image.shape[1], image.shape[0]), unit="L", displays=(display,))
