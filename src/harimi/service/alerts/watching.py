"""When registers are judged: readings that changed make them due, and so does time.

Marks are put together: however many readings of a register change, it is judged once, from the earliest of them on.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from harimi.service.alerts.models import Rule, Watch
from harimi.service.meters.models import Register
from harimi.service.platform.bell import ring

JOB = "judge"
AT_A_TIME = 5000
CALM, CLOSE = timedelta(hours=2), timedelta(minutes=15)
"""How long a register may go unjudged where no reading changes; and where something is wrong with its camera."""


def heard(payload: dict[str, Any]) -> None:
    """A reading changed, or many of a table: its register is due. Handlers may see it twice."""
    at = datetime.fromisoformat(payload.get("at") or payload["from"])
    mark(UUID(payload["register"]), at)


def mark(register: UUID, at: datetime) -> None:
    """Its readings changed from a moment on."""
    told = Value(at, DateTimeField())
    fresh = {"changed_from": Least(Coalesce("changed_from", told), told), "marks": F("marks") + 1, "due_at": timezone.now()}
    if not Watch.objects.filter(register=register).update(**fresh):
        if not Register.objects.filter(pk=register).exists():
            return
        _, made = Watch.objects.get_or_create(
            register_id=register, defaults={"changed_from": at, "marks": 1, "due_at": timezone.now()}
        )
        if not made:
            Watch.objects.filter(register=register).update(**fresh)
    ring(JOB)


def look_again(rule: Rule) -> None:
    """All that a rule is for is judged as if for the first time; call it in the transaction in which the rule changes."""
    fresh = {"judged_at": None, "due_at": timezone.now(), "marks": F("marks") + 1}
    with transaction.atomic():
        rows = Watch.objects.filter(register__in=registers_of(rule))
        list(rows.select_for_update().order_by("pk").values_list("pk"))  # two rules that change at once take them in one order
        rows.update(**fresh)
    ring(JOB)


def registers_of(rule: Rule) -> QuerySet[Register]:
    """What a rule is for."""
    theirs = Q(meter__site__organization=rule.organization_id)
    if rule.register_id:
        theirs &= Q(pk=rule.register_id)
    elif rule.meter_id:
        theirs &= Q(meter=rule.meter_id)
    elif rule.site_id:
        theirs &= Q(meter__site=rule.site_id)
    return Register.objects.filter(theirs)


def watch_all() -> int:
    """Makes the watches that are missing, some at a time; how many."""
    missing = Register.objects.filter(watch=None).values_list("pk", flat=True)[:AT_A_TIME]
    rows = [Watch(register_id=pk, due_at=timezone.now()) for pk in missing]
    Watch.objects.bulk_create(rows, ignore_conflicts=True)
    Watch.objects.filter(due_at=None).update(due_at=timezone.now() + CALM)  # what failed too often may do so no more
    return len(rows)
