"""How a round stands: when it was walked last, what is due, and what became of each stop."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils import timezone

from harimi.service.meters.days import midnight
from harimi.service.meters.models import Round, RoundStop, Visit
from harimi.service.meters.rounds import stops_of
from harimi.service.readings.standing import this_month, today


@dataclass(frozen=True, slots=True)
class Walked:
    """How a round stands: when it was walked last, and which stops are due."""

    round: Round
    stops: list[RoundStop]
    last: datetime | None
    due: set[int]


def walked(found: Round) -> Walked:
    """A stop is due while its register has no value of this day, week or month, wherever one might come from."""
    stops = stops_of(found)
    last = Visit.objects.filter(stop__round=found).aggregate(last=Max("at"))["last"]
    now = timezone.now()
    due = {
        one.pk for one in stops if found.period and _read_before(one, since(found.period, now, one.register.meter.site.zone))
    }
    return Walked(found, stops, last, due)


def since(period: str, now: datetime, zone: ZoneInfo) -> datetime:
    """When the day, the week or the month began; weeks begin on Monday."""
    if period == Round.Period.MONTHLY:
        return this_month(now, zone)
    day = today(now, zone)
    if period != Round.Period.WEEKLY:
        return day
    local = day.astimezone(zone)
    monday = local.date() - timedelta(days=local.weekday())
    return midnight(monday, zone)


def _read_before(stop: RoundStop, moment: datetime) -> bool:
    at = getattr(getattr(stop.register, "standing", None), "at", None)
    return at is None or at < moment


def visited(found: Walked) -> dict[int, Visit]:
    """What became of each stop in the period that runs, or today where the round has none; the last word counts."""
    now = timezone.now()
    begun = {one.pk: since(found.round.period, now, one.register.meter.site.zone) for one in found.stops}
    oldest = min(begun.values(), default=now)
    visits = Visit.objects.filter(stop__in=begun, at__gte=oldest).order_by("at")
    return {one.stop_id: one for one in visits if one.at >= begun[one.stop_id]}
