"""What is judged of a register, and since when: each rule that is for it, on the register, its meter or the cameras over it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from harimi.service.alerts.cameras import Watched, cameras_over
from harimi.service.alerts.keeping import Kept
from harimi.service.alerts.kinds.form import About
from harimi.service.alerts.models import OPEN, Alert, Ended, Rule, Watch
from harimi.service.alerts.scoping import Applied, applied, read
from harimi.service.alerts.series import Held
from harimi.service.meters.models import Meter, Pause, Register
from harimi.service.readings.models import Standing

LATE, FARTHEST = timedelta(days=8), timedelta(days=31)
"""A week's backlog opens alerts, and what is older is history. An open alert is judged anew from so long ago at most."""
Thing = tuple[About, UUID]


@dataclass(frozen=True, slots=True)
class Task:
    """One rule on one thing, asked from `since` on; `whole` where its open alert is judged from its beginning."""

    watch: Watch
    applied: Applied
    camera: Watched | None
    alerts: Sequence[Alert]
    since: datetime
    held: Held | None
    whole: bool
    asked: bool = True
    """Whether anything changed that could make a difference."""

    @property
    def rule(self) -> Rule:
        """What it is judged by."""
        return self.applied.rule

    @property
    def register(self) -> Register:
        """What it is judged on, or one of the meter that it is about."""
        return self.watch.register

    @property
    def thing(self) -> Thing:
        """What an alert of it is about."""
        if self.camera is not None:
            return About.DEVICE, self.camera.device.pk
        if self.applied.about == About.METER:
            return About.METER, self.register.meter_id
        return About.REGISTER, self.register.pk

    @property
    def kept(self) -> list[Kept]:
        """Its alerts as `keeping` sees them."""
        return [kept(one) for one in self.alerts]


@dataclass(frozen=True)
class Known:
    """What is known of the registers of some watches."""

    now: datetime
    rules: Mapping[UUID, list[Applied]]
    alerts: Sequence[Alert]
    cameras: Mapping[UUID, list[Watched]]
    newest: Mapping[UUID, datetime]
    paused: set[UUID] = field(default_factory=set)


def known_of(watches: Sequence[Watch], now: datetime) -> Known:
    """A handful of queries, however many watches there are."""
    meters = {one.register.meter_id for one in watches}
    resting = Pause.objects.filter(meter__in=meters, until=None, since__lte=now)
    newest = Standing.objects.filter(register__in=[one.pk for one in watches]).exclude(at=None)
    cameras = cameras_over(meters, now)
    return Known(
        now,
        _rules({one.register.meter.site.organization_id for one in watches}),
        _alerts(watches, cameras, now),
        cameras,
        {pk: at for pk, at in newest.values_list("register", "at") if at is not None},
        set(resting.values_list("meter_id", flat=True)),
    )


def _rules(organizations: set[UUID]) -> dict[UUID, list[Applied]]:
    found: dict[UUID, list[Applied]] = {}
    for rule in Rule.objects.filter(organization__in=organizations, on=True):
        found.setdefault(rule.organization_id, []).append(read(rule))
    return found


def _alerts(watches: Sequence[Watch], cameras: Mapping[UUID, list[Watched]], now: datetime) -> list[Alert]:
    """Those that are open, and those that ended lately, in order of time."""
    registers, meters = [one.pk for one in watches], {one.register.meter_id for one in watches}
    devices = {one.device.pk for those in cameras.values() for one in those}
    theirs = Q(register__in=registers) | Q(device__in=devices) | Q(register=None, meter__in=meters)
    lately = Q(state__in=OPEN) | Q(ended_at__gte=now - FARTHEST) | Q(ended_because=Ended.BY_HAND, until=None)
    return list(Alert.objects.filter(theirs, lately).exclude(rule=None).select_related("rule").order_by("opened_at"))


def tasks_of(watch: Watch, known: Known) -> list[Task]:
    """What is judged now; nothing of a meter that nobody looks at any more."""
    register, meter = watch.register, watch.register.meter
    if not _lives(meter):
        return []
    found: list[Task] = []
    for one in applied(known.rules.get(meter.site.organization_id, ()), register):
        if one.judge.RESTS and meter.pk in known.paused:
            continue
        things = known.cameras.get(meter.pk, ()) if one.about == About.DEVICE else (None,)
        found += [_task(watch, one, camera, known) for camera in things]
    return found


def _lives(meter: Meter) -> bool:
    organization = meter.site.organization
    return meter.retired_at is None and organization.ended_at is None and organization.suspended_at is None


def _task(watch: Watch, one: Applied, camera: Watched | None, known: Known) -> Task:
    mine = [alert for alert in known.alerts if alert.rule_id == one.rule.pk and _is_of(alert, watch.register, camera)]
    newest = known.newest.get(watch.pk, known.now)
    changed = min(watch.changed_from or newest, newest)
    fresh = watch.judged_at is None
    held = next((alert for alert in reversed(mine) if kept(alert).held), None)
    asked = fresh or watch.changed_from is not None or not one.of_readings
    if held is None:
        return Task(watch, one, camera, mine, _reaching(mine, max(changed, known.now - LATE)), None, whole=False, asked=asked)
    if one.of_readings and held.since >= known.now - FARTHEST and (fresh or changed <= held.at):
        return Task(watch, one, camera, mine, held.since, None, whole=True, asked=asked)
    since = max(changed, known.now - FARTHEST, held.since)
    return Task(watch, one, camera, mine, since, Held(held.since, held.level), whole=False, asked=asked)


def _reaching(alerts: Sequence[Alert], since: datetime) -> datetime:
    """From the beginning of alerts on that reach into the time: their values may have been corrected."""
    for alert in reversed(alerts):
        if alert.since < since <= (alert.until or alert.at):
            since = alert.since
    return since


def kept(alert: Alert) -> Kept:
    """An alert as `keeping` sees it."""
    by_hand = alert.ended_because == Ended.BY_HAND and alert.until is None
    over = alert.ended_because == Ended.OVER
    return Kept(alert.since, alert.at, alert.level, alert.until, alert.is_open, alert.is_open or by_hand, over)


def _is_of(alert: Alert, register: Register, camera: Watched | None) -> bool:
    if camera is not None:
        return alert.device_id == camera.device.pk
    of_meter = alert.register_id is None and alert.device_id is None and alert.meter_id == register.meter_id
    return alert.register_id == register.pk or of_meter
