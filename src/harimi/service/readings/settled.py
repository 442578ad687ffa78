"""A person's word about a reading: it stands until another person's."""

from decimal import Decimal

from django.db import transaction

from harimi.service.accounts.models import User
from harimi.service.meters.models import Register
from harimi.service.meters.values import scaled
from harimi.service.readings.deciding import carried, last_trusted
from harimi.service.readings.models import Attempt, State
from harimi.service.readings.reading import mark
from harimi.service.readings.writing import Said, write

LARGEST = Decimal(10) ** 15
"""More than any meter shows, and far below what a database's whole number holds."""


class ImpossibleError(ValueError):
    """The meter cannot show this value."""


def settle_by_person(attempt: Attempt, value: Decimal, *, actor: User) -> None:
    """The picture shows `value`: confirmed where the reader said so too, else corrected. What follows is judged again.

    Raises an `ImpossibleError` where the meter could not show that: a comma forgotten would ruin the usage of a year.
    """
    register = attempt.register
    exact = _possible(register, value)
    state = State.CONFIRMED if exact == attempt.guess else State.CORRECTED
    with transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(settled=False)
        mark(register, attempt.taken_at)
        before = carried(register, last_trusted(register, attempt.taken_at), exact)
        said = Said(exact, before, state, 1.0, attempt, by_person=True)
        write(register, attempt.taken_at, said, why="person", actor=actor)


def _possible(register: Register, value: Decimal) -> int:
    """The value, scaled, if the register can show it: what a counter's digits hold, a gauge's scale and a little more."""
    if abs(value) > LARGEST:
        raise ImpossibleError(f"{value} is more than any meter shows")
    exact = scaled(value, register.decimals)
    low, high = (0, register.rolls_over_at) if register.counts_up else (register.low, register.high)
    room = 0 if register.counts_up or low is None or high is None else abs(high - low) // 10
    if (low is not None and exact < low - room) or (high is not None and exact >= high + room + int(not register.counts_up)):
        raise ImpossibleError(f"{value} is outside what this meter can show")
    return exact
