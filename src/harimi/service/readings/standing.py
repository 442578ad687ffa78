"""How a register stands now: one row that sums up its readings, pictures and questions for lists of thousands."""

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise
from statistics import median
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import DateTimeField, Q, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from harimi.service.captures.models import Cut
from harimi.service.meters.days import midnight
from harimi.service.meters.models import Register
from harimi.service.readings.models import TRUSTED, Attempt, Reading, Standing, Usage
from harimi.service.readings.usage import periods

WEEKS = 4
"""What was usual is the mean of so many weeks, today not among them."""
MISSED, PATIENCE = 3, timedelta(hours=1)
"""A camera is silent after so many photographs that did not come, and not before."""
AT_A_TIME = 200
_LATEST = 50


def newest(register: Register, cut: Cut) -> None:
    """Notes a picture that was read, if none is newer."""
    standing, _ = Standing.objects.get_or_create(register=register)
    older = Standing.objects.filter(Q(picture_at=None) | Q(picture_at__lt=cut.taken_at), register=register)
    older.update(picture=cut, picture_at=cut.taken_at, silent_after=_no_earlier(missed_from(cut.taken_at, standing.every)))


def sign_of_life(register: Register, at: datetime) -> None:
    """Notes that a value came which the camera read itself."""
    standing, _ = Standing.objects.get_or_create(register=register)
    after = _no_earlier(missed_from(at, standing.every))
    Standing.objects.filter(register=register).update(silent_after=after)


def _no_earlier(after: datetime) -> Greatest:
    """The later of what stands and this; databases differ on the greater of nothing and something."""
    told = Value(after, DateTimeField())
    return Greatest(Coalesce("silent_after", told), told)


def missed_from(last: datetime, every: int | None) -> datetime:
    """From when on photographs or values are missed that come every so many seconds."""
    return last + max(PATIENCE, timedelta(seconds=MISSED * (every or 0)))


def refresh(register: Register, now: datetime | None = None) -> None:
    """Notes the last trusted reading, how many pictures ask a person, and what was used today and this month."""
    trusted = Reading.objects.filter(register=register, state__in=TRUSTED).exclude(value=None)
    last = trusted.order_by("-at").values("value", "at", "state").first() or {"value": None, "at": None, "state": ""}
    asked = Attempt.objects.filter(register=register, settled=True, verdict="uncertain").count()
    used = _used(register, now or timezone.now()) if register.counts_up else {}
    changes = {**last, **used, "questions": asked}
    if not Standing.objects.filter(register=register).update(**changes):
        Standing.objects.update_or_create(register=register, defaults=changes)


def _used(register: Register, now: datetime) -> dict[str, object]:
    zone = register.meter.site.zone
    begun = {"day": today(now, zone), "month": this_month(now, zone)}
    either = Q(period="day", start=begun["day"]) | Q(period="month", start=begun["month"])
    used = dict(Usage.objects.filter(either, register=register).values_list("period", "amount"))
    return {**begun, **{f"{period}_used": used.get(period) for period in begun}}


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
    shown = Cut.objects.filter(attempts__register=register).order_by("-taken_at").first()
    if shown is not None:
        newest(register, shown)


def _usual(at: datetime) -> int:
    """Those of yesterday or before, by the calendar of UTC: each is done once a day."""
    due = Standing.objects.filter(Q(usual_on=None) | Q(usual_on__lt=at.astimezone(UTC).date()))
    found = list(due.select_related("register__meter__site")[:AT_A_TIME])
    for standing in found:
        register = standing.register
        usual, (last, every) = usual_until(register, at, register.meter.site.zone), _coming(register)
        changes: dict[str, object] = {"usual_until": usual, "every": every, "usual_on": at.astimezone(UTC).date()}
        if last is not None:
            changes["silent_after"] = missed_from(last, every)
        Standing.objects.filter(pk=standing.pk).update(**changes)
    return len(found)


def usual_until(register: Register, at: datetime, zone: ZoneInfo) -> list[int] | None:
    """The mean of what was used by each full hour of the site's day, from 0 to 24; None while no day is known."""
    today = at.astimezone(zone).date()
    since, until = (midnight(today - timedelta(days=days), zone) for days in (7 * WEEKS, 0))
    rows = Usage.objects.filter(register=register, period=Usage.Period.HOUR, start__gte=since, start__lt=until)
    days, sums = set[date](), [0] * 24
    for start, amount in rows.values_list("start", "amount"):
        local = start.astimezone(zone)
        days.add(local.date())
        sums[local.hour] += amount
    return [round(amount / len(days)) for amount in accumulate(sums, initial=0)] if days else None


def usual_by_now(until: list[int], at: datetime, zone: ZoneInfo) -> float:
    """What is usually used from midnight until this moment of the day."""
    local = at.astimezone(zone)
    return until[local.hour] + (until[local.hour + 1] - until[local.hour]) * local.minute / 60


def usual_in_month(until: list[int], at: datetime, zone: ZoneInfo) -> float:
    """What is usually used from the first of the month until this moment."""
    return until[24] * (at.astimezone(zone).day - 1) + usual_by_now(until, at, zone)


def today(at: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the site's day."""
    return next(periods(Usage.Period.DAY, at, at, zone))[0]


def this_month(at: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the site's month."""
    return next(periods(Usage.Period.MONTH, at, at, zone))[0]


def _coming(register: Register) -> tuple[datetime | None, int | None]:
    """When the last picture or value of a camera was taken, and the seconds from one to the next, by the middle of the last."""
    theirs = Attempt.objects.filter(register=register).exclude(face=None, device=None)
    latest = list(theirs.order_by("-taken_at").values_list("taken_at", flat=True)[:_LATEST])
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(latest)]
    return (latest[0] if latest else None), (round(median(gaps)) if gaps else None)
