"""All meters of a person as they stand now: what needs somebody, what is silent, what was used against what is usual."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from harimi.service.captures.models import Cut
from harimi.service.devices.models import Installation
from harimi.service.meters.listing import Listed, listed
from harimi.service.meters.models import Meter, Register
from harimi.service.readings.models import Usage
from harimi.service.readings.standing import month_so_far, this_month, today, usual_until

SOON = timedelta(days=180)
"""How long before its legal end a meter is named: time enough to order and plan an exchange."""
MISSED, PATIENCE = 3, timedelta(hours=1)
"""A camera is silent after so many photographs that did not come, and not before."""
HIGH, LOW = 1.5, 0.5
"""Usage of a month so far against the usual one at which it is worth a look."""
LEAST_DAYS = 3
"""Days of the month before its usage is compared: the first of a month proves nothing."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What was used so far and what usually is by now, in units of usage; None where that is not known yet."""

    used: int | None
    usual: float | None

    @property
    def share(self) -> float | None:
        """1.0 where it is as usual."""
        return self.used / self.usual if self.used is not None and self.usual else None


@dataclass(frozen=True)
class Row:
    """One register of a meter as it stands `now`."""

    meter: Listed
    register: Mapping[str, Any]
    now: datetime
    watched: bool
    waits_for_face: bool
    day: Compared
    month: Compared

    @property
    def questions(self) -> int:
        """Pictures that ask a person."""
        return self.register["standing__questions"] or 0

    @property
    def usage_decimals(self) -> int:
        """See `Register`."""
        return int(self.register["decimals"] + self.register["finer"])

    @property
    def resting(self) -> bool:
        """Whether nothing is expected of it."""
        return self.meter.paused or self.meter.retired_at is not None

    @property
    def bare(self) -> bool:
        """Whether neither a camera nor a photograph ever showed it: it needs nothing, and people may want to know why."""
        return not (self.watched or self.register["standing__picture_at"] or self.resting)

    @cached_property
    def needs(self) -> frozenset[str]:
        """What it needs somebody for, as codes: `asks`, `face`, `silent`, `expiring`, `unusual`."""
        if self.meter.retired_at is not None:
            return frozenset()
        found = {
            "asks": self.questions > 0,
            "face": self.waits_for_face,
            "silent": self._silent and not self.resting,
            "expiring": self._expiring,
            "unusual": self._unusual and not self.resting,
        }
        return frozenset(code for code, is_so in found.items() if is_so)

    @property
    def _silent(self) -> bool:
        every, last = self.register["standing__every"], self.register["standing__picture_at"]
        if not self.watched or last is None:
            return False
        expected = timedelta(seconds=MISSED * (every or 0))
        return self.now - last > max(PATIENCE, expected)

    @property
    def _expiring(self) -> bool:
        ends: date | None = self.meter.expires_on
        return ends is not None and ends - self.now.astimezone(self.meter.place.zone).date() <= SOON

    @property
    def _unusual(self) -> bool:
        if self.month.share is None or self.now.astimezone(self.meter.place.zone).day <= LEAST_DAYS:
            return False
        return not LOW <= self.month.share <= HIGH


_FIELDS = (
    *("pk", "meter_id", "name", "kind", "unit", "decimals", "finer"),
    *("standing__value", "standing__at", "standing__state", "standing__picture_id", "standing__picture_at"),
    *("standing__questions", "standing__every", "standing__usual_hours"),
)


def overview(meters: QuerySet[Meter], now: datetime) -> list[Row]:
    """A row for each register, by site and name of the meter; a handful of queries however many there are."""
    known = {one.id: one for one in listed(meters)}
    order = {meter_id: n for n, meter_id in enumerate(known)}
    registers = [row for row in _registers(meters) if row["meter_id"] in known]
    used = _used(meters, {known[row["meter_id"]].place.zone for row in registers}, now)
    watched, unmarked = _watched(meters), _unmarked(meters)
    rows = [
        Row(
            known[one["meter_id"]],
            one,
            now,
            one["meter_id"] in watched,
            one["meter_id"] in unmarked,
            *_compared(one, used, known[one["meter_id"]].place.zone, now),
        )
        for one in registers
    ]
    return sorted(rows, key=lambda row: order[row.meter.id])


def _registers(meters: QuerySet[Meter]) -> Iterable[dict[str, Any]]:
    return Register.objects.filter(meter__in=meters.values("pk")).order_by("pk").values(*_FIELDS)


def _watched(meters: QuerySet[Meter]) -> set[UUID]:
    """Meters over which a camera hangs."""
    hanging = Installation.objects.filter(meter__in=meters.values("pk"), until=None, device__kind="camera")
    return set(hanging.filter(device__stopped_at=None).values_list("meter_id", flat=True))


def _unmarked(meters: QuerySet[Meter]) -> set[UUID]:
    """Meters with photographs on which nobody has drawn a face yet."""
    waiting = Cut.objects.filter(state=Cut.State.WAITING, installation__until=None, installation__meter__in=meters.values("pk"))
    return set(waiting.values_list("installation__meter_id", flat=True).distinct())


def _used(meters: QuerySet[Meter], zones: set[ZoneInfo], now: datetime) -> dict[tuple[UUID, str, datetime], int]:
    """Usage of today and of this month by register, period and its beginning, in the zones of the sites."""
    wanted = Q(pk=None)
    for zone in zones:
        wanted |= Q(period="day", start=today(now, zone)) | Q(period="month", start=this_month(now, zone))
    rows = Usage.objects.filter(wanted, register__meter__in=meters.values("pk"))
    return {
        (register, period, start): n for register, period, start, n in rows.values_list("register", "period", "start", "amount")
    }


def _compared(
    one: Mapping[str, Any], used: Mapping[tuple[UUID, str, datetime], int], zone: ZoneInfo, now: datetime
) -> tuple[Compared, Compared]:
    """Today and this month."""
    hours = one["standing__usual_hours"] or []
    day = used.get((one["pk"], "day", today(now, zone)))
    month = used.get((one["pk"], "month", this_month(now, zone)))
    if not hours:
        return Compared(day, None), Compared(month, None)
    return Compared(day, usual_until(hours, now, zone)), Compared(month, month_so_far(hours, now, zone))
