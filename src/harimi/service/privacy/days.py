"""Days by the calendar that the policy goes by: a deadline ends with a day in Japan, wherever the machine stands."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from harimi.service.privacy.manifest import current


def today() -> date:
    """The day it is there now."""
    return timezone.localdate(timezone=ZoneInfo(current().deadlines.time_zone))


def day_of(moment: datetime) -> date:
    """The day it is there at a moment."""
    return moment.astimezone(ZoneInfo(current().deadlines.time_zone)).date()
