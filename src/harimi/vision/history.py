"""What is known of a meter before today's photograph: the readings that were trusted, and what it can physically do."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Past:
    """A trusted reading: when its photograph was taken (with time zone) and its value."""

    at: datetime
    value: Decimal


@dataclass(frozen=True, slots=True)
class History:
    """Trusted readings, oldest first, and the meter's limits; `taken_at` is the time of the photograph to be read.

    `max_per_hour` is an absolute physical limit in the reading's unit. It never relaxes because nothing was accepted for
    long: that is how repeated misreadings would poison the base. `rolls_over_at` is the value at which a counter starts
    again from zero. A gauge has `counts_up=False`: its readings may fall, and only the rate limits them.
    """

    past: tuple[Past, ...]
    taken_at: datetime
    counts_up: bool = True
    max_per_hour: Decimal | None = None
    rolls_over_at: Decimal | None = None

    def __post_init__(self) -> None:
        times = [past.at for past in self.past] + [self.taken_at]
        if any(time.tzinfo is None for time in times):
            raise ValueError("the times of a history need a time zone")
        if times != sorted(times):
            raise ValueError("a history is ordered by time, and its photograph is the newest")

    @property
    def last(self) -> Past | None:
        """The newest trusted reading."""
        return self.past[-1] if self.past else None

    def growth(self) -> Decimal | None:
        """The most that the value can have changed since the last reading; None where no limit is known."""
        if self.max_per_hour is None or self.last is None:
            return None
        hours = Decimal((self.taken_at - self.last.at).total_seconds()) / 3600
        return self.max_per_hour * hours

    def fault(self, value: Decimal, slack: Decimal) -> str | None:
        """Why `value` cannot follow the last reading: `below_last`, `too_fast` or None. `slack` is allowed for jitter."""
        if self.last is None:
            return None
        change, growth = value - self.last.value, self.growth()
        if self.counts_up and change < -slack:
            return self._fault_after_roll_over(change, growth, slack)
        if growth is not None and abs(change) > growth + slack:
            return "too_fast"
        return None

    def _fault_after_roll_over(self, change: Decimal, growth: Decimal | None, slack: Decimal) -> str | None:
        if self.rolls_over_at is None or growth is None:
            return "below_last"
        return "below_last" if change + self.rolls_over_at > growth + slack else None
