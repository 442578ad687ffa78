"""How a register stands now: one row that sums up its readings, pictures and questions for lists of thousands."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Register
from harimi.service.readings.models import TRUSTED, Attempt, Reading, Standing, Usage
from harimi.service.readings.usage import periods

WEEKS = 4
"""What was usual is the mean of so many weeks, today not among them."""
AT_A_TIME = 200
_LATEST = 50


def newest(register: Register, cut: Cut) -> None:
    """Notes a picture that was read, if none is newer."""
    Standing.objects.get_or_create(register=register)
    older = Standing.objects.filter(Q(picture_at=None) | Q(picture_at__lt=cut.taken_at), register=register)
    older.update(picture=cut, picture_at=cut.taken_at)


def refresh(register: Register) -> None:
    """Notes the last trusted reading, and how many pictures ask a person."""
    trusted = Reading.objects.filter(register=register, state__in=TRUSTED).exclude(value=None)
    last = trusted.order_by("-at").values("value", "at", "state").first() or {"value": None, "at": None, "state": ""}
    asked = Attempt.objects.filter(register=register, settled=True, verdict="uncertain").count()
    Standing.objects.update_or_create(register=register, defaults={**last, "questions": asked})


def forget_usual(register: Register) -> None:
    """What is usual must be told anew."""
    Standing.objects.filter(register=register).update(usual_on=None)


def keep_standings(now: datetime | None = None) -> int:
    """Makes standings that are missing, and once a day tells anew what is usual; how many of both."""
    at = now or timezone.now()
    return _missing() + _usual(at)


def _missing() -> int:
    found = list(Register.objects.filter(standing=None)[:AT_A_TIME])
    for register in found:
        with transaction.atomic():
            refresh(register)
            _picture(register)
    return len(found)


def _picture(register: Register) -> None:
    shown = Attempt.objects.filter(register=register).select_related("cut").order_by("-taken_at").first()
    if shown is not None:
        newest(register, shown.cut)


def _usual(at: datetime) -> int:
    """Those of yesterday or before, by the calendar of UTC: each is done once a day."""
    due = Standing.objects.filter(Q(usual_on=None) | Q(usual_on__lt=at.astimezone(UTC).date()))
    found = list(due.select_related("register__meter__site")[:AT_A_TIME])
    for standing in found:
        register = standing.register
        hours, every = usual_hours(register, at, register.meter.site.zone), _every(register)
        Standing.objects.filter(pk=standing.pk).update(usual_hours=hours, every=every, usual_on=at.astimezone(UTC).date())
    return len(found)


def usual_hours(register: Register, at: datetime, zone: ZoneInfo) -> list[int]:
    """The mean of what was used in each hour of the site's day, over days of which anything is known; empty where none is."""
    today = at.astimezone(zone).date()
    since, until = (_midnight(today - timedelta(days=days), zone) for days in (7 * WEEKS, 0))
    rows = Usage.objects.filter(register=register, period=Usage.Period.HOUR, start__gte=since, start__lt=until)
    days, sums = set[date](), [0] * 24
    for start, amount in rows.values_list("start", "amount"):
        local = start.astimezone(zone)
        days.add(local.date())
        sums[local.hour] += amount
    return [round(amount / len(days)) for amount in sums] if days else []


def usual_until(hours: list[int], at: datetime, zone: ZoneInfo) -> float:
    """What is usually used from midnight until this moment of the day."""
    local = at.astimezone(zone)
    return sum(hours[: local.hour]) + hours[local.hour] * local.minute / 60


def month_so_far(hours: list[int], at: datetime, zone: ZoneInfo) -> float:
    """What is usually used from the first of the month until this moment."""
    return sum(hours) * (at.astimezone(zone).day - 1) + usual_until(hours, at, zone)


def today(at: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the site's day."""
    return next(periods(Usage.Period.DAY, at, at, zone))[0]


def this_month(at: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the site's month."""
    return next(periods(Usage.Period.MONTH, at, at, zone))[0]


def _every(register: Register) -> int | None:
    """Seconds from photograph to photograph, by the middle one of the last."""
    latest = Attempt.objects.filter(register=register).order_by("-taken_at").values_list("taken_at", flat=True)[:_LATEST]
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(latest)]
    return round(median(gaps)) if gaps else None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
