"""What pages and others read of a register."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Register, Site
from harimi.service.meters.seeing import EVERYTHING, Window
from harimi.service.meters.states import WITHIN, blinking
from harimi.service.readings.models import TRUSTED, Attempt, Reading, State


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


def read_before(sites: Iterable[Site], at: datetime) -> bool:
    """Whether anything was read at these sites before a moment."""
    return Reading.objects.filter(register__meter__site__in=list(sites), at__lt=at).exists()


def last(register: Register, seen: Window = EVERYTHING) -> Last:
    """See `Last`."""
    trusted = Reading.objects.filter(seen.within("at"), register=register, state__in=TRUSTED).order_by("-at").first()
    pictures = Cut.objects.filter(seen.within("taken_at"), installation__meter=register.meter_id)
    if seen != EVERYTHING:
        pictures = pictures.exclude(frame=None)
    picture = pictures.order_by("-taken_at").first()
    attempt = None if picture is None else Attempt.objects.filter(cut=picture, register=register).first()
    return Last(trusted, picture, attempt)


def blinks(register: Register, seen: Window = EVERYTHING) -> list[str]:
    """Those of its lamps that blink, by the last readings; none of a register that has no lamps."""
    if not register.is_state:
        return []
    trusted = Reading.objects.filter(seen.within("at"), register=register, state__in=TRUSTED, value__isnull=False)
    last = trusted.order_by("-at").values_list("value", flat=True)[:WITHIN]
    return blinking([value or 0 for value in last][::-1], register.states)


def waits_for_face(register: Register) -> bool:
    """Whether a camera over the meter sends pictures that nobody has marked yet."""
    watching = Cut.objects.filter(installation__meter=register.meter_id, installation__until=None)
    return watching.filter(state=Cut.State.WAITING).exists()


ONLY = ("asks", "unreadable", "corrected")
"""What pictures can be narrowed to."""


def moments(
    register: Register, most: int, *, seen: Window = EVERYTHING, before: datetime | None = None, only: str = ""
) -> list[dict[str, Any]]:
    """Pictures of a register with what became of each, newest first; before a moment, and narrowed to one of `ONLY`."""
    asked = Attempt.objects.filter(seen.within("taken_at"), register=register).select_related("cut").order_by("-taken_at")
    asked = asked if seen == EVERYTHING else asked.filter(Q(cut=None) | Q(cut__frame__isnull=False))
    asked = asked if before is None else asked.filter(taken_at__lt=before)
    attempts = list(_narrowed(asked, register, only)[:most])
    readings = Reading.objects.filter(register=register, at__in=[attempt.taken_at for attempt in attempts])
    by_time = {reading.at: reading for reading in readings}
    return [_moment(attempt, by_time.get(attempt.taken_at)) for attempt in attempts]


def _narrowed(asked: QuerySet[Attempt], register: Register, only: str) -> QuerySet[Attempt]:
    if only == "asks":
        return asked.filter(settled=True, verdict="uncertain")
    if only == "unreadable":
        return asked.filter(settled=True, verdict="unreadable")
    if only == "corrected":
        corrected = Reading.objects.filter(register=register, state=State.CORRECTED)
        return asked.filter(taken_at__in=corrected.values("at"))
    return asked


def _moment(attempt: Attempt, reading: Reading | None) -> dict[str, Any]:
    value = reading.value if reading is not None else attempt.guess
    state = reading.state if reading is not None else attempt.verdict or "waiting"
    return {
        "at": attempt.taken_at,
        "attempt": attempt,
        "reading": reading,
        "state": state,
        "value": value,
        "confidence": reading.confidence if reading is not None else attempt.confidence,
    }
