"""Until when a request is answered: so many days after it arrived, by the calendar of Japan, whatever is waited for meanwhile.

Source: Act on the Protection of Personal Information, article 39: two weeks after a demand arrived, it may be sued upon. Time
that is spent on finding out who asks does not stop that.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import PolicyPublication

SOON, URGENT = 4, 1
"""Days left when it is first and next said that it is due."""
IDENTIFY = 7
"""Days after which whoever asks is reminded that they have not shown yet who they are, or agreed to the fee."""
LAPSES = timedelta(days=30)
"""A fee to which nobody agreed for so long: the request is taken as withdrawn, and told so."""


def day_in_japan(moment: datetime) -> date:
    """The day it is there at a moment."""
    return moment.astimezone(ZoneInfo(current().deadlines.time_zone)).date()


def due_on(arrived: datetime, policy: PolicyPublication) -> date:
    """The last day, as the policy promised when it arrived. The day of arrival does not count (Civil Code, article 140)."""
    return day_in_japan(arrived) + timedelta(days=int(policy.numbers["deadlines"]["without_delay_days"]))


def days_left(due: date, now: datetime) -> int:
    """Negative once it is late."""
    return (due - day_in_japan(now)).days
