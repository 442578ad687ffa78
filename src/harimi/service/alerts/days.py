"""Days on which people rest: weekends, Japan's public holidays, and the days around New Year."""

from datetime import date
from functools import lru_cache

import jpholiday

SATURDAY, SUNDAY = 5, 6
NEW_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
"""On which offices and many shops are closed although the calendar knows only one of them."""


@lru_cache(maxsize=4096)
def is_off(day: date) -> bool:
    """Whether it is a weekend, a public holiday of Japan, or one of the days around New Year."""
    return day.weekday() >= SATURDAY or is_holiday(day)


@lru_cache(maxsize=4096)
def is_holiday(day: date) -> bool:
    """The same without weekends."""
    return (day.month, day.day) in NEW_YEAR or jpholiday.is_holiday(day)


def weekday_of(day: date) -> int:
    """0 for a Monday, 6 for a Sunday; a holiday is lived like a Sunday."""
    return SUNDAY if is_holiday(day) else day.weekday()
