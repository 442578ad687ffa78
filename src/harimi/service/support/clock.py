"""How soon an inquiry is answered, and what else of support is a matter of time. Days are working days in Japan."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import jpholiday

from harimi.service.privacy.publication import known_operator
from harimi.service.support.models import Case

ZONE = ZoneInfo("Asia/Tokyo")
DAYS = {
    Case.Kind.COMPLAINT: 1,
    Case.Kind.FAULT: 2,
    Case.Kind.QUESTION: 3,
    Case.Kind.OPINION: 5,
    Case.Kind.OTHER: 5,
}
"""Working days until an answer is due, not counting that of the inquiry."""
EVENING = time(18, 0)
"""When a working day ends."""
MORNING = time(9, 0)
"""From when on staff are reminded."""
SETTLES = timedelta(days=30)
"""After so long without a word what was answered, or asked back, is closed."""


def due(kind: str, arrived: datetime) -> datetime:
    """Until when it is answered."""
    day, left, closed = arrived.astimezone(ZONE).date(), DAYS[Case.Kind(kind)], known_operator().closed_days
    while left:
        day += timedelta(days=1)
        left -= _works(day, closed)
    return datetime.combine(day, EVENING, tzinfo=ZONE)


def works(day: date) -> bool:
    """Whether somebody is at work on it: no weekend, no holiday of the law, no day on which the operator is closed."""
    return _works(day, known_operator().closed_days)


def _works(day: date, closed: Collection[str]) -> bool:
    return day.weekday() < 5 and f"{day:%m-%d}" not in closed and not jpholiday.is_holiday(day)
