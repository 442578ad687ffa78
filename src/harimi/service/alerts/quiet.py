"""Hours in which nobody is told: by the clocks of the site, and on days off where somebody wants that."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from harimi.service.alerts.days import is_off
from harimi.service.alerts.models import Level

FARTHEST = 15
"""Days that are looked ahead: no holidays are longer."""


class Quiet(BaseModel):
    """From one time of the day until another; the same twice is no time at all. On `off_days` it is quiet all day. Where
    `alarms`, what is an alarm is told all the same.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    since: time = Field(time(22), alias="from")
    until: time = time(7)
    off_days: bool = False
    alarms: bool = True

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.since == self.until and not self.off_days:
            raise ValueError("it is never quiet")
        return self

    def holds(self, local: datetime) -> bool:
        """Whether it is quiet at a moment of the site's clocks."""
        return self._in_hours(local.time()) or (self.off_days and is_off(local.date()))

    def _in_hours(self, at: time) -> bool:
        if self.since <= self.until:
            return self.since <= at < self.until
        return at >= self.since or at < self.until


def quiet_until(told: object, level: str, at: datetime, zone: ZoneInfo) -> datetime | None:
    """When people are told of something that is found at a moment; None where that is at once."""
    if told is None:
        return None
    quiet = Quiet.model_validate(told)
    if (quiet.alarms and level == Level.ALARM) or not quiet.holds(at.astimezone(zone)):
        return None
    return next((one for one in _borders(quiet, at, zone) if one > at and not quiet.holds(one.astimezone(zone))), None)


def _borders(quiet: Quiet, at: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Moments at which it may end to be quiet, in order."""
    day = at.astimezone(zone).date()
    for n in range(FARTHEST):
        for when in sorted({time(0), quiet.until}):
            yield datetime.combine(day + timedelta(days=n), when, tzinfo=zone).astimezone(UTC)
