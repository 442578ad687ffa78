"""The worker's part: registers that are due are judged by all rules that are for them, some registers at a time.

1. What is known of them is read: rules, alerts, cameras, and of each as much of what it showed as its rules need.
2. Judges say in which times something was so, and `keeping` what becomes of the alerts.
3. In one transaction, which fails if a lease is no longer ours, alerts are opened, changed and ended. A register whose readings
   changed meanwhile stays due.

Killed anywhere, it is done once more, and comes out the same.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from harimi.service.alerts.applying import apply, explain, forget_rules
from harimi.service.alerts.keeping import Change, kept_up
from harimi.service.alerts.models import OPEN, Alert, Watch
from harimi.service.alerts.showing import series_of
from harimi.service.alerts.tasks import LATE, Known, Task, known_of, tasks_of
from harimi.service.alerts.watching import CALM, CLOSE
from harimi.service.platform.leases import finish_all, hold_all, let_go
from harimi.service.platform.working import put_off, work_together

TOGETHER = 32
"""Registers that are judged together."""
_JOINED = ("register__meter__site__organization",)
_A_MOMENT = timedelta(seconds=1)


def judge_some() -> bool:
    """Judges some registers that are due; whether there were any."""
    due = Watch.objects.exclude(due_at=None)
    return work_together(due, judge, lambda watch, _: put_off(watch), most=TOGETHER, joined=_JOINED)


def judge(watches: Sequence[Watch]) -> None:
    """See above."""
    now = timezone.now()
    prefetch_related_objects([one.register for one in watches], "settings")
    known = known_of(watches, now)
    tasks = {one.pk: tasks_of(one, known) for one in watches}
    asked = [task for those in tasks.values() for task in those if task.asked]
    changes = explain(tasks, _changes(asked, known))
    with transaction.atomic():
        hold_all(watches)
        for task, theirs in changes:
            apply(task, theirs, now)
        forget_rules(watches, tasks, known)
        _finish(watches, known)


def _changes(tasks: Sequence[Task], known: Known) -> list[tuple[Task, list[Change]]]:
    found = []
    for task, series in zip(tasks, series_of(tasks, known), strict=True):
        spells = task.applied.judge.judge(task.applied.settings, series)
        past_from = max(task.rule.changed_at, known.now - LATE)
        changes = kept_up(spells, task.kept, level=task.rule.level, since=series.since, past_from=past_from, whole=task.whole)
        found.append((task, changes))
    return found


def _finish(watches: Sequence[Watch], known: Known) -> None:
    """Each says when next, unless somebody marked it meanwhile: then it stays due, and all of it is judged again."""
    marks = dict(Watch.objects.filter(pk__in=[one.pk for one in watches]).values_list("pk", "marks"))
    let_go([one for one in watches if marks.get(one.pk) != one.marks])
    wrong, by_due = _wrong(watches), defaultdict[datetime, list[Watch]](list)
    for watch in watches:
        if marks.get(watch.pk) == watch.marks:
            by_due[_next(watch, known, wrong)].append(watch)
    for due_at, those in by_due.items():
        finish_all(those, again_at=due_at, changed_from=None, judged_at=known.now)


def _next(watch: Watch, known: Known, wrong: set[UUID]) -> datetime:
    """Soon where something is wrong with the camera, when the next photographs are missed, and now and then."""
    cameras = known.cameras.get(watch.register.meter_id, ())
    missed = [sign.missed_from + _A_MOMENT for one in cameras for sign in one.signs if sign.missed_from > known.now]
    return min([known.now + (CLOSE if watch.register.meter_id in wrong else CALM), *missed])


def _wrong(watches: Sequence[Watch]) -> set[UUID]:
    """Meters whose pictures do not come or cannot be read: what mends that changes no reading at first."""
    meters = {one.register.meter_id for one in watches}
    open_ones = Alert.objects.filter(meter__in=meters, state__in=OPEN, kind__in=("silence", "moved", "unreadable"))
    return set(open_ones.values_list("meter_id", flat=True))
