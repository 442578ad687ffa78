"""How a register stands now: one row that sums up its readings, pictures and questions for lists of thousands."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise
from statistics import median
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, DateTimeField, OuterRef, Q, Subquery, Value
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
_USED = ("day", "day_used", "month", "month_used")
_PICTURE = ("picture_id", "picture_at", "silent_after")


def sign_of_life(register: Register) -> None:
    """Notes that a value came which the camera read itself, whenever that was."""
    standing, _ = Standing.objects.get_or_create(register=register)
    after = _no_earlier(missed_from(timezone.now(), standing.every))
    Standing.objects.filter(register=register).update(silent_after=after)


def _no_earlier(after: datetime) -> Greatest:
    """The later of what stands and this; databases differ on the greater of nothing and something."""
    told = Value(after, DateTimeField())
    return Greatest(Coalesce("silent_after", told), told)


def missed_from(last: datetime, every: int | None) -> datetime:
    """From when on photographs or values are missed that come every so many seconds."""
    return last + _patience(every)


def last_heard(standing: Standing) -> datetime | None:
    """When a photograph or value of its came last."""
    return None if standing.silent_after is None else standing.silent_after - _patience(standing.every)


def _patience(every: int | None) -> timedelta:
    return max(PATIENCE, timedelta(seconds=MISSED * (every or 0)))


def refresh(register: Register, picture: Attempt | None = None) -> None:
    """Notes the last trusted reading, how many pictures ask a person, what was used today and this month, and the `picture`
    that was read, if none is newer.
    """
    refresh_all([register], {} if picture is None else {register.pk: picture})


def refresh_all(registers: Sequence[Register], newest: Mapping[UUID, Attempt]) -> None:
    """The same for several registers; `newest` are the pictures of some of them."""
    if not registers:
        return
    with transaction.atomic():  # locked before they are summed up, else whoever summed up first might write last
        there = (
            Standing.objects.select_for_update().only(*_PICTURE, "every").order_by("pk").in_bulk([one.pk for one in registers])
        )
        last, asked, used = _last(registers), _asked(registers), _used(registers, timezone.now())
        came = _came(newest.values())
        rows = [
            Standing(
                register=one,
                questions=asked.get(one.pk, 0),
                **last[one.pk],
                **used.get(one.pk, {}),
                **_picture_of(there.get(one.pk), newest.get(one.pk), came),
            )
            for one in registers
        ]
        fields = ["value", "at", "state", "questions", *_USED, *(_PICTURE if newest else ())]
        Standing.objects.bulk_create(rows, update_conflicts=True, unique_fields=["register"], update_fields=fields)


def _last(registers: Sequence[Register]) -> dict[UUID, dict[str, Any]]:
    trusted = Reading.objects.filter(register=OuterRef("pk"), state__in=TRUSTED).exclude(value=None).order_by("-at")
    found = Register.objects.filter(pk__in=[one.pk for one in registers]).annotate(
        last_value=Subquery(trusted.values("value")[:1]),
        last_at=Subquery(trusted.values("at")[:1]),
        last_state=Subquery(trusted.values("state")[:1]),
    )
    rows = found.values_list("pk", "last_value", "last_at", "last_state")
    return {pk: {"value": value, "at": at, "state": state or ""} for pk, value, at, state in rows}


def _asked(registers: Sequence[Register]) -> dict[UUID, int]:
    asking = Attempt.objects.filter(register__in=registers, settled=True, verdict="uncertain")
    return dict(asking.order_by().values_list("register").annotate(Count("pk")))


def _used(registers: Sequence[Register], now: datetime) -> dict[UUID, dict[str, Any]]:
    begun = {one.pk: _begun(one, now) for one in registers if one.counts_up}
    either = Q(period="day", start__in={each["day"] for each in begun.values()})
    either |= Q(period="month", start__in={each["month"] for each in begun.values()})
    rows = Usage.objects.filter(either, register__in=list(begun)) if begun else Usage.objects.none()
    used = {(pk, period, start): n for pk, period, start, n in rows.values_list("register", "period", "start", "amount")}
    return {
        pk: {**each, **{f"{period}_used": used.get((pk, period, start)) for period, start in each.items()}}
        for pk, each in begun.items()
    }


def _begun(register: Register, now: datetime) -> dict[str, datetime]:
    zone = register.meter.site.zone
    return {"day": today(now, zone), "month": this_month(now, zone)}


def _came(pictures: Iterable[Attempt]) -> dict[int, datetime]:
    """When the photograph of each cut came: a camera that sends what it took days ago is not silent."""
    cuts = [one.cut_id for one in pictures if one.cut_id is not None]
    return dict(Cut.objects.filter(pk__in=cuts).values_list("pk", "capture__received_at")) if cuts else {}


def _picture_of(there: Standing | None, newest: Attempt | None, came: Mapping[int, datetime]) -> dict[str, Any]:
    """What is noted of the newest picture: it, or the one that was noted before and is newer."""
    held = {name: None if there is None else getattr(there, name) for name in _PICTURE}
    if newest is None or newest.cut_id is None:
        return held
    after = missed_from(came[newest.cut_id], None if there is None else there.every)
    held["silent_after"] = after if held["silent_after"] is None else max(after, held["silent_after"])
    if held["picture_at"] is None or held["picture_at"] < newest.taken_at:
        held |= {"picture_id": newest.cut_id, "picture_at": newest.taken_at}
    return held


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
            refresh(register, Attempt.objects.filter(register=register).exclude(cut=None).order_by("-taken_at").first())
    return len(found)


def _usual(at: datetime) -> int:
    """Those of yesterday or before, by the calendar of UTC: each is done once a day."""
    due = Standing.objects.filter(Q(usual_on=None) | Q(usual_on__lt=at.astimezone(UTC).date()))
    found = list(due.select_related("register__meter__site")[:AT_A_TIME])
    for standing in found:
        register = standing.register
        usual, every = usual_until(register, at, register.meter.site.zone), _every(register)
        changes: dict[str, object] = {"usual_until": usual, "every": every, "usual_on": at.astimezone(UTC).date()}
        if (last := last_heard(standing)) is not None:
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


def _every(register: Register) -> int | None:
    """The seconds from one picture or value of a camera to the next, by the middle of the last."""
    theirs = Attempt.objects.filter(register=register).exclude(face=None, device=None)
    latest = theirs.order_by("-taken_at").values_list("taken_at", flat=True)[:_LATEST]
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(latest)]
    return round(median(gaps)) if gaps else None
