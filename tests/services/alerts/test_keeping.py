"""What becomes of alerts when spells were found, however often they are found again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harimi.service.alerts.applying import explain
from harimi.service.alerts.keeping import Change, Do, Kept, kept_up
from harimi.service.alerts.models import Alert, Rule, Watch
from harimi.service.alerts.scoping import read
from harimi.service.alerts.spells import Spell
from harimi.service.alerts.tasks import Task
from harimi.service.meters.models import Meter, Register

pytestmark = pytest.mark.once
START = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
Hours = list[tuple[int, int, bool]]


def _spells(lengths: Hours, *, goes_on: bool) -> list[Spell]:
    """One after the other: after how many hours each begins, for how long, and whether it is an alarm."""
    found, at = list[Spell](), START
    for pause, length, alarm in lengths:
        since, until = at + pause * HOUR, at + (pause + length) * HOUR
        level = "alarm" if alarm else "warning"
        found.append(Spell(since, since, level, since, None, {}, until, ((since, level),)))
        at = until
    if found and goes_on:
        found[-1] = replace(found[-1], until=None)
    return found


def _judged(spells: list[Spell], alerts: list[Kept], *, whole: bool = True) -> list[Change]:
    return kept_up(spells, alerts, level="warning", since=START, past_from=START, whole=whole)


def _after(changes: list[Change], alerts: list[Kept]) -> list[Kept]:
    """The alerts once what was to be done is done."""
    kept = list(alerts)
    for one in changes:
        if one.do == Do.OPEN and one.spell is not None:
            going = one.until is None
            kept.append(Kept(one.spell.since, one.spell.at, one.spell.level, one.until, going, going, not going))
        elif one.do == Do.LEVEL and one.spell is not None:
            kept[one.alert] = replace(kept[one.alert], level=one.spell.level)
        elif one.do == Do.OVER:
            kept[one.alert] = replace(kept[one.alert], until=one.until, open=False, held=False, over=True)
        else:
            kept[one.alert] = replace(kept[one.alert], open=False, held=False, over=False)
    return kept


LENGTHS = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.booleans()), max_size=6)


@given(LENGTHS, st.booleans())
def test_whatever_is_found_opens_one_alert_at_most(lengths: Hours, goes_on: bool) -> None:
    spells = _spells(lengths, goes_on=goes_on)
    changes = _judged(spells, [])
    assert [one.do for one in changes] == ([Do.OPEN] if spells else [])
    assert sum(one.more + 1 for one in changes) == len(spells)


@given(LENGTHS, st.booleans(), st.integers(0, 3))
def test_found_again_it_changes_nothing(lengths: Hours, goes_on: bool, again: int) -> None:
    spells = _spells(lengths, goes_on=goes_on)
    kept = _after(_judged(spells[-1:], []), [])
    for _ in range(again):
        assert _judged(spells[-1:], kept) == []
    assert sum(one.open for one in kept) == (1 if spells and goes_on else 0)


@given(LENGTHS, LENGTHS, st.booleans(), st.booleans())
def test_after_a_correction_no_alert_tells_of_what_never_was(was: Hours, now: Hours, went_on: bool, goes_on: bool) -> None:
    kept = _after(_judged(_spells(was, goes_on=went_on), []), [])
    spells = _spells(now, goes_on=goes_on)
    kept = _after(_judged(spells, kept), kept)
    assert sum(one.open for one in kept) == (1 if spells and goes_on else 0)
    for one in kept:
        tells = any(spell.overlaps(one.since, one.until) for spell in spells)
        assert tells or not (one.open or one.over)


def test_what_somebody_ended_opens_nothing_until_it_was_over_once() -> None:
    [spell] = _spells([(1, 5, False)], goes_on=True)
    by_hand = Kept(spell.since, spell.at, "warning", None, open=False, held=True, over=False)
    assert _judged([spell], [by_hand]) == []
    over = replace(spell, until=START + 9 * HOUR)
    assert [one.do for one in _judged([over], [by_hand])] == [Do.PASSED]


def test_what_begins_again_after_it_was_ended_by_hand_and_over_opens_another_at_once() -> None:
    spells = _spells([(1, 1, False), (4, 1, True)], goes_on=True)
    by_hand = Kept(spells[0].since, spells[0].at, "warning", None, open=False, held=True, over=False)
    changes = _judged(spells, [by_hand])
    assert [(one.do, one.until, one.spell) for one in changes] == [
        (Do.PASSED, spells[0].until, None),
        (Do.OPEN, None, spells[1]),
    ]
    assert _judged(spells, _after(changes, [replace(by_hand, until=spells[0].until)])) == []


def test_what_is_not_found_in_a_part_of_the_time_is_over_and_not_corrected() -> None:
    open_one = Kept(START - HOUR, START - HOUR, "warning", None, open=True, held=True, over=False)
    assert [one.do for one in _judged([], [open_one], whole=False)] == [Do.OVER]
    assert [one.do for one in _judged([], [open_one], whole=True)] == [Do.CORRECTED]


def test_what_somebody_ended_goes_on_explaining_its_relatives_while_it_is_so() -> None:
    watch = Watch(register=Register(meter=Meter()))
    leak = Alert(since=START, at=START, level="warning", state="ended", ended_because="by_hand")
    known, odd = (
        Task(watch, read(Rule(kind=kind, settings={})), None, alerts, START, None, whole=False)
        for kind, alerts in (("continuous", [leak]), ("unusual", []))
    )
    [spell] = _spells([(1, 1, False)], goes_on=True)
    found = (odd, [Change(Do.OPEN, spell)])
    assert explain({watch.pk: [known, odd]}, [found]) == []
    leak.until = START + HOUR
    assert explain({watch.pk: [known, odd]}, [found]) == [found]
