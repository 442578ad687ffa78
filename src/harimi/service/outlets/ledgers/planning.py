"""When which month is due: once it is over, and again where it was corrected or something of it came late."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Least
from django.utils import timezone

from harimi.service.meters.models import Register
from harimi.service.outlets.ledgers.files import time_zone
from harimi.service.outlets.models import Ledger, LedgerMonth
from harimi.service.platform.outbox import on
from harimi.service.readings.imports.reading_write import IMPORTED
from harimi.service.readings.models import Reading
from harimi.service.readings.writing import CHANGED, CORRECTED

MORNING = time(6)
"""When a ledger is sent, on its day."""
BESIDE = timedelta(days=1)
"""A reading so near to a month's border has a say in both."""
BACK = 12
"""Months that are made up for, where a ledger was off or nothing worked."""


def listen() -> None:
    """Called once Django has started."""
    on(CORRECTED, corrected)
    on(IMPORTED, imported)
    on(CHANGED, came)


def plan(now: datetime | None = None) -> int:
    """Writes down the months of every ledger that it has none of yet: from the one before it was made to the last; how many."""
    last = last_month((now or timezone.now()).astimezone(ZoneInfo(time_zone())).date())
    going = {"organization__ended_at": None, "organization__suspended_at": None}
    ledgers = list(Ledger.objects.filter(on=True, **going).only("day", "made_at"))
    known = set(LedgerMonth.objects.filter(ledger__in=ledgers).values_list("ledger", "month"))
    missing = [(one, month) for one in ledgers for month in _months(one, last) if (one.pk, month) not in known]
    rows = [LedgerMonth(ledger=one, month=month, due_at=due(one, month)) for one, month in missing]
    return len(LedgerMonth.objects.bulk_create(rows, ignore_conflicts=True))


def last_month(day: date) -> date:
    """The first day of the month before."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def corrected(payload: dict[str, Any]) -> None:
    """A value that somebody may have used is another one."""
    at = datetime.fromisoformat(payload["at"])
    _again(payload["register"], at, at)


def came(payload: dict[str, Any]) -> None:
    """A reading changed: of a month that was sent before its photograph was read, it says what the month did not.

    One that later photographs only confirm was there when the month was sent.
    """
    at = datetime.fromisoformat(payload["at"])
    if _month(at - BESIDE) >= _month(timezone.now()):  # nearly all, and no month of theirs is over
        return
    read = Reading.objects.filter(register=payload["register"], at=at).values_list("attempt__made_at", flat=True).first()
    if read is not None:
        _again(payload["register"], at, at, before=read)


def imported(payload: dict[str, Any]) -> None:
    """Many readings came at once."""
    _again(payload["register"], datetime.fromisoformat(payload["from"]), datetime.fromisoformat(payload["to"]))


def due(ledger: Ledger, month: date) -> datetime:
    """When a month is sent."""
    following = (month + timedelta(days=32)).replace(day=ledger.day)
    return datetime.combine(following, MORNING, ZoneInfo(time_zone()))


def next_morning() -> datetime:
    """When a month that changed is sent again."""
    zone = ZoneInfo(time_zone())
    return datetime.combine(timezone.now().astimezone(zone).date() + timedelta(days=1), MORNING, zone)


def _months(ledger: Ledger, last: date) -> Iterator[date]:
    """The last, and those before it back to the one before the ledger was made."""
    yield last
    first, month = last_month(_month(ledger.made_at)), last
    for _ in range(BACK - 1):
        month = last_month(month)
        if month < first:
            return
        yield month


def _month(at: datetime) -> date:
    return at.astimezone(ZoneInfo(time_zone())).date().replace(day=1)


def _again(register: str, first: datetime, last: datetime, before: datetime | None = None) -> None:
    """A worker that sends the month at this moment sees the mark; one that is through with it has ended its lease."""
    rows = list(_touched(UUID(register), first, last, before).values_list("pk", flat=True))
    if rows:
        morning = next_morning()
        LedgerMonth.objects.filter(pk__in=rows).update(marks=F("marks") + 1)
        LedgerMonth.objects.filter(pk__in=rows, due_at=None).update(due_at=morning, tries=0)
        LedgerMonth.objects.filter(pk__in=rows, due_at__gt=morning).update(due_at=Least(F("due_at"), morning))


def _touched(register: UUID, first: datetime, last: datetime, before: datetime | None) -> QuerySet[LedgerMonth]:
    """Months that were sent, `before` a moment, or are at this one, whose letter is written, and that readings between the two
    have a say in.
    """
    found = Register.objects.filter(pk=register).select_related("meter__site").first()
    if found is None:
        return LedgerMonth.objects.none()
    site = found.meter.site
    mine = Q(ledger__site=None) | Q(ledger__site=site)
    sent = Q(sent_at__isnull=False) if before is None else Q(sent_at__lt=before)
    going = Q(lease__isnull=False) | Q(sent_at=None, letter__isnull=False)
    rows = LedgerMonth.objects.filter(mine, sent | going, ledger__organization=site.organization_id)
    return rows.filter(month__gte=_month(first - BESIDE), month__lte=_month(last + BESIDE))
