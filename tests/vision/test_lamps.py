"""Lamps and flags: off, lit, in which colour, which way; and what cannot be told is not."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pytest

from harimi.simulate.camera import encode
from harimi.simulate.lamps import Shown
from harimi.vision.decode.judge import judge
from harimi.vision.displays.readers import read_display
from harimi.vision.face import Face, FaceError
from harimi.vision.indicators import Flag, Lamp, Look
from harimi.vision.observation import Indication, Observation, Sight
from harimi.vision.photo import open_photo
from harimi.vision.read import complete_face, read
from tests.panels import WALL, middles, panel, switch

SIZE = (WALL[1], WALL[0])
DARK: tuple[Shown, ...] = ("off", "off", "off")
LIGHT = [0.02, 0.1, 0.5, 1.0]


def _around(middle: tuple[float, float], half: float) -> tuple[tuple[float, float], ...]:
    x, y = middle
    return ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))


def _lamps(shown: Sequence[Shown] | None = None, **more: object) -> Face:
    looks = [() if shown is None else (Look(state=int(one != "off")),) for one in shown or DARK]
    lamps = [
        Lamp.model_validate({"id": f"lamp{n}", "corners": _around(at, 32), "weight": 10 ** (2 - n), "looks": looks[n]} | more)
        for n, at in enumerate(middles())
    ]
    return Face(size=SIZE, displays=tuple(lamps))


def _taught(*photographs: tuple[Shown, ...]) -> Face:
    """The face as somebody teaches it on one photograph after the other."""
    face = _lamps(photographs[0])
    for shown in photographs:
        fresh = [
            lamp.model_copy(update={"looks": (*lamp.looks, Look(state=int(one != "off")))})
            if isinstance(lamp, Lamp) and int(one != "off") not in [look.state for look in lamp.looks]
            else lamp
            for lamp, one in zip(face.displays, shown, strict=True)
        ]
        face = complete_face(panel(shown), face.model_copy(update={"displays": tuple(fresh), "reference": None}))
    return face


@pytest.mark.parametrize("ambient", LIGHT)
@pytest.mark.parametrize("shown", [("green", "off", "amber"), ("off", "red", "off"), DARK, ("red", "red", "red")])
def test_what_is_lit_is_seen_by_day_and_by_night(shown: tuple[Shown, ...], ambient: float) -> None:
    seen = read(panel(shown, ambient), _taught(DARK, ("green", "red", "amber")))
    assert seen.state == "published"
    assert seen.value == int("".join(str(int(one != "off")) for one in shown))


def test_one_photograph_on_which_they_are_off_will_do() -> None:
    seen = read(panel(("green", "off", "amber"), 0.2), complete_face(panel(DARK), _lamps(DARK)))
    assert (seen.state, seen.value) == ("published", Decimal(101))


@pytest.mark.parametrize("lit", ["red", "green", "amber", "blue"])
def test_colours_are_told_apart(lit: Shown) -> None:
    colours: tuple[Shown, ...] = ("red", "amber", "green", "blue")
    face = complete_face(panel(DARK), _lamps(DARK, lights=colours))
    seen = read(panel((lit, "off", lit), 0.3), face)
    assert seen.value == 101 * (colours.index(lit) + 1)


def test_without_colours_it_is_lit_but_nobody_knows_how() -> None:
    image = open_photo(panel(("red", "off", "off"), 0.3)).image
    grey = np.repeat(image[..., 2:], 3, axis=2)
    lamp = _lamps(lights=("red", "green")).displays[0]
    states = _states(read_display(grey, lamp))
    assert states[1] == states[2] > 0.4


def test_a_covered_lamp_in_the_dark_is_not_off() -> None:
    black = np.full((*SIZE[::-1], 3), 1, np.uint8)
    sight = read_display(black, _lamps().displays[0])
    assert _states(sight) == (0.5, 0.5)
    assert [reason.code for reason in sight.reasons] == ["dark"]


def test_a_reflection_on_a_dark_lamp_is_asked_about_or_seen_through() -> None:
    image = open_photo(panel(DARK, 0.5)).image
    x, y = (int(one) for one in middles()[1])
    image[y - 14 : y + 2, x - 16 : x + 4] = 255
    seen = read(encode(image, 92).tobytes(), _taught(DARK, ("green", "red", "amber")))
    assert seen.state != "published" or seen.value == 0


def test_a_lamp_of_a_few_pixels_is_too_small() -> None:
    sight = read_display(open_photo(panel(DARK)).image, Lamp(corners=_quad(2)))
    assert not sight.elements
    assert [reason.code for reason in sight.reasons] == ["too_small"]


def _quad(half: float) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]:
    a, b, c, d = _around(middles()[0], half)
    return a, b, c, d


def _states(sight: Sight) -> tuple[float, ...]:
    (one,) = sight.elements
    assert isinstance(one, Indication)
    return one.states


@pytest.mark.parametrize("light", [0.15, 0.5, 1.0])
@pytest.mark.parametrize("state", [0, 1])
def test_a_switch_is_read_once_both_ways_are_known(state: int, light: float) -> None:
    seen = _switched(state, light, looks=(0, 1))
    assert (seen.state, seen.value) == ("published", Decimal(state))


def test_before_that_it_says_what_is_missing() -> None:
    seen = _switched(1, 1.0, looks=(0,))
    assert seen.value is None
    assert "look_missing" in [reason.code for reason in seen.reasons]


def _switched(state: int, light: float, looks: Sequence[int]) -> Observation:
    flag = Flag(corners=_middle(48))
    for look in looks:
        taught = flag.model_copy(update={"looks": (*flag.looks, Look(state=look))})
        face = complete_face(switch(look), Face(size=SIZE, displays=(taught,)))
        (only,) = face.displays
        assert isinstance(only, Flag)
        flag = only
    return read(switch(state, light), complete_face(switch(looks[-1]), Face(size=SIZE, displays=(flag,))))


def _middle(half: float) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]:
    a, b, c, d = _around((SIZE[0] / 2, SIZE[1] / 2), half)
    return a, b, c, d


def test_states_are_the_digits_of_one_value() -> None:
    face = _lamps(lights=("red", "green"))
    shares = ((0.02, 0.95, 0.03), (0.97, 0.02, 0.01), (0.01, 0.01, 0.98))
    sights = tuple(
        Sight(one.id, "lamp", one.corners, (Indication(_quad(9), states),))
        for one, states in zip(face.displays, shares, strict=True)
    )
    verdict = judge(face, sights)
    assert verdict.value == Decimal(102)
    assert verdict.confidence == pytest.approx(0.95 * 0.97 * 0.98)
    assert verdict.alternatives[1].value in (Decimal(202), Decimal(2))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"lights": ["red", "red"]}, "several colours"),
        ({"lights": ["any", "red"]}, "several colours"),
        ({"looks": [{"state": 2}]}, "beyond the 2"),
        ({"looks": [{"state": 1}, {"state": 1}]}, "one look of each state"),
        ({"looks": [{"state": 1, "pixels": "AAAA"}]}, "damaged"),
        ({"weight": "0"}, "greater than 0"),
    ],
)
def test_a_lamp_that_cannot_be_is_refused(wrong: dict[str, object], why: str) -> None:
    lamp = {"kind": "lamp", "corners": _quad(9)} | wrong
    with pytest.raises(FaceError, match=why):
        Face.parse(Face.model_construct(size=SIZE, displays=()).model_dump_json().replace("[]", f"[{_json(lamp)}]"))


def _json(value: object) -> str:
    import json

    return json.dumps(value)
