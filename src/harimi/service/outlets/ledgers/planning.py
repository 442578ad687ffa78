"""When which month is due: once it is over, and again where it was corrected."""

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
from harimi.service.readings.writing import CORRECTED

MORNING = time(6)
"""When a ledger is sent, on its day."""
BESIDE = timedelta(days=1)
"""A reading so near to a month's border has a say in both."""


def listen() -> None:
    """Called once Django has started."""
    on(CORRECTED, corrected)
    on(IMPORTED, imported)


def plan(now: datetime | None = None) -> int:
    """Writes down the last month of every ledger that has none of it yet; how many."""
    at = (now or timezone.now()).astimezone(ZoneInfo(time_zone()))
    month = last_month(at.date())
    missing = Ledger.objects.filter(on=True).exclude(months__month=month)
    rows = [LedgerMonth(ledger=one, month=month, due_at=_due(one, month)) for one in missing]
    return len(LedgerMonth.objects.bulk_create(rows, ignore_conflicts=True))


def last_month(day: date) -> date:
    """The first day of the month before."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def corrected(payload: dict[str, Any]) -> None:
    """A value that somebody may have used is another one."""
    at = datetime.fromisoformat(payload["at"])
    _again(payload["register"], at, at)


def imported(payload: dict[str, Any]) -> None:
    """Many readings came at once."""
    _again(payload["register"], datetime.fromisoformat(payload["from"]), datetime.fromisoformat(payload["to"]))


def _due(ledger: Ledger, month: date) -> datetime:
    following = (month + timedelta(days=32)).replace(day=ledger.day)
    return datetime.combine(following, MORNING, ZoneInfo(time_zone()))


def _again(register: str, first: datetime, last: datetime) -> None:
    rows = list(_touched(UUID(register), first, last).values_list("pk", flat=True))
    if rows:
        due = datetime.combine(timezone.now().astimezone(ZoneInfo(time_zone())).date() + BESIDE, MORNING, ZoneInfo(time_zone()))
        LedgerMonth.objects.filter(pk__in=rows, due_at=None).update(due_at=due, tries=0)
        LedgerMonth.objects.filter(pk__in=rows, due_at__gt=due).update(due_at=Least(F("due_at"), due))


def _touched(register: UUID, first: datetime, last: datetime) -> QuerySet[LedgerMonth]:
    """Months that were sent, and that readings between the two moments have a say in."""
    found = Register.objects.filter(pk=register).select_related("meter__site").first()
    if found is None:
        return LedgerMonth.objects.none()
    zone, site = ZoneInfo(time_zone()), found.meter.site
    since, until = ((at.astimezone(zone)).date().replace(day=1) for at in (first - BESIDE, last + BESIDE))
    mine = Q(ledger__site=None) | Q(ledger__site=site)
    sent = LedgerMonth.objects.filter(mine, ledger__organization=site.organization_id, sent_at__isnull=False)
    return sent.filter(month__gte=since, month__lte=until)
