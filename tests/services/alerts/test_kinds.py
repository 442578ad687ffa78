"""What each kind finds in what it is shown, and what it leaves alone."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from harimi.service.alerts.habits import Hour, learn
from harimi.service.alerts.kinds.registry import KINDS
from harimi.service.alerts.series import Charge, Held, Look, Point, Series, Sign
from harimi.service.alerts.slots import slot_of
from harimi.service.alerts.spells import Spell

pytestmark = pytest.mark.once
TOKYO = ZoneInfo("Asia/Tokyo")
START = datetime(2026, 4, 5, 15, tzinfo=UTC)
"""A Monday's midnight in Tokyo."""
HOUR = timedelta(hours=1)


def _found(kind: str, settings: dict[str, Any], series: Series) -> list[Spell]:
    judge = KINDS[kind]
    return judge.judge(judge.Settings.model_validate(settings), series)


def _gauge(values: Sequence[int], start: datetime = START, **more: Any) -> Series:
    points = [Point(start + n * HOUR, value, 0, n) for n, value in enumerate(values)]
    return Series(TOKYO, start, points[-1].at, decimals=1, points=points, complete=start, counts_up=False, **more)


def _counter(amounts: Sequence[int], start: datetime = START, step: timedelta = HOUR, **more: Any) -> Series:
    total, points = 0, [Point(start, 0, 0, 0)]
    for n, amount in enumerate(amounts, start=1):
        total += amount
        points.append(Point(start + n * step, total, total, n))
    more.setdefault("since", start)
    return Series(TOKYO, until=points[-1].at, usage_decimals=3, points=points, complete=start, **more)


def _told(spells: Sequence[Spell]) -> list[tuple[int, int | None]]:
    """When each was told and over, in hours from START on."""
    return [
        (round((one.told - START) / HOUR), None if one.until is None else round((one.until - START) / HOUR)) for one in spells
    ]


def test_a_limit_is_over_only_when_a_value_is_back_inside_by_the_hysteresis() -> None:
    settings = {"warning": {"above": "10", "below": "2"}, "hysteresis": "1"}
    assert _told(_found("limit", settings, _gauge([90, 101, 95, 99, 91, 90, 99]))) == [(1, 5)]
    assert _told(_found("limit", settings, _gauge([30, 19, 25, 29, 30]))) == [(1, 4)]
    assert _found("limit", settings, _gauge([100, 20, 100])) == []


def test_a_limit_waits_until_it_was_broken_for_long_enough() -> None:
    settings = {"alarm": {"above": "10"}, "minutes": 120}
    [spell] = _found("limit", settings, _gauge([110, 110, 90, 110, 110, 110, 90]))
    assert (_told([spell]), spell.since, spell.level) == ([(5, 6)], START + 3 * HOUR, "alarm")


def test_the_worst_value_is_the_evidence() -> None:
    [spell] = _found("limit", {"warning": {"above": "10"}, "alarm": {"above": "15"}}, _gauge([120, 180, 160, 130]))
    assert (spell.attempt, spell.figures["value"], spell.figures["limit"]) == (1, "18.0", "15.0")
    assert [level for _, level in spell.changes] == ["warning", "alarm", "warning"]
    assert (spell.level, spell.worst) == ("warning", "alarm")


def test_days_off_have_limits_of_their_own() -> None:
    settings = {"warning": {"above": "10"}, "off_days": {"warning": {"above": "5"}}}
    golden_week = datetime(2026, 5, 5, 23, tzinfo=TOKYO)  # Children's Day; the day after is one instead of a Sunday
    assert len(_found("limit", settings, _gauge([60, 60], golden_week))) == 1
    monday = _gauge([60] * 24)
    assert _found("limit", settings, monday) == []
    sunday_ends_in_tokyo = _gauge([60] * 3, START - 2 * HOUR)
    assert _told(_found("limit", settings, sunday_ends_in_tokyo)) == [(-2, 0)]


def test_what_was_so_already_goes_on() -> None:
    held = Held(START - 5 * HOUR, "warning")
    settings = {"warning": {"above": "10"}, "hysteresis": "1"}
    [spell] = _found("limit", settings, _gauge([95, 96], held=held))
    assert (spell.since, spell.until) == (held.since, None)
    assert _found("limit", settings, _gauge([95, 96])) == []


@given(st.lists(st.integers(0, 200), min_size=2, max_size=60), st.integers(1, 59))
def test_a_limit_judged_in_two_parts_comes_out_as_in_one(values: list[int], cut: int) -> None:
    settings = {"warning": {"above": "10"}, "alarm": {"above": "15"}, "hysteresis": "2"}
    whole = _found("limit", settings, _gauge(values))
    cut = min(cut, len(values) - 1)
    first = _found("limit", settings, _gauge(values[:cut]))
    open_one = first[-1] if first and first[-1].until is None else None
    held = None if open_one is None else Held(open_one.since, open_one.level)
    rest = _found("limit", settings, _gauge(values[cut:], START + cut * HOUR, held=held))
    joined = [*(first[:-1] if open_one else first), *rest]
    assert [(one.since, one.until) for one in joined] == [(one.since, one.until) for one in whole]


def test_usage_of_a_day_is_told_when_it_is_too_much_and_ends_with_a_day_that_is_not() -> None:
    settings = {"period": "day", "warning": {"above": "0.1"}}
    spells = _found("usage", settings, _counter([5] * 24 + [10] * 24 + [5] * 24 + [3] * 24))
    assert [(one.since, one.told, one.until) for one in spells] == [
        (START, START + 21 * HOUR, START + 96 * HOUR),
    ]
    assert spells[0].figures["period"] == "day"


def test_too_little_is_told_when_the_day_is_over() -> None:
    settings = {"period": "day", "warning": {"below": "0.05"}}
    assert _told(_found("usage", settings, _counter([5] * 24 + [2] * 24 + [5] * 24))) == [(48, 72)]


def test_a_day_begins_at_the_sites_midnight() -> None:
    settings = {"period": "day", "alarm": {"above": "0.02"}}
    late = _counter([10, 10, 10, 10], START - 2 * HOUR)
    assert _found("usage", settings, late) == []
    assert len(_found("usage", settings, _counter([10, 10, 10, 10], START - HOUR))) == 1


def test_what_was_told_of_a_month_ends_with_it() -> None:
    settings = {"period": "month", "warning": {"above": "1"}}
    april = datetime(2026, 3, 31, 15, tzinfo=UTC)
    spells = _found("usage", settings, _counter([2] * 24 * 32, april))
    assert [(one.since, one.until) for one in spells] == [(april, datetime(2026, 4, 30, 15, tzinfo=UTC))]


def test_a_meter_that_is_read_once_a_day_has_days_as_well() -> None:
    settings = {"period": "day", "warning": {"above": "0.1"}}
    read_at_eight = _counter([50, 150, 150, 50, 50], START + 8 * HOUR, timedelta(days=1))
    assert len(_found("usage", settings, read_at_eight)) == 1


def test_a_change_against_the_day_before_is_told_in_percent() -> None:
    settings = {"period": "day", "warning": {"rise": "50", "fall": "50"}}
    spells = _found("change", settings, _counter([10] * 24 + [20] * 24 + [20] * 24 + [5] * 24 + [0]))
    assert _told(spells) == [(43, 72), (96, None)]
    assert (spells[1].figures["percent"], spells[1].figures["before"]) == (-75, "0.480")
    little = {"period": "day", "warning": {"rise": "50"}, "least": "1"}
    assert _found("change", little, _counter([10] * 24 + [20] * 24)) == []


def test_a_change_can_be_against_the_same_day_of_the_week_before() -> None:
    settings = {"period": "day", "against": "week", "warning": {"rise": "50"}}
    week = [10] * 24 * 5 + [30] * 48
    assert _found("change", settings, _counter(week * 2)) == []
    assert _told(_found("change", settings, _counter(week + [10] * 24 + [20] * 24)))[0][0] == 168 + 24 + 19


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("limit", {}),
        ("limit", {"warning": {"above": "1", "below": "2"}}),
        ("usage", {"period": "year", "warning": {"above": "1"}}),
        ("change", {"period": "day"}),
        ("change", {"period": "day", "against": "year", "warning": {"rise": "1"}}),
        ("continuous", {"hours": 1}),
        ("battery", {"percent": 0}),
        ("lamp", {}),
        ("unusual", {"sensitivity": "none"}),
        ("moved", {"pixels": 1}),
    ],
)
def test_settings_that_cannot_be_are_refused(kind: str, settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        KINDS[kind].Settings.model_validate(settings)


def test_decimals_are_kept_as_text_with_all_their_places() -> None:
    kept = KINDS["limit"].Settings.model_validate({"warning": {"above": "0.10"}}).model_dump(mode="json")
    assert kept["warning"]["above"] == "0.10"


def test_water_that_rests_at_night_is_no_leak_and_water_that_does_not_is() -> None:
    day = [0, 0, 0, 0, 0, *[5] * 19]
    assert _found("continuous", {}, _counter(day * 4)) == []
    leaking = [one + 1 for one in day]
    [spell] = _found("continuous", {}, _counter([*day, *leaking * 3, *day]))
    assert (_told([spell]), spell.since, spell.figures) == ([(29, 98)], START + 5 * HOUR, {"hours": 24, "least": "0.001"})


def test_hours_that_nobody_saw_prove_no_leak() -> None:
    points = [Point(START + n * 12 * HOUR, n * 50, n * 50) for n in range(20)]
    series = Series(TOKYO, START, points[-1].at, points=points, complete=START)
    assert _found("continuous", {}, series) == []


def test_a_camera_that_sleeps_at_night_may_have_missed_a_rest() -> None:
    points = [Point(START + hour * HOUR, hour, hour) for hour in range(24 * 6) if 6 <= hour % 24 < 22]
    series = Series(TOKYO, START, points[-1].at, points=points, complete=START)
    assert _found("continuous", {}, series) == []
    assert len(_found("continuous", {"hours": 12}, series)) == 1


def test_a_counter_that_stands_still_is_told_in_hours_in_which_something_is_used() -> None:
    office = [0] * 8 + [10] * 10 + [0] * 6
    week = office * 5 + [0] * 48
    past = [Hour(START - timedelta(weeks=5) + n * HOUR, used) for n, used in enumerate(week * 5)]
    habit = learn(past, TOKYO)
    usual = _counter(week + [0] * 72, habits=lambda _: habit)
    assert _told(_found("no_flow", {"hours": 15}, usual)) == [(168 + 24 + 13, None)]
    assert _told(_found("no_flow", {"hours": 15, "usual": False}, usual))[0][0] == 4 * 24 + 18 + 16


def test_a_lamp_that_blinks_ends_nothing_while_it_is_caught_unlit() -> None:
    lamps = (("Alarm",), ("Pump", "stands", "runs"))
    series = _gauge([0, 10, 0, 10, 0, 10, 0, 0, 0, 0, 0, 0], lamps=lamps)
    spells = _found("lamp", {"lamp": "Alarm"}, series)
    assert [(one.until is None) for one in spells][-1:] == [False]
    assert len(spells) <= 2
    assert _found("lamp", {"lamp": "Pump", "states": [0]}, _gauge([1, 1, 1], lamps=lamps)) == []
    assert _told(_found("lamp", {"lamp": "Pump", "states": [0]}, _gauge([1, 0, 1], lamps=lamps))) == [(1, 2)]
    assert _found("lamp", {"lamp": "Door"}, series) == []


def test_silence_begins_with_the_last_sign_of_life() -> None:
    signs = [Sign(START, START + 3 * HOUR), Sign(START + 10 * HOUR, START + 13 * HOUR)]
    series = Series(TOKYO, START, START + 20 * HOUR, signs=signs)
    spells = _found("silence", {}, series)
    assert [(one.since, one.told, one.until) for one in spells] == [
        (START, START + 3 * HOUR, START + 10 * HOUR),
        (START + 10 * HOUR, START + 13 * HOUR, None),
    ]
    assert _told(_found("silence", {"minutes": 660}, series)) == []


@pytest.mark.parametrize(("minutes", "figures"), [(15, {"minutes": 15}), (119, {"minutes": 119}), (120, {"hours": 2})])
def test_a_short_silence_is_told_in_minutes(minutes: int, figures: dict[str, int]) -> None:
    series = Series(TOKYO, START, START + 9 * HOUR, signs=[Sign(START, START + 3 * HOUR)])
    [spell] = _found("silence", {"minutes": minutes}, series)
    assert spell.figures == figures


def test_a_battery_is_low_until_it_is_charged() -> None:
    levels = [40, 22, 20, 21, 19, 29, 30]
    charges = [Charge(START + n * HOUR, level) for n, level in enumerate(levels)]
    assert _told(_found("battery", {}, Series(TOKYO, START, START + 9 * HOUR, charges=charges))) == [(2, 6)]
    soon = [Charge(START, 60, date(2026, 4, 15))]
    assert len(_found("battery", {}, Series(TOKYO, START, START, charges=soon))) == 1


def test_a_camera_has_moved_when_two_pictures_say_so() -> None:
    looks = [
        Look(START + n * HOUR, "published", codes) for n, codes in enumerate([(), ("camera_jumped",), (), ("other_view",)])
    ]
    moved = [*looks, Look(START + 4 * HOUR, "unreadable", ("other_view",)), Look(START + 5 * HOUR, "published")]
    series = Series(TOKYO, START, START + 9 * HOUR, looks=moved)
    assert _found("moved", {}, Series(TOKYO, START, START + 9 * HOUR, looks=looks)) == []
    assert _told(_found("moved", {}, series)) == [(4, 5)]


def test_a_night_without_light_is_not_unreadable() -> None:
    dark = [Look(START + n * HOUR, "unreadable", ("dark",)) for n in range(10)]
    assert _found("unreadable", {}, Series(TOKYO, START, START + 30 * HOUR, looks=dark)) == []
    longer = [*dark, *(Look(START + n * HOUR, "unreadable", ("fogged",)) for n in range(10, 20))]
    [spell] = _found("unreadable", {}, Series(TOKYO, START, START + 30 * HOUR, looks=longer))
    assert (_told([spell]), spell.figures["pictures"]) == ([(12, None)], 13)


def test_a_legal_end_is_told_twice_and_is_over_with_the_next_meter() -> None:
    soon = Series(TOKYO, START, START, expires_on=date(2026, 4, 20))
    [spell] = _found("expiry", {}, soon)
    assert (spell.level, [level for _, level in spell.changes]) == ("alarm", ["warning", "alarm"])
    later = Series(TOKYO, START, START, held=Held(START, "alarm"), expires_on=date(2034, 4, 20))
    assert [one.until for one in _found("expiry", {}, later)] == [START]


def test_what_is_usual_knows_holidays_as_sundays() -> None:
    golden_week = datetime(2026, 5, 3, 20, tzinfo=UTC)
    assert slot_of(golden_week, TOKYO) == 6 * 24 + 5
    assert slot_of(datetime(2026, 12, 30, 3, tzinfo=UTC), TOKYO) == 6 * 24 + 12


def test_nothing_is_usual_before_three_weeks_are_known() -> None:
    hours = [Hour(START + n * HOUR, 1) for n in range(168 * 2)]
    assert learn(hours, TOKYO) is None
    assert learn([*hours, *(Hour(START + (336 + n) * HOUR, 1) for n in range(168))], TOKYO) is not None


def test_one_leak_of_a_week_is_not_learned() -> None:
    day = [0] * 6 + [10] * 18
    weeks = [one for _ in range(6) for one in day * 7]
    leaking = [one + 30 for one in day * 7]
    learned = learn([Hour(START + n * HOUR, used) for n, used in enumerate([*weeks, *leaking])], TOKYO)
    assert learned is not None
    assert (learned.usual[2], learned.flows) == (0, 19)
