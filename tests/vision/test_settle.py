"""Photographs settle each other over time: a wrong accept is outvoted, and a right value is never refused for long."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest

from harimi.vision.decode.settle import Settled, settle
from harimi.vision.history import Limits, Moment
from harimi.vision.observation import Alternative
from training.bench.readers import START, Faults, clear, household, photographs

ONE = Decimal(1)
FREE = Limits()


def hourly(*rows: tuple[Alternative, ...]) -> list[Moment]:
    return [Moment(START + timedelta(hours=n), row) for n, row in enumerate(rows)]


def rising(first: int, count: int, by: int = 3) -> list[tuple[Alternative, ...]]:
    return [clear(first + by * n) for n in range(count)]


def finals(found: tuple[Settled, ...]) -> list[tuple[str, int | None]]:
    return [(one.state, None if one.value is None else int(one.value)) for one in found]


def test_one_photograph_alone_is_what_it_says() -> None:
    (only,) = settle(hourly(clear(1234, 0.95)), ONE, FREE)
    assert finals((only,)) == [("published", 1234)]
    assert only.confidence == pytest.approx(0.95)
    assert settle(hourly(()), ONE, FREE)[0].state == "unreadable"
    assert settle([], ONE, FREE) == ()


def test_later_photographs_confirm() -> None:
    found = settle(hourly(*rising(1000, 4)), ONE, FREE)
    assert [one.at_once.state for one in found] == ["published"] * 4
    assert [one.state for one in found] == ["confirmed", "confirmed", "confirmed", "published"]


@pytest.mark.parametrize("wrong", [8234, 1936])
def test_a_first_reading_that_was_wrong_blocks_nothing(wrong: int) -> None:
    """The known failure of other readers: once too high a value is accepted, every right one is refused as falling."""
    found = settle(hourly(clear(wrong, 0.97), *rising(1236, 4)), ONE, FREE)
    assert found[0].at_once.state == "published"
    assert finals(found)[0] == ("rejected", None)
    assert [one.at_once.state for one in found[2:]] == ["published"] * 3
    assert finals(found)[1] == ("confirmed", 1236)


@pytest.mark.parametrize("wrong", [1930, 1090, 7030, 30])
@pytest.mark.parametrize("run", [1, 2, 3])
def test_wrong_readings_among_right_ones_block_nothing(wrong: int, run: int) -> None:
    """One to three in a row, each wrong in the same way and with a straight face; at most as many right ones then wait."""
    rows = rising(1000, 20)
    rows[10 : 10 + run] = [clear(wrong + 3 * n, 0.97) for n in range(run)]
    found = settle(hourly(*rows), ONE, FREE)
    assert found[10].at_once.state == "uncertain"
    assert all(one.state in ("uncertain", "rejected") for one in found[10 : 10 + run])
    assert all(one.at_once.state == "published" for one in found[10 + 2 * run :])
    assert [one.state for one in found[:9]] == ["confirmed"] * 9


def test_a_torn_digit_is_settled_by_the_next_photographs() -> None:
    rows = rising(1000, 8)
    rows[4] = clear(1082, 0.55) + clear(1012, 0.43)
    found = settle(hourly(*rows), ONE, FREE)
    assert finals(found)[4] == ("confirmed", 1012)


def test_a_published_value_is_corrected_and_the_right_one_known() -> None:
    rows = [clear(1500, 0.905) + clear(1000, 0.09), *rising(1003, 6)]
    found = settle(hourly(*rows), ONE, FREE)
    assert (found[0].at_once.state, str(found[0].at_once.value)) == ("published", "1500")
    assert finals(found)[0] == ("corrected", 1000)


def test_a_misread_photograph_of_a_standing_meter_takes_its_value_from_both_sides() -> None:
    rows = [clear(1000), clear(1000), clear(4000, 0.95), clear(1000), clear(1000)]
    assert finals(settle(hourly(*rows), ONE, FREE))[2] == ("confirmed", 1000)


def test_the_same_doubt_a_hundred_times_is_no_certainty() -> None:
    """A worn 1 that looks like a 7 in every photograph: counting photographs must not decide it."""
    rows = [clear(1000 + 3 * n, 0.6) + clear(7000 + 3 * n, 0.35) for n in range(100)]
    assert {one.state for one in settle(hourly(*rows), ONE, FREE)} == {"uncertain"}


def test_silence_does_not_make_the_impossible_possible() -> None:
    limits = Limits(max_per_hour=Decimal(10))
    rows = [*rising(1000, 10), *([()] * 200), clear(9000, 0.97)]
    last = settle(hourly(*rows), ONE, limits)[-1]
    assert last.state == "uncertain"
    assert [reason.code for reason in last.at_once.reasons] == ["too_fast"]


def test_an_exchange_that_nobody_announced_is_believed_after_some_photographs_and_told() -> None:
    found = settle(hourly(*rising(8000, 30), *rising(2, 10)), ONE, FREE)
    assert [one.at_once.state for one in found[30:32]] == ["uncertain"] * 2
    assert all(one.at_once.state == "published" for one in found[35:])
    assert [n for n, one in enumerate(found) if one.breaks] == [30]
    assert finals(found)[29] == ("confirmed", 8087)


def test_an_announced_exchange_is_no_break() -> None:
    limits = Limits(exchanges=(START + timedelta(hours=29, minutes=30),))
    found = settle(hourly(*rising(8000, 30), *rising(2, 10)), ONE, limits)
    assert [one.at_once.state for one in found] == ["published"] * 40
    assert not any(one.breaks for one in found)


def test_a_counter_rolls_over() -> None:
    rows = [clear((9980 + 5 * n) % 10_000) for n in range(12)]
    found = settle(hourly(*rows), ONE, Limits(rolls_over_at=Decimal(10_000)))
    assert [one.at_once.state for one in found] == ["published"] * 12
    assert not any(one.breaks for one in found)


def test_a_persons_word_outweighs_photographs() -> None:
    told = Moment.known(START + timedelta(hours=4), Decimal(7012), sure=True)
    moments = hourly(*rising(1000, 9))
    moments[4] = told
    found = settle(moments, ONE, FREE)
    assert finals(found)[4] == ("confirmed", 7012)
    assert [one.at_once.state for one in found[5:7]] == ["uncertain"] * 2


def test_a_gauge_without_a_limit_may_be_anywhere() -> None:
    rows = [clear(5), clear(90), clear(3)]
    assert [one.state for one in settle(hourly(*rows), ONE, Limits(counts_up=False))] == ["published"] * 3


def test_a_gauge_with_a_limit_is_held_to_it() -> None:
    rows = [clear(50), clear(52), clear(90, 0.95), clear(51), clear(49)]
    found = settle(hourly(*rows), ONE, Limits(counts_up=False, max_per_hour=Decimal(5)))
    assert [one.at_once.state for one in found] == ["published", "published", "uncertain", "published", "published"]


def test_what_is_settled_does_not_depend_on_what_came_long_before() -> None:
    """The service looks at a stretch only: it must come to the same values."""
    rng = np.random.default_rng(1)
    moments = list(photographs(rng, household(rng, 300), 6, Faults()))
    whole, part = settle(moments, ONE, FREE), settle(moments[150:], ONE, FREE)
    same = [a.value == b.value and a.state == b.state for a, b in zip(whole[190:], part[40:], strict=True)]
    assert sum(same) >= 0.97 * len(same)


def test_long_histories_with_planted_errors() -> None:
    """4,000 photographs of eight households, 2 % misread with a straight face, 15 % torn, 5 % blind."""
    said: Counter[str] = Counter()
    for seed in range(8):
        rng = np.random.default_rng(seed)
        values = household(rng, 500)
        moments = list(photographs(rng, values, 6, Faults()))
        for value, moment, one in zip(values, moments, settle(moments, ONE, FREE), strict=True):
            at_once, sure = one.at_once, one.state in ("published", "confirmed", "corrected")
            said["shown"] += bool(moment.rivals)
            said["at once"] += at_once.state == "published"
            said["at once, far off"] += at_once.state == "published" and abs(int(at_once.value or 0) - value) > 20
            said["settled"] += sure
            said["settled, far off"] += sure and abs(int(one.value or 0) - value) > 20
    assert said["at once"] > 0.92 * said["shown"]
    assert said["at once, far off"] <= 0.004 * said["at once"]
    assert said["settled"] > 0.95 * said["shown"]
    assert said["settled, far off"] <= 0.001 * said["settled"]
