"""A person's word about a reading: it stands until another person's."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.meters import states
from harimi.service.meters.activity import note_meter
from harimi.service.meters.models import Register
from harimi.service.meters.values import places, scaled
from harimi.service.readings.carrying import Carrier, last_trusted
from harimi.service.readings.marking import mark
from harimi.service.readings.models import Attempt, Reading, State
from harimi.service.readings.standing import refresh
from harimi.service.readings.writing import Said, write

LARGEST = Decimal(10) ** 15
"""More than any meter shows, and far below what a database's whole number holds."""
LONGEST_REASON = 200


class ImpossibleError(ValueError):
    """The meter cannot show this value."""


class TooFineError(ImpossibleError):
    """A value with more decimals than the register has."""

    def __init__(self, value: Decimal, decimals: int) -> None:
        super().__init__(f"{value} has more decimals than this register, which has {decimals}")
        self.decimals = decimals


class TooEarlyError(ValueError):
    """A reading of a moment that is yet to come."""


class RetiredError(ValueError):
    """A new reading of a moment at which the meter was retired already."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says: a value, or None where nothing can be read, and why."""

    value: Decimal | None
    actor: User
    reason: str = ""


def settle_by_person(attempt: Attempt, word: Word) -> None:
    """The picture shows what the person says: confirmed where the reader said so too, else corrected.

    What follows is judged again. Raises an `ImpossibleError` where the meter could not show that: a comma forgotten would ruin
    the usage of a year.
    """
    register = attempt.register
    exact = possible(register, word.value)
    with transaction.atomic():
        mark(register, attempt.taken_at)  # first, as whoever decides holds the register before its pictures
        Attempt.objects.filter(pk=attempt.pk).update(settled=False, verdict="")
        _tell(register, attempt.taken_at, exact, word, attempt, confirms=exact is not None and exact == attempt.guess)


def tell(register: Register, at: datetime, word: Word) -> None:
    """The register stood at a value at a moment of which there is no picture, or whose picture is gone.

    Raises an `ImpossibleError` or a `TooEarlyError`.
    """
    exact = possible(register, word.value)
    if at > timezone.now():
        raise TooEarlyError(f"{at.isoformat()} is yet to come")
    with transaction.atomic():
        now = Reading.objects.filter(register=register, at=at).select_related("attempt").first()
        confirms = now is None or (exact is not None and exact == now.value)
        _tell(register, at, exact, word, now.attempt if now else None, confirms=confirms)


def timely(register: Register, at: datetime) -> None:
    """Raises a `TooEarlyError` for a moment that is yet to come, a `RetiredError` for one at which nobody looked any more."""
    if at > timezone.now():
        raise TooEarlyError(f"{at.isoformat()} is yet to come")
    retired = register.meter.retired_at
    if retired is not None and at >= retired:
        raise RetiredError(f"the meter was retired at {retired.isoformat()}; take it back into use first")


def _tell(register: Register, at: datetime, exact: int | None, word: Word, attempt: Attempt | None, *, confirms: bool) -> None:
    """Writes the reading and has what follows it judged again. Call it inside a transaction."""
    mark(register, at)
    before = Carrier(register).carried(last_trusted(register, at), exact, at)
    state = State.UNREADABLE if exact is None else State.CONFIRMED if confirms else State.CORRECTED
    said = Said(exact, before, state, 1.0, attempt, by_person=True, reason=word.reason[:LONGEST_REASON])
    write(register, at, said, why="person", actor=word.actor)
    refresh(register)
    if state != State.CONFIRMED:
        note_meter(register.meter, "unreadable" if exact is None else "corrected", word.actor)


def possible(register: Register, value: Decimal | None) -> int | None:
    """The value, scaled, if the register can show exactly that: nothing that a person says is rounded.

    Raises an `ImpossibleError`.
    """
    if value is not None and not register.is_state and places(value) > register.decimals:
        raise TooFineError(value, register.decimals)
    return rounded(register, value)


def rounded(register: Register, value: Decimal | None) -> int | None:
    """The value, scaled, if the register can show it: what a counter's digits hold, a gauge's scale and a little more.

    Raises an `ImpossibleError`.
    """
    if value is None:
        return None
    if abs(value) > LARGEST:
        raise ImpossibleError(f"{value} is more than any meter shows")
    exact = scaled(value, register.decimals)
    if register.is_state:
        if exact != value or not states.possible(exact, register.states):
            raise ImpossibleError(f"{value} is no state of these lamps")
        return exact
    low, high = (0, register.rolls_over_at) if register.counts_up else (register.low, register.high)
    room = 0 if register.counts_up or low is None or high is None else abs(high - low) // 10
    if (low is not None and exact < low - room) or (high is not None and exact >= high + room + int(not register.counts_up)):
        raise ImpossibleError(f"{value} is outside what this meter can show")
    return exact
