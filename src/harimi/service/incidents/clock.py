"""By when an incident is reported (rule 8): promptly, within 3 to 5 days, and in full within 30, or 60 for a wrongful purpose.

Days are those of the calendar in Japan, and the day of knowing is the first. Where the last day of the full report is a
weekend, a holiday or at the turn of the year, the next working day of the administration is the last (the commission's
guidelines, general rules, 3-5-3-4).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import jpholiday

from harimi.service.incidents.models import Incident
from harimi.service.privacy.manifest import current

PROMPT, PROMPT_LAST, FULL, WRONGFUL_FULL = 3, 5, 30, 60
AHEAD = 7
"""Days before the full report is due on which staff are reminded of it."""
CLOSED = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
"""When the administration is closed at the turn of the year."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A day on which something of a report is due, by the number of the day, and of which report it is one."""

    report: str
    number: int
    day: date


def known_on(incident: Incident) -> date:
    """The first day."""
    return incident.known_at.astimezone(ZoneInfo(current().deadlines.time_zone)).date()


def day(incident: Incident, number: int) -> date:
    """The day of that number, the day of knowing being 1."""
    return known_on(incident) + timedelta(days=number - 1)


def day_number(incident: Incident, now: datetime) -> int:
    """Which day it is."""
    return (now.astimezone(ZoneInfo(current().deadlines.time_zone)).date() - known_on(incident)).days + 1


def prompt_by(incident: Incident) -> date:
    """The last day of the prompt report."""
    return day(incident, PROMPT_LAST)


def full_by(incident: Incident) -> date:
    """The last day of the full report."""
    return _open(day(incident, full_days(incident)))


def full_days(incident: Incident) -> int:
    """Days in which the full report is made."""
    return WRONGFUL_FULL if incident.wrongful else FULL


def stages(incident: Incident) -> list[Stage]:
    """All days on which staff are reminded while that report is not made; the last is the one on which it is due."""
    full, last = full_days(incident), (full_by(incident) - known_on(incident)).days + 1
    days = {
        ("prompt", PROMPT),
        ("prompt", PROMPT_LAST),
        ("final", FULL),
        ("final", full - AHEAD),
        ("final", full),
        ("final", last),
    }
    return [Stage(report, number, day(incident, number)) for report, number in sorted(days, key=lambda one: one[1])]


def _open(last: date) -> date:
    while last.weekday() >= 5 or (last.month, last.day) in CLOSED or jpholiday.is_holiday(last):
        last += timedelta(days=1)
    return last
