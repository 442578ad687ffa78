"""What a judge finds: times in which something was so."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self

Figures = Mapping[str, object]
"""Numbers that explain it, exact decimals as text; their keys stand in the manifest."""
ALARM, WARNING, OF_RULE = "alarm", "warning", ""
"""Levels; the last is that of the rule."""


@dataclass(frozen=True, slots=True)
class Spell:
    """Something was so `since` a moment, and could first be told at `told`; `until` when it was no more, None while it is.

    `level` is the last one, `changes` when it became which. `at`, `attempt` and `figures` are of the moment that shows it best.
    """

    since: datetime
    told: datetime
    level: str
    at: datetime
    attempt: int | None
    figures: Figures
    until: datetime | None = None
    changes: tuple[tuple[datetime, str], ...] = ()

    @property
    def worst(self) -> str:
        """The highest level that it had."""
        levels = {level for _, level in self.changes} | {self.level}
        return next(level for level in (ALARM, WARNING, OF_RULE) if level in levels)

    def overlaps(self, since: datetime, until: datetime | None) -> bool:
        """Whether it was so at any moment of a time; one without an end goes on."""
        begins_before = until is None or self.since <= until
        return begins_before and (self.until is None or self.until >= since)


@dataclass(frozen=True, slots=True)
class Found:
    """What a judge saw at one moment: how bad it is, to compare moments of one spell, and what shows it."""

    at: datetime
    level: str
    badness: float
    attempt: int | None = None
    figures: Figures = field(default_factory=dict)


class Following:
    """Follows one thing through time: `so` while it is, `over` when it is no more."""

    def __init__(self, now: Spell | None = None) -> None:
        self.ended: list[Spell] = []
        self.now = now
        self._badness = float("-inf")

    @classmethod
    def on(cls, since: datetime, level: str) -> Self:
        """What was so already: since when, and at which level."""
        return cls(Spell(since, since, level, since, None, {}, changes=((since, level),)))

    @property
    def level(self) -> str | None:
        """The level that it has; None while nothing is so."""
        return None if self.now is None else self.now.level

    def so(self, found: Found, since: datetime | None = None) -> None:
        """It is so, since that moment where it only begins. The first moment stays its evidence, unless a worse one comes."""
        if self.now is None:
            self._badness, told = found.badness, (found.at, found.level)
            begun = since or found.at
            self.now = Spell(begun, found.at, found.level, found.at, found.attempt, found.figures, changes=(told,))
            return
        if found.level != self.now.level:
            self.now = replace(self.now, level=found.level, changes=(*self.now.changes, (found.at, found.level)))
        if found.badness > self._badness:
            self._badness = found.badness
            self.now = replace(self.now, at=found.at, attempt=found.attempt, figures=found.figures)

    def over(self, at: datetime) -> None:
        """It is no more."""
        if self.now is not None:
            self.ended.append(replace(self.now, until=at))
            self.now = None

    @property
    def all(self) -> list[Spell]:
        """In order of time; only the last may have no end."""
        return [*self.ended, *([self.now] if self.now else [])]


def how_long(time: timedelta) -> dict[str, object]:
    """In minutes, where hours would be too coarse."""
    hour = timedelta(hours=1)
    return {"hours": round(time / hour)} if time >= 2 * hour else {"minutes": round(time / timedelta(minutes=1))}
