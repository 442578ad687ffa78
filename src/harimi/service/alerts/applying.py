"""What was found becomes rows: alerts are opened, change their level, and end."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from harimi.service.alerts.happening import end, happened, next_due
from harimi.service.alerts.keeping import Change, Do
from harimi.service.alerts.kinds.form import About
from harimi.service.alerts.models import OPEN, Alert, Ended, Happened, Level, Watch
from harimi.service.alerts.quiet import quiet_until
from harimi.service.alerts.spells import Spell
from harimi.service.alerts.tasks import Known, Task
from harimi.service.readings.models import Attempt

Changes = tuple[Task, list[Change]]


def explain(tasks: Mapping[UUID, Sequence[Task]], changes: Iterable[Changes]) -> list[Changes]:
    """One alert for one cause: what another kind knows more of is not told beside it, and ends where that one begins."""
    by_task = {(task.watch.pk, task.rule.pk, task.thing): theirs for task, theirs in changes}
    found: list[Changes] = []
    for those in tasks.values():
        told = {task.rule.kind for task in those if _tells(task, by_task.get(_key(task), []))}
        for task in those:
            theirs = by_task.get(_key(task), [])
            found.append((task, _explained(task, theirs) if told & set(task.applied.judge.YIELDS) else theirs))
    return [(task, theirs) for task, theirs in found if theirs]


def _key(task: Task) -> tuple[UUID, UUID, tuple[About, UUID]]:
    return task.watch.pk, task.rule.pk, task.thing


def _tells(task: Task, changes: Sequence[Change]) -> bool:
    """Whether an alert of it is open once the changes are made, or somebody ended it while it is so."""
    if any(one.do == Do.OPEN and one.until is None for one in changes):
        return True
    ends = any(one.do in (Do.OVER, Do.CORRECTED, Do.PASSED) for one in changes)
    return any(one.held for one in task.kept) and not ends


def _explained(task: Task, changes: Sequence[Change]) -> list[Change]:
    kept = [one for one in changes if one.do not in (Do.OPEN, Do.LEVEL)]
    ends = {one.alert for one in kept}
    return [*kept, *(Change(Do.EXPLAINED, alert=n) for n, one in enumerate(task.alerts) if one.is_open and n not in ends)]


def apply(task: Task, changes: Sequence[Change], now: datetime) -> None:
    """Call it in the transaction of what was judged."""
    for change in changes:
        if change.do == Do.OPEN and change.spell is not None:
            _open(task, change.spell, change, now)
        elif change.do == Do.LEVEL and change.spell is not None:
            _level(task, task.alerts[change.alert], change.spell, now)
        elif change.do == Do.PASSED:
            Alert.objects.filter(pk=task.alerts[change.alert].pk).update(until=change.until)
        else:
            _end(task, task.alerts[change.alert], change)


def _open(task: Task, spell: Spell, change: Change, now: datetime) -> None:
    about, _ = task.thing
    level = (spell.worst if change.until else spell.level) or task.rule.level
    quiet = quiet_until(task.rule.quiet, level, now, task.register.meter.site.zone)
    alert = Alert(
        organization_id=task.rule.organization_id,
        rule=task.rule,
        kind=task.rule.kind,
        register=task.register if about == About.REGISTER else None,
        meter=task.register.meter,
        device=task.camera.device if task.camera else None,
        level=level,
        since=spell.since,
        opened_at=now,
        told_at=quiet or now,
        quiet_until=quiet,
        at=spell.at,
        attempt_id=spell.attempt or _picture(task, spell.at),
        figures={**spell.figures, **({"more": change.more} if change.more else {})},
    )
    alert.due_at = next_due(alert, task.rule)
    try:
        with transaction.atomic():
            alert.save(force_insert=True)
    except IntegrityError:  # another register of the same camera was judged at this moment
        return
    happened(alert, Happened.OPENED, at=now)
    if change.until is not None:
        end(alert, Ended.OVER, until=change.until)


def _picture(task: Task, at: datetime) -> int | None:
    """The last picture until a moment: what is found by the lack of pictures, or without any, shows the one before."""
    theirs = Attempt.objects.filter(register=task.register, taken_at__lte=at).exclude(cut=None)
    return theirs.order_by("-taken_at").values_list("pk", flat=True).first()


def _level(task: Task, alert: Alert, spell: Spell, now: datetime) -> None:
    """A level that rises is told as what is new: whoever acknowledged it knew of less."""
    level = spell.level or task.rule.level
    raised = level == Level.ALARM
    changes: dict[str, object] = {"level": level}
    if raised:
        quiet = quiet_until(task.rule.quiet, level, now, task.register.meter.site.zone)
        figures = spell.figures or alert.figures
        changes |= {"state": Alert.State.OPEN, "step": 0, "told_at": quiet or now, "quiet_until": quiet, "snoozed_until": None}
        changes |= {"at": spell.at, "attempt_id": spell.attempt or alert.attempt_id, "figures": figures}
    if not Alert.objects.filter(pk=alert.pk, state__in=OPEN).update(**changes):
        return
    alert.refresh_from_db()
    Alert.objects.filter(pk=alert.pk).update(due_at=next_due(alert, task.rule))
    happened(alert, Happened.RAISED if raised else Happened.LOWERED, at=now)


def _end(task: Task, alert: Alert, change: Change) -> None:
    because = Ended(change.do.value)
    if because == Ended.CORRECTED and task.watch.judged_at is None:
        because = Ended.RULE_CHANGED
    end(alert, because, until=change.until)


def forget_rules(watches: Sequence[Watch], tasks: Mapping[UUID, Sequence[Task]], known: Known) -> None:
    """Ends alerts of what is not watched any more: the rule was switched off or is replaced, or nobody looks at the meter.

    While an organization is suspended nothing is known of what it has, and its alerts stay as they are.
    """
    watched = {(task.rule.pk, task.thing) for those in tasks.values() for task in those}
    mine = {one.pk: one for one in watches}
    meters = {one.register.meter_id: one for one in watches}
    for alert in known.alerts:
        watch = mine.get(alert.register_id) if alert.register_id else meters.get(alert.meter_id)
        if watch is None or not alert.is_open or (alert.rule_id, _thing(alert)) in watched:
            continue
        if watch.register.meter.site.organization.suspended_at is not None:
            continue
        resting = not tasks[watch.pk] or alert.meter_id in known.paused or alert.device_id is not None
        end(alert, Ended.RETIRED if resting and alert.rule is not None and alert.rule.on else Ended.RULE_OFF)


def _thing(alert: Alert) -> tuple[About, UUID]:
    if alert.register_id:
        return About.REGISTER, alert.register_id
    return (About.DEVICE, alert.device_id) if alert.device_id else (About.METER, alert.meter_id)
