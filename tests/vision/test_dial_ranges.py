"""Gauges of which nobody said the range: the numerals tell it, or nobody knows."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.dial import DialStyle, Scale, draw_dial
from harimi.vision.find.dial_numerals import Numeral
from harimi.vision.find.dial_ranges import beside, ranges, second, value_on
from harimi.vision.find.dial_takes import Placed
from harimi.vision.find.proposal import Declared
from harimi.vision.kinds import likeliest
from harimi.vision.observation import Cell, Evidence, Hand, Mode, Observation, Sight
from harimi.vision.read import propose_face, read

PLACED = Placed(((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)), -135.0, 270.0, 0.0)
BARE = Declared(kind="dial")


def _numeral(text: str, turn: float, radius: float = 0.75, sure: float = 0.9, also: tuple[float, ...] = ()) -> Numeral:
    """A number at a share of the sweep."""
    angle = np.radians(-135 + 270 * turn)
    values = ((float(text), sure), *((value, 0.4 * sure) for value in also))
    return Numeral(float(radius * np.sin(angle)), float(-radius * np.cos(angle)), 0.12, text.replace(".", ""), values)


def _scale(low: float, high: float, steps: int, lost: tuple[int, ...] = (), radius: float = 0.75) -> list[Numeral]:
    shares = [n / steps for n in range(steps + 1) if n not in lost]
    return [_numeral(f"{low + (high - low) * share:g}", share, radius) for share in shares]


@pytest.mark.parametrize(
    ("low", "high", "steps"), [(0, 1.6, 8), (0, 10, 5), (-1, 5, 6), (0, 250, 5), (-60, 140, 10), (140, 280, 7), (-1, 5, 4)]
)
def test_the_outermost_numerals_are_its_ends(low: float, high: float, steps: int) -> None:
    best = ranges(tuple(_scale(low, high, steps)), PLACED)[0]
    assert [float(end) for end in best.ends] == [low, high]
    assert best.numbers.count == steps + 1


@pytest.mark.parametrize("lost", [(0,), (8,), (0, 4), (3, 8), (2, 5)])
def test_a_lost_numeral_is_made_up_for_by_the_marks(lost: tuple[int, ...]) -> None:
    best = ranges(tuple(_scale(0, 1.6, 8, lost)), PLACED)[0]
    assert best.ends == (Decimal(0), Decimal("1.6"))


def test_what_is_no_number_of_the_scale_does_not_matter() -> None:
    strays = [_numeral("1234", 0.4, 0.3), _numeral("7", 0.9), _numeral("16", 0.1), _numeral("837", 0.55, 0.45)]
    assert ranges(tuple(_scale(0, 400, 8) + strays), PLACED)[0].ends == (Decimal(0), Decimal(400))


@pytest.mark.parametrize(("dotted", "high"), [(0.05, "40"), (0.7, "4")])
def test_points_that_were_seen_faintly_tell_tens_from_ones(dotted: float, high: str) -> None:
    """`10` to `40` may be 1.0 to 4.0: all numerals together know."""
    seen = [_numeral(f"{10 * n}", n / 4, also=(float(n),)) for n in range(5)]
    numerals = tuple(replace(one, dotted=dotted if len(one.text) > 1 else 0.27) for one in seen)
    assert ranges(numerals, PLACED)[0].ends == (Decimal(0), Decimal(high))


def test_two_numerals_are_no_scale() -> None:
    assert ranges((_numeral("0", 0.0), _numeral("10", 1.0)), PLACED) == []
    assert ranges((), PLACED) == []


def test_a_second_scale_is_named_with_its_value() -> None:
    outer, inner = _scale(0, 2000, 10, radius=0.9), _scale(0, 300, 6, radius=0.6)
    numerals = tuple(outer + inner)
    first = ranges(numerals, PLACED)[0]
    assert first.ends == (Decimal(0), Decimal(2000))
    assert len(beside(numerals, first)) == 6
    also = second(numerals, first, PLACED)
    assert also is not None
    assert also.ends == (Decimal(0), Decimal(300))
    assert value_on(also, 0.0) == pytest.approx(150, abs=1)
    assert second(tuple(outer), first, PLACED) is None


def _seen(value: float, scale: Scale, inner: Scale | None = None) -> bytes:
    drawn = draw_dial(value, replace(DialStyle(scale=scale), inner=inner))
    seen = photograph(drawn, np.random.default_rng(4), Pose(pitch=6, yaw=-8), Light(), Lens(blur=0.4, noise=2))
    return encode(seen.image, 92).tobytes()


@pytest.mark.parametrize(
    ("value", "scale"),
    [
        (0.55, Scale(low=0, high=1.6, majors=8, minors=5)),
        (7.3, Scale(low=0, high=10, majors=5, minors=10)),
        (-0.4, Scale(low=-1, high=3, majors=4, minors=10)),
        (187, Scale(low=0, high=250, majors=5, minors=10)),
    ],
)
def test_a_gauge_is_read_though_nothing_is_said_of_it(value: float, scale: Scale) -> None:
    seen = read(_seen(value, scale), declared=BARE)
    assert seen.state == "published"
    assert float(seen.value or 0) == pytest.approx(value, abs=0.02 * (scale.high - scale.low))
    assert _reason(seen, "range_read") == f"the scale was read as {scale.low:g} to {scale.high:g}"


def test_its_face_has_the_values_that_were_read() -> None:
    face = propose_face(_seen(0.55, Scale(low=0, high=1.6, majors=8, minors=5)), BARE)
    (dial,) = face.displays
    assert dial.kind == "dial"
    assert [dial.points[0].value, dial.points[-1].value] == [Decimal(0), Decimal("1.6")]


def test_without_numerals_there_is_no_range() -> None:
    seen = read(_seen(4, Scale(numerals=0)), declared=BARE)
    assert seen.value is None
    assert [reason.code for reason in seen.reasons] == ["display_not_found"]


def test_a_gauge_is_told_from_a_counter_by_itself() -> None:
    seen = read(_seen(0.55, Scale(low=0, high=1.6, majors=8, minors=5)))
    assert seen.state == "published"
    assert float(seen.value or 0) == pytest.approx(0.55, abs=0.032)


def _reason(seen: Observation, code: str) -> str:
    return next(reason.text() for reason in seen.reasons if reason.code == code)


def test_a_few_figures_in_its_print_do_not_outweigh_a_gauge() -> None:
    gauge, print_, counter = (_observed(kind, n) for kind, n in (("dial", 1), ("segments", 3), ("drums", 5)))
    assert likeliest({"segments": print_, "dial": gauge})[0] == "dial"
    assert likeliest({"drums": counter, "dial": gauge})[0] == "drums"


def _observed(kind: str, figures: int) -> Observation:
    glyphs = tuple(0.99 if n == 8 else 0.001 for n in range(12))
    corners = PLACED.corners
    hand = Hand((0.0, 0.0), (1.0, 0.0), (Mode(1.0, 0.1, 0.95),))
    elements = (hand,) if kind == "dial" else tuple(Cell(corners, glyphs, 0.0, 1.0) for _ in range(figures))
    return Observation(Decimal(1), "", "published", 0.95, evidence=Evidence(sights=(Sight(kind, kind, corners, elements),)))
