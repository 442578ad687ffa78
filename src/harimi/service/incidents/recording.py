"""What is common to all steps of an incident: its number, an event, and a line in the audit."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.incidents.models import Incident, IncidentEvent
from harimi.service.privacy.audit import record
from harimi.service.privacy.cards import masked

CLAUSE = "A-1"
"""The policy's clause of security control; the duty itself is article 26 of the act."""
MOST = 10_000
"""Characters of what staff write at once."""


class IncidentError(ValueError):
    """A step that cannot be taken; `code` is a text `incident.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def open_incident(known_at: datetime, words: str, *, actor: User, now: datetime | None = None) -> Incident:
    """Begins with the moment of knowing, which is never later than now. Raises `IncidentError`."""
    at = now or timezone.now()
    if known_at > at:
        raise IncidentError("future")
    made = Incident.objects.create(number=_free_number(), known_at=known_at, opened_at=at, opened_by=actor)
    note(made, IncidentEvent.What.OPENED, tidy(words), actor=actor, at=at)
    return made


@transaction.atomic
def add_note(incident: Incident, words: str, *, actor: User) -> IncidentEvent:
    """Staff's own words on what was done. Raises `IncidentError`."""
    return note(going_on(incident), IncidentEvent.What.NOTED, tidy(words), actor=actor)


def note(
    incident: Incident, what: str, words: str = "", *, actor: User | None, about: str = "", at: datetime | None = None
) -> IncidentEvent:
    """One more event, and its line in the audit."""
    who = None if actor is None else actor.subject_id
    record(f"incident_{what}", actor=who, clause=CLAUSE, case=incident.number)
    return IncidentEvent.objects.create(
        incident=incident, at=at or timezone.now(), by=actor, what=what, about=about[:40], words=words
    )


def going_on(incident: Incident) -> Incident:
    """The row, locked until the transaction ends. Raises `IncidentError` where it is closed."""
    row = Incident.objects.select_for_update().get(pk=incident.pk)
    if row.state == Incident.State.CLOSED:
        raise IncidentError("closed")
    return row


def tidy(words: str) -> str:
    """What somebody typed, as it is kept. Raises `IncidentError` for nothing."""
    text = masked(words.strip())[:MOST]
    if not text:
        raise IncidentError("empty")
    return text


def _free_number() -> str:
    """Drawn, so that nobody reads from it how many there are."""
    while Incident.objects.filter(number=(number := _number())).exists():
        pass
    return number


def _number() -> str:
    drawn = secrets.randbelow(100_000_000)
    return f"L-{drawn // 10_000:04}-{drawn % 10_000:04}"
