"""Looks by staff: each one has a purpose, is allowed by the gate, and stands in the audit where its person can see it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

from django.db import transaction

from harimi.service.privacy.audit import record
from harimi.service.privacy.gate import Use, permitted, require, using
from harimi.service.privacy.manifest import current


class About(Protocol):
    """A row about a subject."""

    subject_id: UUID


Row = TypeVar("Row", bound=About)


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, for which purpose, at which items, and under which case where one is needed."""

    actor: UUID
    purpose: str
    items: tuple[str, ...]
    case: str = ""


@contextmanager
def looking(look: Look, rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows whose subjects may be looked at, recorded before anything is shown. Raises `RefusedError`."""
    require(Use(look.purpose, look.items, None, look.case))
    allowed = permitted(Use(look.purpose, look.items, None, look.case), {row.subject_id for row in rows})
    with transaction.atomic():
        for subject in sorted(allowed):
            _record(look, subject)
    with using(look.purpose, case=look.case):
        yield [row for row in rows if row.subject_id in allowed]


def _record(look: Look, subject: UUID) -> None:
    record(
        "looked",
        actor=look.actor,
        subject=subject,
        clause=_clause(look),
        purpose=look.purpose,
        items=look.items,
        case=look.case,
    )


def _clause(look: Look) -> str:
    return current().purposes[look.purpose].clause
