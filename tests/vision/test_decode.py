"""Displays and history become one value, its rivals, or an honest "I don't know"."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harimi.vision.decode.counter import honest
from harimi.vision.decode.judge import judge
from harimi.vision.decode.number import decode_number
from harimi.vision.decode.verdict import Verdict
from harimi.vision.face import Dial, Drums, Face, ScalePoint, Segments
from harimi.vision.history import History, Limits, Moment
from harimi.vision.observation import GLYPHS, PHASES, Alternative, Cell, Hand, Mode, Sight, Wheel

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)


def wheel(phase: float, width: float = 0.15, legible: float = 1.0) -> Wheel:
    away = (np.arange(PHASES) / 10 - phase + 5) % 10 - 5
    bell = np.exp(-0.5 * (away / width) ** 2)
    return Wheel(SQUARE, tuple(bell / bell.sum()), legible)


def torn(one: float, other: float, share: float) -> Wheel:
    """A wheel that may show either of two digits."""
    mixed = share * np.array(wheel(one).phases) + (1 - share) * np.array(wheel(other).phases)
    return Wheel(SQUARE, tuple(mixed), 1.0)


def cell(glyph: str, sure: float = 0.999, point: float = 0.0, legible: float = 1.0) -> Cell:
    rest = (1 - sure) / (len(GLYPHS) - 1)
    return Cell(SQUARE, tuple(sure if other == glyph else rest for other in GLYPHS), point, legible)


def hand(value: float, sigma: float = 0.1, sure: float = 0.998) -> Hand:
    return Hand((5.0, 5.0), (5.0, 0.0), (Mode(value, sigma, sure),))


def drums(*wheels: Wheel, decimals: int = 0) -> tuple[Drums, Sight]:
    return Drums(corners=SQUARE, digits=len(wheels), decimals=decimals), Sight("counter", "drums", SQUARE, wheels)


def subdial(name: str, weight: str, shown: Hand) -> tuple[Dial, Sight]:
    points = tuple(ScalePoint(at=(0, 0), value=Decimal(v)) for v in ("0", "2.5", "5", "7.5"))
    dial = Dial(id=name, corners=SQUARE, points=points, wraps=Decimal(10), weight=Decimal(weight))
    return dial, Sight(name, "dial", SQUARE, (shown,))


def gauge(*modes: Mode) -> tuple[Dial, Sight]:
    points = (ScalePoint(at=(0, 0), value=Decimal(0)), ScalePoint(at=(1, 0), value=Decimal("1.6")))
    return Dial(corners=SQUARE, points=points), Sight("dial", "dial", SQUARE, (Hand((5, 5), (5, 0), modes),))


def segments(*cells: Cell, decimals: int | None = None) -> tuple[Segments, Sight]:
    return Segments(corners=SQUARE, digits=len(cells), decimals=decimals), Sight("display", "segments", SQUARE, cells)


def judged(*shown: tuple[Drums | Dial | Segments, Sight], history: History | None = None) -> Verdict:
    face = Face(size=(10, 10), displays=tuple(display for display, _ in shown))
    return judge(face, tuple(sight for _, sight in shown), history)


def true_phases(value: float, count: int) -> list[float]:
    """What a counter's wheels show: each rolls only while the one below it goes from 9 to 0."""
    phases: list[float] = []
    fraction = value % 1
    for place in range(count):
        digit = int(value // 10**place) % 10
        phases.insert(0, digit + fraction)
        fraction = max(0.0, (phases[0] - 9)) if phases[0] >= 9 else 0.0
    return phases


def test_resting_wheels_are_read_as_they_stand() -> None:
    verdict = judged(drums(*[wheel(d) for d in (0, 1, 1, 8, 9)]))
    assert (verdict.value, verdict.state) == (Decimal(1189), "published")


def test_decimals_keep_their_places() -> None:
    assert str(judged(drums(wheel(0), wheel(7), wheel(5), wheel(0), decimals=2)).value) == "7.50"


@given(st.floats(0, 99_998), st.floats(-0.12, 0.12))
@settings(max_examples=150)
def test_every_position_of_a_turning_counter_is_right_within_one(value: float, askew: float) -> None:
    verdict = judged(drums(*[wheel(phase + askew) for phase in true_phases(value, 5)]))
    assert verdict.value is not None
    assert abs(float(verdict.value) - value) < 1.21


def test_a_rolling_drum_decides_the_digits_above_it() -> None:
    """1 9 9.9: the two wheels above the last one have nearly turned, and 1 8 9 and 2 0 0 are both wrong readings of it."""
    verdict = judged(drums(*[wheel(phase) for phase in true_phases(199.6, 4)]))
    assert (verdict.value, verdict.state) == (Decimal(199), "published")


def test_a_hand_settles_the_drum_that_stands_between_two_digits() -> None:
    before = judged(drums(wheel(3), wheel(7.5)), subdial("tenths", "0.1", hand(9.2)))
    after = judged(drums(wheel(3), wheel(7.6)), subdial("tenths", "0.1", hand(0.2)))
    assert before.value == Decimal("37.92")
    assert after.value == Decimal("38.02")


def test_four_hands_complete_a_counter() -> None:
    hands = [
        subdial(f"d{k}", weight, hand(v))
        for k, (weight, v) in enumerate([("0.1", 7.8), ("0.01", 7.9), ("0.001", 9.7), ("0.0001", 7.1)])
    ]
    verdict = judged(drums(*[wheel(d) for d in (0, 0, 8, 1, 9)]), *hands)
    assert (verdict.value, verdict.state) == (Decimal("819.77971"), "published")


def test_a_hand_just_before_a_mark_is_decided_by_the_next_one() -> None:
    verdict = judged(drums(wheel(4)), subdial("a", "0.1", hand(2.95)), subdial("b", "0.01", hand(0.3)))
    assert verdict.value == Decimal("4.303")


def clocks(*shown: float) -> list[tuple[Dial, Sight]]:
    top = len(shown) - 1
    return [subdial(f"c{n}", str(10 ** (top - n)), hand(value, 0.05)) for n, value in enumerate(shown)]


def test_clock_dials_alone_end_at_the_figure_that_the_lowest_hand_has_passed() -> None:
    verdict = judged(*clocks(3.88, 8.76, 7.62, 6.7))
    assert (str(verdict.value), verdict.state) == ("3876", "published")


@pytest.mark.parametrize(("third", "value"), [(9.9, 3099), (0.1, 3100)])
def test_a_hand_on_a_figure_is_decided_by_the_one_below_it(third: float, value: int) -> None:
    """The hands of hundreds and thousands stand on their figures both times."""
    verdict = judged(*clocks(3.1, 1.0, third, 9.5 if third > 5 else 0.5))
    assert (verdict.value, verdict.state) == (Decimal(value), "published")


def test_a_lowest_clock_hand_on_a_figure_leaves_two_readings() -> None:
    verdict = judged(*clocks(3.14, 1.4, 4.0, 9.94))
    assert verdict.state == "uncertain"
    assert {one.value for one in verdict.alternatives[:2]} == {Decimal(3139), Decimal(3140)}


def test_torn_wheels_are_not_published() -> None:
    verdict = judged(drums(wheel(1), torn(3, 8, 0.6), wheel(5)))
    assert verdict.state == "uncertain"
    assert [one.value for one in verdict.alternatives[:2]] == [Decimal(135), Decimal(185)]


def test_the_best_number_of_drums_gains_what_its_rivals_lose() -> None:
    first, second = honest((Alternative(Decimal(1), 0.9), Alternative(Decimal(2), 0.1)))
    assert 0.94 < first.probability < 0.98
    assert first.probability + second.probability == pytest.approx(1)


def test_a_number_that_is_hardly_more_than_a_guess_stays_one() -> None:
    assert honest((Alternative(Decimal(1), 0.1),))[0].probability < 0.15


def test_an_illegible_wheel_makes_the_counter_unreadable() -> None:
    verdict = judged(drums(wheel(1), wheel(3, legible=0.0), wheel(5)))
    assert (verdict.value, verdict.state) == (None, "unreadable")


def test_a_display_row_keeps_its_decimals() -> None:
    row = [cell(glyph) for glyph in "0092469"]
    assert str(judged(segments(*row, decimals=3)).value) == "92.469"


def test_the_point_is_read_where_none_was_declared() -> None:
    row = [cell(" "), cell("4"), cell("3", point=0.98), cell("0"), cell("0")]
    verdict = judged(segments(*row))
    assert (str(verdict.value), verdict.state) == ("43.00", "published")


def test_an_unsure_point_is_not_published() -> None:
    assert judged(segments(cell("4"), cell("3", point=0.5), cell("0"))).state == "uncertain"


@pytest.mark.parametrize(("signed", "best"), [(None, 12), (True, -12), (False, 12)])
def test_a_faint_minus_is_believed_of_a_display_that_can_show_one(signed: bool | None, best: int) -> None:
    mixed = tuple(0.7 if glyph == "-" else 0.29 if glyph == " " else 0.01 / (len(GLYPHS) - 2) for glyph in GLYPHS)
    row, sight = segments(Cell(SQUARE, mixed, 0.0, 1.0), cell("1"), cell("2"))
    found = decode_number(row.model_copy(update={"signed": signed}), sight)
    assert found[0].value == best
    assert any(one.value == -12 for one in found) is (signed is not False)


def test_a_minus_stands_before_the_number_only() -> None:
    assert judged(segments(cell("-"), cell("1"), cell("2"))).value == Decimal(-12)
    assert judged(segments(cell("1"), cell("-"), cell("2"))).state != "published"


@pytest.mark.parametrize("row", ["   ", "1 2", "--1"])
def test_what_is_no_number_is_not_published(row: str) -> None:
    assert judged(segments(*[cell(glyph) for glyph in row])).state != "published"


def test_a_sharp_pointer_is_published_with_the_decimals_of_its_scale() -> None:
    verdict = judged(gauge(Mode(0.7512, 0.004, 0.98)))
    assert (str(verdict.value), verdict.state) == ("0.751", "published")


def test_a_hand_that_goes_round_alone_is_a_gauge() -> None:
    verdict = judged(subdial("alone", "1", hand(9.999, 0.03)))
    assert (str(verdict.value), verdict.state) == ("0.00", "published")


def test_a_vague_pointer_is_not_published() -> None:
    assert judged(gauge(Mode(0.75, 0.08, 1.0))).state != "published"


def test_a_pointer_and_its_counterweight_are_rivals() -> None:
    verdict = judged(gauge(Mode(0.3, 0.004, 0.6), Mode(1.1, 0.004, 0.4)))
    assert verdict.state == "uncertain"
    assert len(verdict.alternatives) == 2


def test_a_dial_without_a_pointer_is_unreadable() -> None:
    assert judged(gauge()).state == "unreadable"


def past(value: str, hours: float = 24, rate: str | None = "1", **limits: object) -> History:
    trusted = (Moment.known(NOW - timedelta(hours=hours), Decimal(value)),)
    return History(trusted, NOW, Limits(max_per_hour=None if rate is None else Decimal(rate), **limits))  # type: ignore[arg-type]


def test_history_decides_between_rivals_that_the_picture_allows() -> None:
    counter = drums(wheel(1), torn(8, 3, 0.6), wheel(5))
    verdict = judged(counter, history=past("130"))
    assert (verdict.value, verdict.state) == (Decimal(135), "published")
    assert [reason.code for reason in verdict.reasons] == ["history_decided"]


def test_history_does_not_overrule_a_clear_picture() -> None:
    """The last reading may have been wrong itself; then the next ones must not be bent to it."""
    verdict = judged(drums(wheel(1), torn(8, 3, 0.96), wheel(5)), history=past("130"))
    assert (verdict.value, verdict.state) == (Decimal(185), "uncertain")


def test_two_counters_of_one_face_are_added_and_not_geared() -> None:
    night = drums(*[wheel(d) for d in (7, 0, 5, 6, 7)])
    second = (night[0].model_copy(update={"id": "night"}), night[1])
    verdict = judged(drums(*[wheel(d) for d in (6, 1, 2, 3, 4)]), second)
    assert (verdict.value, verdict.state) == (Decimal(131801), "published")


def test_history_conjures_up_nothing() -> None:
    verdict = judged(drums(wheel(1), wheel(8), wheel(5)), history=past("130"))
    assert (verdict.value, verdict.state) == (Decimal(185), "uncertain")
    assert verdict.reasons[0].text() == "more than the highest possible rate since 130"


def test_a_counter_that_falls_asks_a_person() -> None:
    verdict = judged(drums(wheel(1), wheel(2), wheel(5)), history=past("130"))
    assert verdict.state == "uncertain"
    assert verdict.reasons[0].code == "below_last"


def test_jitter_of_two_lowest_units_is_no_fall() -> None:
    assert judged(drums(wheel(1), wheel(2), wheel(8)), history=past("130")).state == "published"


def test_a_counter_may_roll_over_when_it_is_said_where() -> None:
    new = drums(wheel(0), wheel(0), wheel(3))
    assert judged(new, history=past("995")).state == "uncertain"
    assert judged(new, history=past("995", rolls_over_at=Decimal(1000))).state == "published"


def test_silence_does_not_make_the_impossible_possible() -> None:
    far = drums(wheel(9), wheel(0), wheel(0))
    assert judged(far, history=past("130", hours=24 * 30)).state == "uncertain"


def test_a_gauge_may_fall() -> None:
    assert judged(gauge(Mode(0.3, 0.004, 0.99)), history=past("1.5", rate=None, counts_up=False)).state == "published"


def test_a_history_out_of_order_is_refused() -> None:
    with pytest.raises(ValueError, match="ordered by time"):
        History((Moment.known(NOW, Decimal(1)),), NOW - timedelta(hours=1))
    with pytest.raises(ValueError, match="time zone"):
        History((), NOW.replace(tzinfo=None))
