"""What is known of a meter besides today's photograph: what earlier ones may have shown, and what it can physically do."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from harimi.vision.observation import Alternative

TRUSTED = 0.99
"""How far a reading is believed of which nothing but its value is left."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One photograph of the past: when it was taken (with time zone) and the values it may show, most probable first.

    A `sure` one was settled by a person and cannot be a misreading. One without rivals showed nothing.
    """

    at: datetime
    rivals: tuple[Alternative, ...]
    sure: bool = False

    @classmethod
    def known(cls, at: datetime, value: Decimal, *, sure: bool = False) -> "Moment":
        """A reading of which only the value was kept."""
        return cls(at, (Alternative(value, 1.0 if sure else TRUSTED),), sure)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the meter can do.

    `max_per_hour` is an absolute physical limit in the reading's unit. It never relaxes because nothing was accepted for
    long: that is how repeated misreadings would poison the base. `usual_per_hour` is the fastest that was ever usual; more
    than that is unlikely, not impossible. `rolls_over_at` is the value at which a counter starts again from zero, and
    `exchanges` are the moments at which another meter was put in its place. A gauge has `counts_up=False`: its readings
    may fall, and only the rate limits them.
    """

    counts_up: bool = True
    max_per_hour: Decimal | None = None
    usual_per_hour: Decimal | None = None
    rolls_over_at: Decimal | None = None
    exchanges: tuple[datetime, ...] = ()

    @property
    def silent(self) -> bool:
        """Whether nothing can be said against any value: a gauge may be anywhere at any time."""
        return not self.counts_up and self.max_per_hour is None


@dataclass(frozen=True, slots=True)
class History:
    """Earlier photographs, oldest first, and the meter's limits; `taken_at` is the time of the photograph to be read."""

    past: tuple[Moment, ...]
    taken_at: datetime
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        in_order([*(moment.at for moment in self.past), self.taken_at])


def in_order(times: list[datetime]) -> None:
    """Raises `ValueError` unless all times have a zone and none lies before the one before it."""
    if any(time.tzinfo is None for time in times):
        raise ValueError("the times of a history need a time zone")
    if times != sorted(times):
        raise ValueError("a history is ordered by time, and its photograph is the newest")
