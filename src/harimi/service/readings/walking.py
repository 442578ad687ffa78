"""An answer from a round: taken at a stop, perhaps without signal, and sent later."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.captures.registration import Shown
from harimi.service.captures.services import AHEAD
from harimi.service.meters.models import RoundStop, Visit
from harimi.service.readings.by_hand import read_by_hand
from harimi.service.readings.settled import TooEarlyError, Word
from harimi.service.readings.showing import with_part
from harimi.service.readings.suggesting import suggest

LONGEST = timedelta(days=60)
"""How long an answer may lie on a telephone."""


class TooLateError(ValueError):
    """An answer that lay too long."""


class NothingSaidError(ValueError):
    """Neither a value nor a photograph nor a reason."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person noted at a stop; `key` is their telephone's own number for it."""

    key: UUID
    at: datetime
    value: Decimal | None = None
    photo: Shown | None = None
    skipped: str = ""


def take(stop: RoundStop, answer: Answer, actor: User) -> Visit:
    """What became of the answer; sent again it changes nothing.

    1. A key that is known was done: whoever put its value right meanwhile is not overruled.
    2. The reading is written. Doing that twice makes one, should we die before the next step.
    3. The key is noted.

    Raises a `TooEarlyError`, a `TooLateError`, an `ImpossibleError`, a `NothingSaidError`, or what photographs are refused for.
    """
    known = Visit.objects.filter(stop=stop, key=answer.key).first()
    if known is not None:
        return known
    at = _moment(answer.at)
    outcome = _written(stop, at, answer, actor)
    said = {"at": at, "by": actor, "outcome": outcome, "reason": answer.skipped}
    return Visit.objects.get_or_create(stop=stop, key=answer.key, defaults=said)[0]


def _moment(at: datetime) -> datetime:
    """A telephone's clock may be a little ahead of ours."""
    now = timezone.now()
    if at > now + AHEAD:
        raise TooEarlyError(f"{at.isoformat()} is yet to come")
    if at < now - LONGEST:
        raise TooLateError(f"{at.isoformat()} is too long ago")
    return min(at, now)


def _written(stop: RoundStop, at: datetime, answer: Answer, actor: User) -> str:
    if answer.skipped:
        return Visit.Outcome.SKIPPED
    if answer.value is None and answer.photo is None:
        raise NothingSaidError("neither a value nor a photograph")
    photo = None if answer.photo is None else with_part(stop.register, answer.photo)
    if answer.value is not None:
        read_by_hand(stop.register, at, Word(answer.value, actor), photo)
        return Visit.Outcome.KEPT
    if photo is not None:
        suggest(stop.register, at, photo)
    return Visit.Outcome.ASKS
