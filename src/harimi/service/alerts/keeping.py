"""What becomes of alerts when spells were found: pure, so that it can be tried without a database.

One alert is kept for each cause: a spell that an alert tells of already opens none, and one that begins again before anybody
looked goes on under the alert that is open. A limit that was broken and is over again within what came late opens one alert,
which says when, and ends it at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from harimi.service.alerts.spells import Spell


@dataclass(frozen=True, slots=True)
class Kept:
    """An alert as far as it matters here. `held` where it is open, or was ended by hand while it still was so."""

    since: datetime
    at: datetime
    level: str
    until: datetime | None
    open: bool
    held: bool
    over: bool
    """Whether it ended because it was over."""


class Do(StrEnum):
    """What is done."""

    OPEN = "open"
    LEVEL = "level"
    OVER = "over"
    CORRECTED = "corrected"
    EXPLAINED = "explained"
    PASSED = "passed"
    """What was ended by hand is really over now."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is done to an alert (by its place), or that opens one; `more` spells of the time that came late."""

    do: Do
    spell: Spell | None = None
    alert: int = -1
    until: datetime | None = None
    more: int = 0


def kept_up(
    spells: Sequence[Spell], alerts: Sequence[Kept], *, level: str, since: datetime, past_from: datetime, whole: bool
) -> list[Change]:
    """What is to be done. `level` is the rule's; alerts are those of one rule and thing that reach into the time after `since`.

    `whole` where an open alert was judged from its beginning on, so that what is not found never was. What was over before
    `past_from` opens none.
    """
    now = spells[-1] if spells and spells[-1].until is None else None
    mine = next((n for n, one in enumerate(alerts) if one.held), None)
    changes = _ended_before(spells, alerts, since)
    if mine is not None:
        return [*changes, *_held(spells, now, alerts[mine], mine, level=level, whole=whole)]
    fresh = [one for one in spells if one.until is None or (one.until > past_from and not _told(one, alerts))]
    if now is not None:
        return [*changes, Change(Do.OPEN, now, more=len(fresh) - 1)]
    if fresh:
        worst = max(fresh, key=lambda one: (one.worst == "alarm", one.told))
        return [*changes, Change(Do.OPEN, worst, until=worst.until, more=len(fresh) - 1)]
    return changes


def _held(spells: Sequence[Spell], now: Spell | None, alert: Kept, n: int, *, level: str, whole: bool) -> list[Change]:
    found = [one for one in spells if one.overlaps(alert.since, None)]
    if now is not None and not alert.open:
        return _begun_again(found, now, n)
    if now is not None:
        return [Change(Do.LEVEL, now, n)] if (now.level or level) != alert.level else []
    if not alert.open:
        return [Change(Do.PASSED, alert=n, until=found[-1].until if found else alert.at)]
    if found:
        return [Change(Do.OVER, found[-1], n, until=found[-1].until)]
    return [Change(Do.CORRECTED if whole else Do.OVER, alert=n)]


def _begun_again(found: Sequence[Spell], now: Spell, n: int) -> list[Change]:
    """What somebody ended tells nothing while it goes on; once it was over, what goes on now is another."""
    if found[0] is now:
        return []
    return [Change(Do.PASSED, alert=n, until=found[0].until), Change(Do.OPEN, now, more=len(found) - 2)]


def _ended_before(spells: Sequence[Spell], alerts: Sequence[Kept], since: datetime) -> list[Change]:
    """Alerts that are over, and whose spell is gone by what is known now."""
    return [
        Change(Do.CORRECTED, alert=n)
        for n, one in enumerate(alerts)
        if one.over and one.since >= since and not any(spell.overlaps(one.since, one.until) for spell in spells)
    ]


def _told(spell: Spell, alerts: Sequence[Kept]) -> bool:
    """Whether an alert told of it."""
    return any(spell.overlaps(one.since, one.until or one.at) for one in alerts)
