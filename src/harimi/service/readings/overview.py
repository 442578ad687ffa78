"""All meters of a person as they stand now: what needs somebody, what is silent, what was used against what is usual."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from harimi.service.captures.models import Cut
from harimi.service.devices.models import Installation
from harimi.service.meters.listing import Listed, listed
from harimi.service.meters.models import Meter, Register
from harimi.service.readings.standing import this_month, today, usual_by_now, usual_in_month

SOON = timedelta(days=180)
"""How long before its legal end a meter is named: time enough to order and plan an exchange."""
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
        after = self.register["standing__silent_after"]
        return self.watched and after is not None and self.now > after

    @property
    def showing(self) -> Register:
        """As much of the register as a value of it is told by."""
        return Register(**{name: self.register[name] for name in ("kind", "decimals", "states")})

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
    *("pk", "meter_id", "name", "kind", "unit", "decimals", "finer", "states"),
    *("standing__value", "standing__at", "standing__state", "standing__picture_id", "standing__picture_at"),
    "standing__silent_after",
    *("standing__questions", "standing__day", "standing__day_used", "standing__month", "standing__month_used"),
    "standing__usual_until",
)


def overview(meters: QuerySet[Meter], now: datetime) -> list[Row]:
    """A row for each register, by site and name of the meter; a handful of queries however many there are."""
    known = {one.id: one for one in listed(meters)}
    order = {meter_id: n for n, meter_id in enumerate(known)}
    watched, unmarked = _watched(meters), _unmarked(meters)
    rows = [
        _row(one, known[one["meter_id"]], now, one["meter_id"] in watched, one["meter_id"] in unmarked)
        for one in Register.objects.filter(meter__in=meters.values("pk")).order_by("pk").values(*_FIELDS)
        if one["meter_id"] in known
    ]
    return sorted(rows, key=lambda row: order[row.meter.id])


def rows_of(registers: Sequence[UUID], now: datetime) -> list[Row]:
    """The rows of just these registers, in their order."""
    order = {pk: n for n, pk in enumerate(registers)}
    rows = overview(Meter.objects.filter(registers__in=registers).distinct(), now)
    return sorted((row for row in rows if row.register["pk"] in order), key=lambda row: order[row.register["pk"]])


def _row(one: Mapping[str, Any], meter: Listed, now: datetime, watched: bool, unmarked: bool) -> Row:
    zone, until = meter.place.zone, one["standing__usual_until"]
    day = one["standing__day_used"] if one["standing__day"] == today(now, zone) else None
    month = one["standing__month_used"] if one["standing__month"] == this_month(now, zone) else None
    by_now = None if until is None else usual_by_now(until, now, zone)
    in_month = None if until is None else usual_in_month(until, now, zone)
    return Row(meter, one, now, watched, unmarked, Compared(day, by_now), Compared(month, in_month))


def _watched(meters: QuerySet[Meter]) -> set[UUID]:
    """Meters over which a camera hangs."""
    hanging = watching().filter(meter__in=meters.values("pk"))
    return set(hanging.values_list("meter_id", flat=True))


def _unmarked(meters: QuerySet[Meter]) -> set[UUID]:
    """Meters with photographs on which nobody has drawn a face yet."""
    waiting = unmarked_pictures().filter(installation__meter__in=meters.values("pk"))
    return set(waiting.values_list("installation__meter_id", flat=True).distinct())


def watching() -> QuerySet[Installation]:
    """Cameras that hang somewhere and are heard."""
    return Installation.objects.filter(until=None, device__kind="camera", device__stopped_at=None)


def unmarked_pictures() -> QuerySet[Cut]:
    """Photographs that wait for a face."""
    return Cut.objects.filter(state=Cut.State.WAITING, installation__until=None)
