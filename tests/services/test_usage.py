"""Usage by hour, day and month: it adds up to the last unit, in the site's own days, across roll-overs."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Max, Min
from hypothesis import given
from hypothesis import strategies as st

from harimi.service.captures.registration import Wanted, register_meter
from harimi.service.meters.models import Register
from harimi.service.readings import recounting
from harimi.service.readings.models import Reading, Recount, State, Usage
from harimi.service.readings.recounting import recount_one
from harimi.service.readings.usage import Period, periods, recompute_between, recompute_within
from harimi.service.readings.writing import AT_ONCE, Said, Writer, follow, write
from tests.services.world import home, person

TOKYO = ZoneInfo("Asia/Tokyo")
START = datetime(2026, 3, 31, 14, 30, tzinfo=UTC)
"""Half past eleven in the evening of the last of March, in Tokyo."""


def _register() -> Register:
    owner = person("owner@example.jp")
    return register_meter(home(owner), Wanted("Water", "drums", "m3", digits=5, decimals=1))


def _say(register: Register, at: datetime, value: int, carried: int = 0) -> None:
    write(register, at, Said(value, carried, State.ESTIMATED, 0.99, None), why="test")


def _usage(register: Register, period: str) -> dict[str, int]:
    found = Usage.objects.filter(register=register, period=period).order_by("start")
    return {one.start.astimezone(TOKYO).strftime("%m-%d %H:%M"): one.amount for one in found}


@pytest.mark.django_db
def test_what_runs_over_midnight_is_divided_between_days_and_months_of_the_site() -> None:
    register = _register()
    _say(register, START, 1000)
    _say(register, START + timedelta(hours=1), 1100)
    assert _usage(register, "hour") == {"03-31 23:00": 50, "04-01 00:00": 50}
    assert _usage(register, "day") == {"03-31 00:00": 50, "04-01 00:00": 50}
    assert _usage(register, "month") == {"03-01 00:00": 50, "04-01 00:00": 50}


@pytest.mark.django_db
def test_a_roll_over_is_no_negative_usage() -> None:
    register = _register()
    _say(register, START, 99_990)
    _say(register, START + timedelta(minutes=20), 10, carried=100_000)
    assert _usage(register, "hour") == {"03-31 23:00": 20}


@pytest.mark.django_db
def test_a_reading_taken_back_takes_its_usage_with_it() -> None:
    register = _register()
    _say(register, START, 1000)
    _say(register, START + timedelta(hours=30), 1300)
    assert sum(_usage(register, "day").values()) == 300
    gone = Reading.objects.get(register=register, at=START + timedelta(hours=30))
    writer = Writer()
    writer.take_back(register, gone, why="test")
    writer.write()
    follow(writer.changes)
    assert _usage(register, "day") == {}
    assert _usage(register, "hour") == {}


@pytest.mark.django_db
def test_readings_in_any_order_give_the_same_usage() -> None:
    register = _register()
    for hours, value in ((0, 1000), (9, 1090), (3, 1003), (40, 1700), (2, 1002), (26, 1111)):
        _say(register, START + timedelta(hours=hours), value)
    days, hours_ = _usage(register, "day"), _usage(register, "hour")
    assert sum(days.values()) == sum(hours_.values()) == sum(_usage(register, "month").values()) == 700
    assert hours_["04-01 01:00"] + hours_["04-01 02:00"] == 3 - 1 + (1090 - 1003) // 12


def _all(register: Register) -> list[tuple[str, datetime, int]]:
    return list(Usage.objects.filter(register=register).order_by("period", "start").values_list("period", "start", "amount"))


def _at_once(register: Register) -> list[tuple[str, datetime, int]]:
    """What it used, as it is where all is counted at once."""
    Usage.objects.filter(register=register).delete()
    ends = Reading.objects.filter(register=register).aggregate(first=Min("at"), last=Max("at"))
    recompute_between(register, ends["first"], ends["last"])
    return _all(register)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", [timedelta(days=3), timedelta(days=800)])
def test_a_word_about_long_ago_leaves_what_hangs_on_it_to_a_worker_who_counts_the_same(before: timedelta) -> None:
    register = _register()
    for hour in range(3):
        _say(register, START + timedelta(hours=hour), 5000 + 7 * hour)
    near = _all(register)
    _say(register, START - before, 100)
    if before > AT_ONCE:
        assert _all(register) == near
        assert recount_one()
    assert not recount_one()
    assert not Recount.objects.exists()
    told = _all(register)
    assert sum(amount for period, _, amount in told if period == "month") == 5014 - 100
    assert told == _at_once(register)


@pytest.mark.django_db(transaction=True)
def test_whichever_reading_of_long_ago_is_set_right_the_worker_counts_all_that_hangs_on_it() -> None:
    register = _register()
    moments = [START + timedelta(days=200 * n, hours=5) for n in range(4)]
    for at, value in zip(moments, (100, 900, 1000, 4000), strict=True):
        _say(register, at, value)
    assert recount_one()
    for at, said in ((moments[1], 500), (moments[2], None), (moments[3], None), (moments[0], None)):
        state = State.CONFIRMED if said else State.UNREADABLE
        write(register, at, Said(said, 0, state, 1.0, None, by_person=True), why="test")
        assert Recount.objects.count() == 1
        assert recount_one()
        assert _all(register) == _at_once(register)
    assert _all(register) == []


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_told_more_while_it_counts_leaves_all_of_it_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    register = _register()
    _say(register, START, 5000)
    _say(register, START - timedelta(days=800), 1000)
    done: list[datetime] = []

    def counted(register: Register, start: datetime, end: datetime) -> None:
        done.append(start)
        recompute_within(register, start, end)
        if len(done) == 2:
            _say(register, START - timedelta(days=1500), 100)

    monkeypatch.setattr(recounting, "recompute_within", counted)
    assert recount_one()
    assert len(done) == 2
    assert recount_one()
    assert not Recount.objects.exists()
    assert _all(register) == _at_once(register)


@pytest.mark.django_db(transaction=True)
def test_a_count_that_fails_is_tried_again_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    register = _register()
    _say(register, START, 5000)
    _say(register, START - timedelta(days=800), 1000)
    with monkeypatch.context() as broken:
        broken.setattr(recounting, "recompute_within", lambda *_: 1 / 0)
        for _ in range(7):
            Recount.objects.update(due_at=START)
            assert recount_one()
            assert not recount_one()
    Recount.objects.update(due_at=START)
    assert recount_one()
    assert _all(register) == _at_once(register)


@pytest.mark.django_db
def test_a_gauge_has_no_usage() -> None:
    owner = person("gauge@example.jp")
    register = register_meter(home(owner), Wanted("Pressure", "dial", "MPa"))
    _say(register, START, 10)
    _say(register, START + timedelta(hours=1), 20)
    assert not Usage.objects.exists()


@given(
    st.sampled_from(["Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)),  # noqa: DTZ001
    st.integers(0, 5000),
    st.sampled_from(list(Period)),
)
def test_periods_follow_each_other_without_gap_and_begin_at_local_borders(
    name: str, first: datetime, minutes: int, period: Period
) -> None:
    zone, start = ZoneInfo(name), first.replace(tzinfo=UTC)
    found = list(periods(period, start, start + timedelta(minutes=minutes), zone))
    assert found[0][0] <= start < found[0][1]
    assert found[-1][1] > start + timedelta(minutes=minutes)
    assert all(a[1] == b[0] for a, b in pairwise(found))
    assert all(begin < end for begin, end in found)
    if period is not Period.HOUR:
        assert all(begin.astimezone(zone).hour == 0 for begin, _ in found)
