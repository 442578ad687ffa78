"""What a register used is counted anew: what one unit stands for, or when a day begins, was set right."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, Value
from django.db.models.functions import Least
from django.utils import timezone

from harimi.service.meters.models import Meter, Register
from harimi.service.platform.leases import claim, finish
from harimi.service.readings.models import Reading, Recount, Usage
from harimi.service.readings.standing import forget_usual, refresh
from harimi.service.readings.usage import recompute_between

LONGEST = 32
"""Days of the longest period: one that began before the moment may be touched."""


def count_anew(register: Register, since: datetime) -> None:
    """Has a worker count from a moment on. Call it inside the transaction that changes what is counted."""
    again = {"due_at": timezone.now(), "lease": None, "lease_until": None, "tries": 0}
    if not Recount.objects.filter(register=register).update(since=Least("since", Value(since, DateTimeField())), **again):
        Recount.objects.get_or_create(register=register, defaults={"since": since, "due_at": timezone.now()})


def count_all(meter: Meter) -> None:
    """Has all that the meter ever used counted anew: its days begin otherwise."""
    with transaction.atomic():
        for register in meter.registers.all():
            first = Reading.objects.filter(register=register).order_by("at").values_list("at", flat=True).first()
            if first is not None:
                count_anew(register, first)


def recount_one() -> bool:
    """Counts one register anew; whether there was one. The row goes with the transaction in which it is done."""
    due = claim(Recount.objects.all(), seconds=settings.HARIMI.lease_seconds)
    if due is None:
        return False
    with transaction.atomic():
        finish(due)
        _count(due.register, due.since)
        due.delete()
    return True


def _count(register: Register, since: datetime) -> None:
    """Periods that begin otherwise now must not stay beside the new ones, so all from the reading before on are deleted."""
    readings = Reading.objects.filter(register=register)
    before = readings.filter(at__lte=since).order_by("-at").values_list("at", flat=True).first()
    last = readings.order_by("-at").values_list("at", flat=True).first()
    start = before or since
    Usage.objects.filter(register=register, start__gte=start - timedelta(days=LONGEST)).delete()
    if last is not None:
        recompute_between(register, start - timedelta(days=LONGEST), last)
    refresh(register)
    forget_usual(register)
