"""How soon an inquiry is answered, and what else of support is a matter of time. Days are working days in Japan."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

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
    """Until when it is answered. Holidays count as working days: nobody waits longer for that than is promised."""
    day, left = arrived.astimezone(ZONE).date(), DAYS[Case.Kind(kind)]
    while left:
        day += timedelta(days=1)
        left -= works(day.weekday())
    return datetime.combine(day, EVENING, tzinfo=ZONE)


def works(weekday: int) -> bool:
    """Whether a day of the week, Monday being 0, is a working day."""
    return weekday < 5
