"""What a register used is counted anew by a worker: what one unit stands for, or when a day begins, was set right, or somebody
told a reading that many months of usage hang on.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, Value
from django.db.models.functions import Least
from django.utils import timezone

from harimi.service.meters.models import Meter, Register
from harimi.service.platform.leases import finish, held, hold
from harimi.service.platform.working import retry_in, work_on
from harimi.service.readings.marking import hold_still
from harimi.service.readings.models import Reading, Recount, Usage
from harimi.service.readings.standing import forget_usual, refresh
from harimi.service.readings.usage import recompute_within

LONGEST = timedelta(days=32)
"""The longest period: one that began before the moment may be touched."""
PART = timedelta(days=90)
"""What is counted in one transaction: well below a second of the one lock that SQLite has."""


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
    """Counts one register anew; whether there was one. Killed half-way it begins again, which changes no number."""
    return work_on(Recount.objects.all(), _recount, _later)


def _recount(due: Recount) -> None:
    """1. It begins a period before the reading before, since periods that begin otherwise now must not stay beside new ones.
    2. Parts are counted, each in a transaction that fails where somebody asked for more meanwhile.
    3. The row goes with the transaction in which all is done.
    """
    start: datetime | None = _begin(due)
    while start is not None:
        with transaction.atomic():
            hold(due)
            hold_still(due.register)
            start = _part(due.register, start)
    with transaction.atomic():
        finish(due)
        refresh(due.register)
        forget_usual(due.register)
        due.delete()


def _later(due: Recount, _: Exception) -> None:
    """It is never given up: what was used would stay wrong."""
    held([due]).update(lease=None, lease_until=None, due_at=timezone.now() + retry_in(due.tries))


def _begin(due: Recount) -> datetime:
    before = Reading.objects.filter(register=due.register, at__lte=due.since).order_by("-at").values_list("at", flat=True)
    return (before.first() or due.since) - LONGEST


def _part(register: Register, start: datetime) -> datetime | None:
    """Counts the periods that begin in a part; where the next one begins, None after the last reading."""
    last = Reading.objects.filter(register=register).order_by("-at").values_list("at", flat=True).first() or start
    end = min(start + PART, last)
    recompute_within(register, start, end)
    if end < last:
        return end
    Usage.objects.filter(register=register, start__gte=last).delete()
    return None
