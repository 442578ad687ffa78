"""What pages and others read of a register."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Register
from harimi.service.meters.values import shown
from harimi.service.readings.models import TRUSTED, Attempt, Reading, Usage


@dataclass(frozen=True, slots=True)
class Last:
    """The last that is known of a register: its last trusted reading, and its newest picture with what became of it."""

    reading: Reading | None
    picture: Cut | None
    attempt: Attempt | None

    @property
    def asks(self) -> bool:
        """Whether the newest picture needs a person."""
        return self.attempt is not None and self.attempt.settled and self.attempt.verdict != "published"


def last(register: Register) -> Last:
    """See `Last`."""
    trusted = Reading.objects.filter(register=register, state__in=TRUSTED).order_by("-at").first()
    picture = Cut.objects.filter(installation__meter=register.meter_id).order_by("-taken_at").first()
    attempt = None if picture is None else Attempt.objects.filter(cut=picture, register=register).first()
    return Last(trusted, picture, attempt)


def waits_for_face(register: Register) -> bool:
    """Whether a camera over the meter sends pictures that nobody has marked yet."""
    watching = Cut.objects.filter(installation__meter=register.meter_id, installation__until=None)
    return watching.filter(state=Cut.State.WAITING).exists()


def readings_between(register: Register, start: datetime, end: datetime) -> list[Reading]:
    """Readings in order of time, the unreadable among them."""
    return list(Reading.objects.filter(register=register, at__gte=start, at__lt=end).order_by("at"))


def usage_between(register: Register, period: str, start: datetime, end: datetime) -> list[Usage]:
    """Usage by hour, day or month in order of time."""
    return list(Usage.objects.filter(register=register, period=period, start__gte=start, start__lt=end).order_by("start"))


def moments(register: Register, most: int) -> list[dict[str, Any]]:
    """The newest pictures of a register with what became of each, newest first."""
    attempts = list(Attempt.objects.filter(register=register).select_related("cut").order_by("-taken_at")[:most])
    readings = Reading.objects.filter(register=register, at__in=[attempt.taken_at for attempt in attempts])
    by_time = {reading.at: reading for reading in readings}
    return [_moment(register, attempt, by_time.get(attempt.taken_at)) for attempt in attempts]


def _moment(register: Register, attempt: Attempt, reading: Reading | None) -> dict[str, Any]:
    value = reading.value if reading is not None else attempt.guess
    state = reading.state if reading is not None else attempt.verdict or "waiting"
    return {
        "at": attempt.taken_at,
        "attempt": attempt,
        "reading": reading,
        "state": state,
        "value": shown(value, register.decimals),
        "confidence": reading.confidence if reading is not None else attempt.confidence,
    }
