"""When photographs are due, in any zone, over changes of its clocks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harimi.camera.schedule import last_due, moments, next_due
from harimi.camera.settings import Settings

ZONES = (
    "Asia/Tokyo",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/St_Johns",
)
DAYS = st.dates(date(2009, 1, 1), date(2027, 12, 31))
MOMENTS = st.datetimes(datetime(2009, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
MINUTE = timedelta(minutes=1)


def settings(zone: str = "Asia/Tokyo", every: int = 0, **more: object) -> Settings:
    """Settings of a site in a zone."""
    return replace(Settings(time_zone=zone, every_minutes=every), **more)  # type: ignore[arg-type]


def walls(day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Every minute that a day of the zone has, in UTC and on its wall clock, by walking through real time."""
    moment = datetime.combine(day, time(0), UTC) - timedelta(hours=26)
    for _ in range(3 * 24 * 60):
        wall = moment.astimezone(zone)
        if wall.date() == day:
            yield moment, wall.replace(tzinfo=None)
        moment += MINUTE


@given(DAYS, st.sampled_from(ZONES), st.sampled_from((1, 7, 15, 30, 60, 90, 720, 1440)))
def test_regular_moments_are_those_at_which_the_wall_clock_shows_a_multiple(day: date, zone: str, every: int) -> None:
    shown = list(walls(day, ZoneInfo(zone)))
    wanted = {moment for moment, wall in shown if (wall.hour * 60 + wall.minute) % every == 0}
    found = set(moments(settings(zone, every), day))
    assert wanted <= found
    for moment in found - wanted:
        before = (moment - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).utcoffset()
        assert before is not None
        assert moment.astimezone(ZoneInfo(zone)).utcoffset() != before, (
            "only the change of the clocks may stand for what it skips"
        )


@given(DAYS, st.sampled_from(ZONES), st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_a_named_time_comes_once_a_day(day: date, zone: str, at: time) -> None:
    found = moments(settings(zone, at=(at,)), day)
    assert len(found) == 1
    shown = [moment for moment, wall in walls(day, ZoneInfo(zone)) if wall.time() == at]
    if shown:
        assert found == shown[:1]


@given(
    MOMENTS,
    st.sampled_from(ZONES),
    st.integers(1, 1440),
)
def test_next_and_last_meet(after: datetime, zone: str, every: int) -> None:
    chosen = settings(zone, every)
    due = next_due(chosen, after)
    assert due is not None
    assert after < due <= after + timedelta(hours=49)
    assert next_due(chosen, due - timedelta(seconds=1)) == due
    assert last_due(chosen, after, due) == due
    assert last_due(chosen, after, due - timedelta(microseconds=1)) is None


def test_times_that_a_day_lacks_come_when_the_clocks_are_put_forward() -> None:
    chosen = settings("Europe/Berlin", at=(time(2, 30),))
    assert moments(chosen, date(2026, 3, 29)) == [datetime(2026, 3, 29, 1, tzinfo=UTC)]


def test_times_that_a_day_has_twice_come_twice_only_where_they_are_regular() -> None:
    day = date(2026, 10, 25)
    assert moments(settings("Europe/Berlin", at=(time(2, 30),)), day) == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
    assert len(moments(settings("Europe/Berlin", 60), day)) == 25
    assert len(moments(settings("Europe/Berlin", 60), date(2026, 3, 29))) == 23


@pytest.mark.parametrize(
    ("window", "shown"),
    [
        ((time(6), time(8)), ["06:00", "07:00", "08:00"]),
        ((time(22), time(1)), ["00:00", "01:00", "22:00", "23:00"]),
    ],
)
def test_regular_times_are_bound_by_windows_and_named_ones_are_not(window: tuple[time, time], shown: list[str]) -> None:
    chosen = settings("Asia/Tokyo", 60, windows=(window,), at=(time(12, 34),))
    found = [f"{moment.astimezone(chosen.zone):%H:%M}" for moment in moments(chosen, date(2026, 4, 6))]
    assert found == sorted([*shown, "12:34"])


def test_nothing_is_due_where_nothing_is_named() -> None:
    assert next_due(settings(), datetime(2026, 4, 6, tzinfo=UTC)) is None
