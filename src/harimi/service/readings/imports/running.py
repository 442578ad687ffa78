"""A confirmed table is written: the worker's part of an import, in many short transactions, and never twice."""

from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.accounts import activity
from harimi.service.accounts.access import Action, may
from harimi.service.meters.models import Upload
from harimi.service.meters.uploads import table_of
from harimi.service.platform.leases import hold
from harimi.service.platform.working import put_off, work_on
from harimi.service.readings.imports.columns import METERS
from harimi.service.readings.imports.lines import Line, counted
from harimi.service.readings.imports.meter_plan import meter_plan
from harimi.service.readings.imports.meter_write import write_meters
from harimi.service.readings.imports.reading_plan import reading_plans
from harimi.service.readings.imports.reading_write import write_readings


def import_one() -> bool:
    """Writes one table that somebody confirmed; whether there was one."""
    return work_on(_free(), _run, lambda upload, _: put_off(upload, done_at=timezone.now(), fault="broken"))


def _free() -> QuerySet[Upload]:
    """One of an organization at a time: two that name the same new meters would make them twice."""
    running = Upload.objects.filter(done_at=None, lease_until__gt=timezone.now())
    return Upload.objects.filter(done_at=None).exclude(organization__in=running.values("organization"))


def _run(upload: Upload) -> None:
    """1. Whoever confirmed it must still be allowed to.
    2. What each row would do is told anew: of a worker that was killed half-way, what it wrote is there and the same.
    3. A problem that came up since ends it before anything is written, unless such rows are to be left out.
    4. Parts are written, each in a transaction that fails if the lease is no longer ours.
    5. What was counted at the beginning is noted as done.
    """
    wanted = Action.CHANGE_METERS if upload.kind == METERS else Action.CHANGE_VALUES
    if not upload.user.is_active or not may(upload.user, upload.organization, wanted):
        _end(upload, "not_allowed")
        return
    lines, parts = _meters(upload) if upload.kind == METERS else _readings(upload)
    counts = upload.outcome or counted(lines)
    if not upload.outcome and counts["problem"] and not upload.leave_out:
        _end(upload, "changed")
        return
    hold(upload, outcome=counts)
    for rows in parts(lambda: hold(upload)):
        hold(upload, reached=min(upload.reached + rows, len(lines)))
    _end(upload)


Parts = Callable[[Callable[[], None]], Iterator[int]]


def _meters(upload: Upload) -> tuple[list[Line], Parts]:
    plan = meter_plan(upload, table_of(upload))
    return list(plan.lines), lambda hold: write_meters(plan, upload.user, hold)


def _readings(upload: Upload) -> tuple[list[Line], Parts]:
    plans = reading_plans(upload, table_of(upload), replace=upload.replace)
    again = upload.tries > 1
    return plans.lines, lambda hold: write_readings(plans, upload.user, hold, again=again)


def _end(upload: Upload, fault: str = "") -> None:
    with transaction.atomic():
        hold(upload, done_at=timezone.now(), due_at=None, fault=fault)
        if not fault:
            what = "meters" if upload.kind == METERS else "readings"
            rows = upload.outcome.get("new", 0) + upload.outcome.get("changed", 0)
            activity.note(upload.organization, f"imports.{what}", actor=upload.user, count=rows)


activity.declare("imports", "meters", "readings", names=lambda _: {})
