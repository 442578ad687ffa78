"""A straight scale of which nothing is known: its numerals, its marks, and what stands beside it."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from harimi.simulate.drawing import Drawing
from harimi.simulate.scale import ScaleStyle, draw_scale, tube
from harimi.simulate.tape import TapeStyle, draw_tape
from harimi.vision.find.dial_numerals import values_of
from harimi.vision.find.proposal import Declared
from harimi.vision.find.scale_lattice import find_lattice
from harimi.vision.find.scale_numerals import Printed
from harimi.vision.find.scale_run import Lattice
from harimi.vision.find.scales import find_scales, laid
from harimi.vision.geometry import Image
from harimi.vision.observation import Hand

SCALE = Declared(kind="scale")
TALL, PITCH = 12.0, 40.0


def _number(text: str, y: float, x: float = 100.0, tall: float = TALL) -> Printed:
    """A number as the network would have found it, its middle at (x, y)."""
    kinds = np.full((len(text), 13), 0.005)
    kinds[np.arange(len(text)), ["0123456789-".index(sign) for sign in text]] = 0.94
    middles = np.stack([x + 0.6 * tall * (np.arange(len(text)) - (len(text) - 1) / 2), np.full(len(text), y)], 1)
    return Printed(
        middles,
        kinds,
        np.full(len(text), 0.95),
        np.zeros(len(text)),
        tall,
        0.25 * tall,
        np.array(values_of(text, None, 0.9), float).reshape(-1, 2),
    )


def _run(texts: dict[int, str]) -> Lattice | None:
    """What the numbers at these places of a scale agree on; it runs downwards."""
    return find_lattice(tuple(_number(text, 50 + PITCH * n) for n, text in texts.items()))


def _value(run: Lattice, y: float) -> float:
    ahead = (np.array([100.0, y]) - run.origin) @ run.along
    return run.value((run.alpha + run.beta * float(ahead)) / (1 + run.gamma * float(ahead)))


@pytest.mark.parametrize(
    "texts",
    [
        {0: "97", 1: "98", 2: "99", 3: "100"},
        {0: "97", 1: "98", 3: "100"},
        {0: "97", 1: "18", 2: "99", 3: "100"},
        {0: "97", 1: "98", 2: "9", 3: "100"},
        {0: "97", 3: "100"},
    ],
    ids=["all", "one lost", "one misread", "one cut off", "two"],
)
def test_numerals_agree_on_a_run_of_values(texts: dict[int, str]) -> None:
    run = _run(texts)
    assert run is not None
    assert _value(run, 50 + 1.5 * PITCH) == pytest.approx(98.5, abs=0.01)


def test_a_scale_may_fall_and_be_of_tens() -> None:
    run = _run({0: "250", 1: "240", 2: "230", 4: "210"})
    assert run is not None
    assert abs(run.step) == 10
    assert _value(run, 50 + 2.5 * PITCH) == pytest.approx(225, abs=0.1)


@pytest.mark.parametrize(("seen", "step"), [(0.02, 1.0), (0.45, 0.1)])
def test_points_that_all_numerals_show_faintly_are_points(seen: float, step: float) -> None:
    numbers = [_number(text, 50 + PITCH * n) for n, text in enumerate(("13", "14", "15", "16", "17"))]
    run = find_lattice(tuple(replace(one, points=np.array([seen, 0.0])) for one in numbers))
    assert run is not None
    assert abs(run.step) == pytest.approx(step)


def test_a_figure_that_all_but_one_lost_is_made_good() -> None:
    run = _run({0: "117", 1: "118", 2: "19", 3: "120"})
    assert run is not None
    assert sorted(run.value(n) for n in run.places) == [117, 118, 119, 120]


def test_a_slanting_view_is_followed() -> None:
    away = [400 * n / (10 + 0.6 * n) for n in range(7)]
    run = find_lattice(tuple(_number(str(20 + n), 50 + y) for n, y in enumerate(away)))
    assert run is not None
    assert _value(run, 50 + 400 * 3.5 / (10 + 0.6 * 3.5)) == pytest.approx(23.5, abs=0.05)


def test_numbers_beside_the_line_do_not_count() -> None:
    run = find_lattice((*(_number(str(30 + n), 50 + PITCH * n) for n in range(4)), _number("75", 90, x=190)))
    assert run is not None
    assert _value(run, 70) == pytest.approx(30.5, abs=0.01)


def test_a_declared_range_leaves_other_values_out() -> None:
    numbers = (_number("17", 50), _number("18", 50 + PITCH))
    assert find_lattice(numbers, 0, 100) is not None
    assert find_lattice(numbers, 500, 600) is None


def test_one_number_is_no_scale() -> None:
    assert find_lattice((_number("42", 50),)) is None


TAPE = TapeStyle(
    papers=(((60, 230, 235), (25, 30, 30)), ((25, 30, 30), (60, 230, 235))),
    pitch=52,
    tall=26,
    wide=110,
    lengths=(0.28, 0.2, 0.14),
    decade=3,
    bold=1,
    squeeze=0.8,
)
GLASS = ScaleStyle("surface", (230, 230, 230), (20, 20, 20), (190, 180, 175), (120, 100, 95), 46, edge=0.05, rim=0.3, shade=0.2)


def _beside_a_tape(place: float, style: TapeStyle = TAPE, glass: ScaleStyle = GLASS, first: int = 96) -> Image:
    """A tube beside a tape of centimetres; the level is at a place of it, 0 at its first mark."""
    tape = draw_tape([str(first + n) for n in range(7)], style)
    tall = len(tape.image) + 24
    wall = np.clip(np.random.default_rng(3).normal(130, 6, (tall, 320, 3)), 0, 255).astype(np.uint8)
    strip = tube(20 + (place + 1) * style.pitch, tall, glass, np.random.default_rng(3))
    return Drawing(wall, {}).pasted(Drawing(strip, {}), (70, 0)).pasted(tape, (130, 20)).image


def _read(image: Image, declared: Declared = SCALE) -> tuple[float, float]:
    """The value of the likeliest scale and how far it is trusted."""
    best = find_scales(image, declared)[0]
    assert best.sight is not None
    (hand,) = (element for element in best.sight.elements if isinstance(element, Hand))
    return hand.modes[0].value, best.score


@pytest.mark.parametrize("place", [1.4, 2.75, 4.1])
def test_a_level_beside_a_tape_is_read(place: float) -> None:
    value, trust = _read(_beside_a_tape(place))
    assert value == pytest.approx(96 + place, abs=0.06)
    assert trust > 0.9


def test_the_marks_say_more_than_the_middles_of_the_numerals() -> None:
    style = TapeStyle(**{**TAPE.__dict__, "aside": 0.15})
    view = laid(_beside_a_tape(2.5, style), SCALE)
    assert view is not None
    at = view.lattice.at(0)[1]
    assert abs((at - 20) / style.pitch - round((at - 20) / style.pitch)) < 0.05
    assert _read(_beside_a_tape(2.5, style))[0] == pytest.approx(98.5, abs=0.06)


def test_a_float_is_read_at_its_middle() -> None:
    glass = ScaleStyle("float", (230, 230, 230), (20, 20, 20), (215, 215, 210), (40, 40, 200), 46, tall=36)
    best = find_scales(_beside_a_tape(2.3, glass=glass), SCALE)[0]
    assert best.display.kind == "scale"
    assert best.display.shows == "float"
    assert _read(_beside_a_tape(2.3, glass=glass))[0] == pytest.approx(98.3, abs=0.1)


def test_a_lying_scale_is_read() -> None:
    style = TapeStyle(**{**TAPE.__dict__, "pitch": 70.0, "wide": 80, "lying": True, "edges": "left", "at": 0.65})
    image = np.ascontiguousarray(np.rot90(_beside_a_tape(2.6, style, first=20), -1))
    assert _read(image)[0] == pytest.approx(22.6, abs=0.1)


def test_a_tube_with_its_own_scale_is_read_and_its_marks_proposed() -> None:
    drawn = draw_scale(62.5, ScaleStyle(**{**GLASS.__dict__, "width": 40}), np.random.default_rng(1))
    declared = Declared(kind="scale", range=(Decimal(0), Decimal(100)))
    assert _read(drawn.image, declared)[0] == pytest.approx(62.5, abs=1)
    display = find_scales(drawn.image, declared)[0].display
    assert display.kind == "scale"
    assert [point.value for point in display.points] in ([0, 50, 100], [100, 50, 0])


def test_a_tape_with_nothing_beside_it_is_not_trusted() -> None:
    wall = np.clip(np.random.default_rng(3).normal(130, 6, (440, 320, 3)), 0, 255).astype(np.uint8)
    tape = draw_tape([str(96 + n) for n in range(7)], TAPE)
    found = find_scales(Drawing(wall, {}).pasted(tape, (130, 20)).image, SCALE)
    assert all(one.score < 0.9 for one in found)


def test_where_there_are_no_numbers_there_is_no_scale() -> None:
    assert find_scales(np.full((200, 200, 3), 120, np.uint8), SCALE) == ()
    assert find_scales(np.full((10, 200), 120, np.uint8), SCALE) == ()
