"""Pictures whose value a person told, for making the reader better: clause 2-2(1) allows that, unless its owner stopped it.

Nothing but the display is in an example: no name, no place, no time. It carries the ids of its register and its picture, so
that what may no longer be used is found again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from harimi.service.meters.values import plain
from harimi.service.platform.blobs import BlobMissingError, blobs
from harimi.service.privacy.audit import record
from harimi.service.privacy.gate import Use, permitted, require, using
from harimi.service.privacy.manifest import current
from harimi.service.readings.models import Reading, State

PURPOSE, ITEMS = "improvement", ("display_content",)
TOLD = (State.CONFIRMED, State.CORRECTED, State.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Example:
    """One picture (a JPEG), the register that it shows, and what a person read there.

    `value` is in units of the register with its decimals, empty where nothing can be read; `guess` what the reader had held
    most probable. `face` is in the form of docs/schemas/face.json, None where the picture shows nothing but the display.
    """

    register: UUID
    picture: int
    display: str
    digits: int | None
    decimals: int
    unit: str
    state: str
    value: str
    guess: str
    face: Any
    data: bytes


def examples() -> Iterator[Example]:
    """All that may be used now, register by register; each owner's record of looks says so first. Raises a `RefusedError`."""
    require(Use(PURPOSE, ITEMS))
    told = _told()
    owners = set(told.values_list("register__meter__site__organization__subject_id", flat=True).distinct())
    allowed = permitted(Use(PURPOSE, ITEMS), owners)
    with transaction.atomic():
        for owner in sorted(allowed):
            _note(owner)
    with using(PURPOSE):
        for reading in told.filter(register__meter__site__organization__subject_id__in=allowed).iterator(500):
            yield from _example(reading)


def _told() -> QuerySet[Reading]:
    """What people said of pictures that show no more than they have to: set-up pictures show all that a camera saw."""
    own = Q(attempt__face=None, attempt__device=None, attempt__cut__isnull=False) | Q(attempt__cut__frame__isnull=False)
    said = Reading.objects.filter(own, by_person=True, state__in=TOLD, attempt__isnull=False, attempt__taken_at=F("at"))
    return said.select_related("register", "attempt__cut", "attempt__face").order_by("register_id", "at")


def _example(reading: Reading) -> Iterator[Example]:
    attempt, register = reading.attempt, reading.register
    if attempt is None or attempt.cut is None:
        return
    try:
        data = blobs().get(attempt.cut.blob)
    except BlobMissingError:
        return
    yield Example(
        register=register.pk,
        picture=attempt.cut.pk,
        display=register.display,
        digits=register.digits,
        decimals=register.decimals,
        unit=register.unit,
        state=reading.state,
        value=_written(reading.value, register.decimals),
        guess=_written(attempt.guess, register.decimals),
        face=None if attempt.face is None else attempt.face.data,
        data=data,
    )


def _written(value: int | None, decimals: int) -> str:
    return "" if value is None else str(plain(value, decimals))


def _note(owner: UUID) -> None:
    clause = current().purposes[PURPOSE].clause
    record("looked", actor=None, subject=owner, clause=clause, purpose=PURPOSE, items=ITEMS)
