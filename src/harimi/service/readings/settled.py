"""A person's word about a reading: it stands until another person's."""

from decimal import Decimal

from django.db import transaction

from harimi.service.accounts.models import User
from harimi.service.meters.values import scaled
from harimi.service.readings.models import Attempt, State
from harimi.service.readings.reading import mark
from harimi.service.readings.settling import last_trusted, turns
from harimi.service.readings.writing import Said, write

LARGEST = 2**62
"""What a database's whole number holds, and room to add."""


def settle_by_person(attempt: Attempt, value: Decimal, *, actor: User) -> None:
    """The picture shows `value`: confirmed where the reader said so too, else corrected. What follows is judged again.

    Raises an `OverflowError` where no meter could show that.
    """
    register = attempt.register
    exact = scaled(value, register.decimals)
    if abs(exact) > LARGEST:
        raise OverflowError(f"{value} is more than any meter shows")
    state = State.CONFIRMED if exact == attempt.guess else State.CORRECTED
    with transaction.atomic():
        said = Said(exact, turns(register, last_trusted(register, attempt.taken_at), exact), state, 1.0, attempt)
        write(register, attempt.taken_at, said, why="person", actor=actor)
        mark(register, attempt.taken_at)
