"""How long a camera that does what it is told may be quiet."""

from datetime import timedelta
from itertools import pairwise

from harimi.service.devices.settings import Settings

DAY = 24 * 60


def longest_pause(settings: Settings) -> timedelta | None:
    """The longest time between two photographs of its schedule; None where it takes none.

    What is sent only on a change comes once a day at least.
    """
    minutes = sorted(_minutes(settings))
    if settings.asleep or not minutes:
        return None
    if settings.only_on_change:
        return timedelta(days=1)
    gaps = [later - earlier for earlier, later in pairwise([*minutes, minutes[0] + DAY])]
    return timedelta(minutes=max(gaps))


def _minutes(settings: Settings) -> set[int]:
    """The minutes of a day at which a photograph is due."""
    named = {at.hour * 60 + at.minute for at in settings.at}
    if not settings.every_minutes:
        return named
    return named | {minute for minute in range(0, DAY, settings.every_minutes) if _open(settings, minute)}


def _open(settings: Settings, minute: int) -> bool:
    windows = [(begin.hour * 60 + begin.minute, end.hour * 60 + end.minute) for begin, end in settings.windows]
    inside = (begin <= minute < end if begin < end else minute >= begin or minute < end for begin, end in windows)
    return not windows or any(inside)
