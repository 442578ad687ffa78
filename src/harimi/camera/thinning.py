"""Which photographs are given up when there is no room for all: the older, the coarser, and the ends of each day last."""

from collections.abc import Sequence
from datetime import datetime, tzinfo


def given_up(moments: Sequence[datetime], zone: tzinfo) -> list[int]:
    """Indices into moments (in order of time) of those that go now; never the newest, never none of two or more.

    1. Of the older half every second one goes; the first and the last of a day of the site stay.
    2. Where that leaves nothing to give up, the same of all.
    3. Where only firsts and lasts are left, every second one of the older half goes.
    """
    ends = _ends(moments, zone)
    older = range((len(moments) + 1) // 2)
    for among in (older, range(len(moments) - 1)):
        middle = [n for n in among if n not in ends]
        if middle:
            return middle[::2]
    return list(older)[::2] if len(moments) > 1 else []


def _ends(moments: Sequence[datetime], zone: tzinfo) -> set[int]:
    """The first and the last of each day."""
    first: dict[object, int] = {}
    last: dict[object, int] = {}
    for n, moment in enumerate(moments):
        day = moment.astimezone(zone).date()
        first.setdefault(day, n)
        last[day] = n
    return {*first.values(), *last.values()}
