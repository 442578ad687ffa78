"""What a reading carries: what had been counted before the counter stood at its zero."""

from datetime import datetime

from harimi.service.meters.models import Register
from harimi.service.readings.models import TRUSTED, Exchange, Reading


def last_trusted(register: Register, before: datetime) -> Reading | None:
    """The trusted reading before a moment."""
    earlier = Reading.objects.filter(register=register, at__lt=before, state__in=TRUSTED).exclude(value=None)
    return earlier.order_by("-at").first()


class Carrier:
    """Knows the exchanges of a register, and where its counters roll over."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._exchanges: list[Exchange] = sorted(register.exchanges.all(), key=lambda one: one.at)
        self._rolls = [(one.until, one.rolls_over_at) for one in sorted(register.settings.all(), key=lambda one: one.until)]

    def carried(self, last: Reading | None, value: int | None, at: datetime, *, breaks: bool = False) -> int:
        """What the reading of `value` carries after the `last` trusted one.

        It carries what that one did, a round more where the counter rolled over between them, and what the instruments that
        were exchanged since then had counted. Where the values before do not lead to this one, the total goes on from where
        it was: what was used meanwhile is unknown.
        """
        if last is None or last.value is None or value is None or not self._register.counts_up:
            return 0
        stood, total = last.value, last.carried
        for one in self._between(last.at, at):
            total += self._round(stood, one.last_value, one.at) + one.last_value - one.first_value
            stood = one.first_value
        return total + stood - value if breaks else total + self._round(stood, value, at)

    def falls(self, last: tuple[datetime, int], value: int, at: datetime) -> bool:
        """Whether a counter would have gone backwards since the last reading, by neither a round nor an exchange."""
        since, stood = last
        for one in self._between(since, at):
            if self._fell(stood, one.last_value, one.at):
                return True
            stood = one.first_value
        return self._fell(stood, value, at)

    def _fell(self, stood: int, value: int, at: datetime) -> bool:
        return value < stood and not self._round(stood, value, at)

    def _between(self, after: datetime, until: datetime) -> list[Exchange]:
        return [one for one in self._exchanges if after < one.at <= until]

    def _round(self, stood: int, value: int, at: datetime) -> int:
        """What a round of the counter counts, if it went through its zero."""
        held = next((rolls for until, rolls in self._rolls if at <= until), self._register.rolls_over_at)
        return held if held is not None and stood - value > held // 2 else 0
