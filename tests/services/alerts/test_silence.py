"""A camera that is not heard any more, and one of which nobody may say that."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from harimi.service.accounts.models import Organization
from harimi.service.alerts.firsts import make_first
from harimi.service.alerts.lasting import figures_now
from harimi.service.alerts.models import Alert, AlertEvent
from harimi.service.alerts.watching import watch_all
from harimi.service.devices.models import DeviceHealth
from harimi.service.devices.services import follow, install, moved, new_camera
from harimi.service.meters.changing import resume, take_back
from harimi.service.meters.models import Meter, Pause
from harimi.service.meters.queries import meters_of
from harimi.service.readings.models import Standing
from harimi.service.readings.overview import overview
from harimi.service.support.violations import leading
from tests.services.alerts.watched import HOUR, Clock, judged, judged_now, scene
from tests.services.breaches import officer, suspended
from tests.services.world import World, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 6, 24, 3, tzinfo=UTC)
"""A Wednesday's noon in Tokyo."""
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is what time a test says."""
    made = Clock(NOON)
    monkeypatch.setattr("django.utils.timezone.now", made.now)
    return made


def _at(clock: Clock, moment: datetime) -> None:
    clock.at = moment
    judged()


def _silences() -> list[Alert]:
    return list(Alert.objects.filter(kind="silence").order_by("opened_at"))


def test_a_silent_camera_is_one_alert_for_all_that_it_watches(clock: Clock) -> None:
    made = scene("water")
    other = scene("pressure", "second@example.jp")
    Meter.objects.filter(pk=other.register.meter_id).update(site=made.site)
    make_first()
    device, _ = new_camera(made.site.organization, "Cellar")
    for one in (made, other):
        install(device, one.register.meter, since=NOON - 9 * HOUR)
        Standing.objects.update_or_create(register=one.register, defaults={"silent_after": NOON - HOUR, "every": 3600})
    assert watch_all() == 2
    judged()
    [alert] = Alert.objects.filter(kind="silence")
    assert (alert.device, alert.register, alert.since, figures_now(alert)) == (device, None, NOON - 4 * HOUR, {"hours": 3})
    Standing.objects.filter(register=other.register).update(silent_after=NOON + 3 * HOUR)
    judged_now(made.register)
    alert.refresh_from_db()
    assert (alert.state, alert.ended_because, figures_now(alert)) == ("ended", "over", {"hours": 4})
    clock.at = NOON + 3 * HOUR + timedelta(seconds=2)
    judged()
    assert Alert.objects.filter(kind="silence", state="open").count() == 1


def test_nobody_misses_the_pictures_of_a_paused_meter(clock: Clock) -> None:
    made = scene("water")
    make_first()
    device, _ = new_camera(made.site.organization, "Cellar")
    install(device, made.register.meter, since=NOON - 9 * HOUR)
    Standing.objects.update_or_create(register=made.register, defaults={"silent_after": NOON - HOUR, "every": 3600})
    DeviceHealth.objects.create(device=device, at=NOON, battery_percent=11)
    watch_all()
    judged()
    Pause.objects.create(meter=made.register.meter, since=NOON)
    judged_now(made.register)
    assert {(one.kind, one.state, one.ended_because) for one in made.alerts()} == {
        ("silence", "ended", "retired"),
        ("battery", "open", ""),
    }


@pytest.mark.parametrize("what", ["exchanged", "resumed", "taken_back"])
def test_a_camera_is_missed_no_earlier_than_somebody_waits_for_it(clock: Clock, what: str) -> None:
    made = scene("water")
    make_first()
    device, _ = new_camera(made.site.organization, "Cellar")
    hangs = install(device, made.register.meter, since=NOON - 90 * HOUR)
    Standing.objects.update_or_create(register=made.register, defaults={"silent_after": NOON - 40 * HOUR, "every": 3600})
    if what == "exchanged":
        follow(hangs, new_camera(made.site.organization, "New")[0], NOON)
    elif what == "resumed":
        Pause.objects.create(meter=made.register.meter, since=NOON - 60 * HOUR)
        resume(made.register.meter, actor=made.owner)
    else:
        Meter.objects.update(retired_at=NOON - 60 * HOUR)
        take_back(made.register.meter, actor=made.owner)
    watch_all()
    _at(clock, NOON + 3 * HOUR - MINUTE)
    assert not Alert.objects.filter(kind="silence").exists()
    clock.at = NOON + 3 * HOUR + MINUTE
    judged_now(made.register)
    assert Alert.objects.get(kind="silence").since == NOON


def _sends(made: World, *taken: datetime) -> None:
    for n, at in enumerate(taken):
        send(made, Decimal("8765.41") + n, at)


def test_a_camera_that_sends_what_it_took_days_ago_is_not_silent(clock: Clock) -> None:
    made = world("energy", since=NOON - 90 * HOUR)
    make_first()
    watch_all()
    _sends(made, *(NOON - n * HOUR for n in (50, 49, 48)))
    work()
    judged()
    assert not _silences()
    assert "silent" not in overview(meters_of(made.owner), NOON)[0].needs
    clock.at = NOON + 4 * HOUR
    judged_now(made.register)
    assert [(one.since, one.state) for one in _silences()] == [(NOON, "open")]


def test_a_camera_is_not_silent_while_nobody_reads_what_it_sends(clock: Clock) -> None:
    made = world("energy", since=NOON - 90 * HOUR)
    make_first()
    watch_all()
    Standing.objects.update_or_create(register=made.register, defaults={"silent_after": NOON - HOUR, "every": 3600})
    _sends(made, NOON - HOUR)
    judged()
    assert not _silences()
    clock.at = NOON + 3 * HOUR + MINUTE
    judged_now(made.register)
    assert [one.since for one in _silences()] == [NOON]


def test_whoever_says_that_a_camera_stands_otherwise_has_not_heard_it(clock: Clock) -> None:
    made = scene("water")
    make_first()
    device, _ = new_camera(made.site.organization, "Cellar")
    install(device, made.register.meter, since=NOON - 90 * HOUR)
    Standing.objects.update_or_create(register=made.register, defaults={"silent_after": NOON - HOUR, "every": 3600})
    watch_all()
    judged()
    moved(made.register.meter, actor=made.owner)
    judged_now(made.register)
    [alert] = _silences()
    assert (alert.state, list(AlertEvent.objects.values_list("what", flat=True))) == ("open", ["opened"])


def test_nobody_misses_cameras_that_were_not_let_in(clock: Clock) -> None:
    made = scene("water")
    make_first()
    device, _ = new_camera(made.site.organization, "Cellar")
    install(device, made.register.meter, since=NOON - 90 * HOUR)
    Standing.objects.update_or_create(register=made.register, defaults={"silent_after": NOON - 40 * HOUR, "every": 3600})
    Standing.objects.update(silent_after=NOON + HOUR)
    case = suspended(made.site.organization)
    clock.at = NOON + 50 * HOUR
    leading.lift(case, actor=officer())
    assert Organization.objects.get(pk=made.site.organization.pk).resumed_at == clock.at
    watch_all()
    judged()
    assert not _silences()
    _at(clock, NOON + 53 * HOUR + MINUTE)
    assert [one.since for one in _silences()] == [NOON + 50 * HOUR]
