"""The time that is billed as a month: from the day after one closing day to the next, by the site's own midnights."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from harimi.service.billing.months import last_of, next_of
from harimi.service.letting.models import Closing
from harimi.service.meters.days import midnight

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Billed:
    """From `first` to `last`, both included. `whole` days are a full month of that closing day: what base fees are for."""

    month: date
    first: date
    last: date
    whole: int
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """When it begins, in UTC."""
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """When it is over, in UTC."""
        return midnight(self.last + DAY, self.zone)


def billed_month(month: date, closings: Sequence[Closing], zone: ZoneInfo) -> Billed:
    """A month begins where the one before ended, so that a new closing day leaves no gap and counts nothing twice."""
    day = _closing(month, closings)
    last, before = _last(month, day), _last(next_of(month, -1), _closing(next_of(month, -1), closings))
    return Billed(month, before + DAY, last, (last - _last(next_of(month, -1), day)).days, zone)


def _closing(month: date, closings: Sequence[Closing]) -> int:
    return next((one.day for one in sorted(closings, key=lambda one: one.month, reverse=True) if one.month <= month), 0)


def _last(month: date, day: int) -> date:
    return month.replace(day=day) if day else last_of(month)
