"""How thousands of meters stand, counted and summed by the database: what a first page needs of all of them at once."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from harimi.service.meters.models import Meter, Pause, Register, Site
from harimi.service.readings.overview import HIGH, LEAST_DAYS, LOW, SOON, unmarked_pictures, watching
from harimi.service.readings.standing import this_month, today

NEEDS = ("asks", "face", "silent", "unusual", "expiring")


def registers_of(meters: QuerySet[Meter], now: datetime) -> QuerySet[Register]:
    """The registers of meters, each with `usual_day` and `usual_month` until now and whether its sums are of today."""
    names = Site.objects.filter(meters__in=meters.values("pk")).values_list("time_zone", flat=True).distinct()
    zones = [ZoneInfo(name) for name in names] or [ZoneInfo("UTC")]
    found = Register.objects.filter(meter__in=meters.values("pk"))
    return found.annotate(
        usual_day=_by_zone(zones, lambda zone: _until(now, zone)),
        usual_month=_by_zone(zones, lambda zone: _hour(24) * Value(float(now.astimezone(zone).day - 1)) + _until(now, zone)),
        of_today=_in_zones(zones, lambda zone: Q(standing__day=today(now, zone))),
        of_month=_in_zones(zones, lambda zone: Q(standing__month=this_month(now, zone))),
    )


def states(now: datetime) -> dict[str, Q]:
    """What a register of `registers_of` must be like to need somebody for something, to be paused or retired."""
    live, resting = Q(meter__retired_at=None), Q(Exists(Pause.objects.filter(meter=OuterRef("meter"), until=None)))
    hangs = Q(Exists(watching().filter(meter=OuterRef("meter"))))
    early = Q(pk=None) if now.astimezone(UTC).day <= LEAST_DAYS else Q()
    far = Q(standing__month_used__gt=HIGH * F("usual_month")) | Q(standing__month_used__lt=LOW * F("usual_month"))
    found = {
        "asks": live & Q(standing__questions__gt=0),
        "face": live & Q(meter__in=unmarked_pictures().values("installation__meter")),
        "silent": live & Q(standing__silent_after__lt=now) & hangs & ~resting,
        "unusual": live & Q(of_month=True, usual_month__gt=0) & far & early & ~resting,
        "expiring": live & Q(meter__expires_on__lte=now.date() + SOON),
        "paused": live & resting,
        "retired": Q(meter__retired_at__isnull=False),
        "": live,
    }
    needs = Q()
    for code in NEEDS:
        needs |= found[code]
    return found | {"needs": needs}


def counted(registers: QuerySet[Register], now: datetime) -> list[Mapping[str, Any]]:
    """For each site how many of its meters are in each state; `meters` are those that are not retired."""
    wanted = {code or "meters": Count("meter", filter=state, distinct=True) for code, state in states(now).items()}
    return list(registers.order_by().values("meter__site_id").annotate(**wanted))


def summed(registers: QuerySet[Register]) -> Iterable[Mapping[str, Any]]:
    """For each site and unit what its counters used today and this month, and of those with a usual usage that beside it."""
    counters = registers.filter(kind=Register.Kind.COUNTER, meter__retired_at=None).exclude(unit="")
    sums: dict[str, Sum] = {}
    for period, fresh in (("day", Q(of_today=True)), ("month", Q(of_month=True))):
        known = fresh & Q(standing__usual_until__isnull=False)
        sums[f"{period}_used"] = Sum(f"standing__{period}_used", filter=fresh)
        sums[f"{period}_beside"] = Sum(f"standing__{period}_used", filter=known)
        sums[f"{period}_usual"] = Sum(f"usual_{period}", filter=known)
    by = ("meter__site_id", "unit", "decimals", "finer")
    return counters.order_by().values(*by).annotate(**sums)


def _hour(hour: int) -> Any:
    """What is usually used by a full hour of the day."""
    return Cast(Cast(KeyTextTransform(str(hour), "standing__usual_until"), BigIntegerField()), FloatField())


def _until(now: datetime, zone: ZoneInfo) -> Any:
    """What is usually used by now; as `standing.usual_by_now`."""
    local = now.astimezone(zone)
    rest = Value(local.minute / 60)
    return _hour(local.hour) * (Value(1.0) - rest) + _hour(local.hour + 1) * rest


def _by_zone(zones: list[ZoneInfo], of: Any) -> Any:
    cases = [When(meter__site__time_zone=zone.key, then=ExpressionWrapper(of(zone), FloatField())) for zone in zones]
    return Case(*cases, output_field=FloatField())


def _in_zones(zones: list[ZoneInfo], of: Any) -> Any:
    wanted = Q(pk=None)
    for zone in zones:
        wanted |= Q(meter__site__time_zone=zone.key) & of(zone)
    return Case(When(wanted, then=Value(True)), default=Value(False))
