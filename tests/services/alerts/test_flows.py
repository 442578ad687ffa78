"""Water that never stops, stands still or is unusual, as the service finds it while readings come; and the same on trial."""

from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any

import pytest

from harimi.service.alerts.errors import RuleError
from harimi.service.alerts.kinds.registry import KINDS
from harimi.service.alerts.models import Alert, Habit, Watch
from harimi.service.alerts.trial import try_rule
from harimi.service.readings.models import Reading, State
from harimi.service.readings.usage import recompute_between
from harimi.simulate.consumption import Event, consumption
from tests.services.alerts.watched import HOUR, Clock, Scene, judged, scene

pytestmark = pytest.mark.django_db(transaction=True)
TOKYO, WEEKS = timedelta(hours=9), 5


def _lived(made: Scene, litres: list[int], start: datetime) -> None:
    """Hourly readings as if they had come and been judged long ago."""
    total = 0
    rows = []
    for n, used in enumerate([0, *litres]):
        total += used
        rows.append(Reading(register=made.register, at=start + n * HOUR, value=total, state=State.CONFIRMED, changed_at=start))
    Reading.objects.bulk_create(rows)
    recompute_between(made.register, rows[0].at, rows[-1].at)


START = datetime(2026, 4, 5, 15, tzinfo=UTC)
"""A Monday's midnight in Tokyo."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is what time a test says."""
    made = Clock(START)
    monkeypatch.setattr("django.utils.timezone.now", made.now)
    return made


def _household(weeks: int, *events: Event) -> list[int]:
    """What a household used hour by hour from START on."""
    return list(consumption("household", (START + TOKYO).replace(tzinfo=None), weeks * 7, 11, events).litres)


def _live(made: Scene, litres: list[int], last: int, clock: Clock) -> datetime:
    """All but the last hours lie back; those are read, and judged, one after the other. Since when."""
    before = len(litres) - last
    _lived(made, litres[:before], START)
    total, since = sum(litres[:before]), START + before * HOUR
    Watch.objects.create(register=made.register, judged_at=since, due_at=None)
    for n, used in enumerate(litres[before:], start=1):
        total += used
        clock.at = since + n * HOUR + timedelta(seconds=20)
        made.reads(since + n * HOUR, total)
        judged()
    return since


@pytest.mark.parametrize("kinds", [("unusual",), ("continuous", "spike", "no_flow", "usage", "change", "limit")])
def test_a_trial_tells_what_was_told_live(kinds: tuple[str, ...], clock: Clock) -> None:
    leak, burst = Event("leak", WEEKS * 168 - 90, 60, 120.0), Event("burst", WEEKS * 168 - 20, 3, 900.0)
    litres = _household(WEEKS, leak, burst, Event("stuck", WEEKS * 168 - 16, 12, 0.0))
    settings: dict[str, dict[str, Any]] = {
        "usage": {"period": "day", "warning": {"above": "0.9"}, "alarm": {"above": "1.5"}},
        "change": {"period": "day", "warning": {"rise": "30", "fall": "30"}},
        "limit": {"warning": {"above": str((sum(litres) - 700) / 1000)}},
        "no_flow": {"hours": 6},
    }
    made = scene("water")
    rules = {kind: made.rule(kind, settings.get(kind, {})) for kind in kinds}
    since = _live(made, litres, 5 * 24, clock)
    for kind, rule in rules.items():
        tried = try_rule(kind, settings.get(kind, {}), [made.register], since + HOUR, clock.at)
        live = list(Alert.objects.filter(rule=rule).order_by("since", "opened_at"))
        assert live, kind
        expected = [(_told(one), one.since, one.until) for one in live]
        assert [(one.told, one.since, one.until) for one in tried] == expected, kind


def _told(alert: Alert) -> datetime:
    return alert.opened_at - timedelta(seconds=20)


def test_a_leak_explains_what_is_unusual(clock: Clock) -> None:
    made = scene("water")
    made.rule("unusual", {})
    made.rule("continuous", {"hours": 20})
    _live(made, _household(WEEKS, Event("leak", WEEKS * 168 - 70, 70, 150.0)), 72, clock)
    found = {(one.kind, one.state, one.ended_because) for one in made.alerts()}
    assert found == {("unusual", "ended", "explained"), ("continuous", "open", "")}
    unusual = Alert.objects.get(kind="unusual")
    assert float(unusual.figures["used"]) > float(unusual.figures["usual_high"])
    assert float(Alert.objects.get(kind="continuous").figures["least"]) > 0.09


def test_what_is_usual_is_learned_once_a_week(clock: Clock) -> None:
    made = scene("water")
    made.rule("spike", {})
    litres = _household(WEEKS)
    _live(made, litres, 2, clock)
    kept = Habit.objects.get()
    assert kept.week == (clock.at + TOKYO).date() == date(2026, 5, 11)
    assert len(kept.figures["usual"]) == 168
    Habit.objects.update(figures=None)
    made.reads(clock.at, sum(litres) + 1)
    judged()
    assert Habit.objects.get().figures is None


def test_a_trial_of_a_year_takes_seconds() -> None:
    made = scene("water")
    litres = _household(52)
    _lived(made, litres, START)
    began = perf_counter()
    try_rule("unusual", {}, [made.register], START, START + len(litres) * HOUR)
    assert perf_counter() - began < 12


def test_a_trial_says_what_cannot_be() -> None:
    made = scene("water")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(RuleError, match="kind"):
        try_rule("mood", {}, [made.register], now, now)
    with pytest.raises(RuleError, match="settings: hours"):
        try_rule("continuous", {"hours": 0}, [made.register], now, now)
    assert try_rule("lamp", {"lamp": "Alarm"}, [made.register], now, now) == []
    assert set(KINDS) == {
        *("limit", "usage", "change", "continuous", "no_flow", "spike", "unusual", "lamp"),
        *("silence", "battery", "moved", "unreadable", "expiry"),
    }
