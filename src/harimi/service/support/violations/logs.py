"""The logs of whom a case is about: pages that a person opened, or what happened to an organization's cameras."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from harimi.service.devices.models import DeviceLog
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import AccessLog
from harimi.service.support.models import Violation

LONGEST = 31
"""Days that are looked at once."""


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both in it, by the calendar in Japan. Raises `ValueError` for none, or for too many."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if not timedelta() <= self.last - self.first < timedelta(days=LONGEST):
            raise ValueError(f"1 to {LONGEST} days")

    @property
    def window(self) -> tuple[datetime, datetime]:
        """From when until when, the last not in it."""
        zone = ZoneInfo(current().deadlines.time_zone)
        return (
            datetime.combine(self.first, time(), tzinfo=zone),
            datetime.combine(self.last + timedelta(days=1), time(), tzinfo=zone),
        )


def item_of(violation: Violation) -> str:
    """Which log there is about them."""
    return "access_log" if violation.user_id else "camera_log"


def pages_of(violation: Violation, days: Days) -> QuerySet[AccessLog]:
    """What the person opened, the newest first; declare the look before."""
    begin, end = days.window
    return AccessLog.objects.filter(subject=violation.subject_id, at__gte=begin, at__lt=end).order_by("-at", "-pk")


def camera_lines_of(violation: Violation, days: Days) -> QuerySet[DeviceLog]:
    """What happened to the organization's cameras, the newest first; declare the look before."""
    begin, end = days.window
    theirs = DeviceLog.objects.filter(device__organization=violation.organization_id, at__gte=begin, at__lt=end)
    return theirs.select_related("device").order_by("-at", "-pk")
