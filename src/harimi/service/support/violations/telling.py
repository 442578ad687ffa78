"""What is common to all steps: an event with sealed words, a line in the audit, and letters to whom it is about."""

import secrets
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.models import Organization, User
from harimi.service.egress.classes import MailClass
from harimi.service.notices.letters import Letter, declare, write
from harimi.service.privacy.audit import record
from harimi.service.privacy.cards import masked
from harimi.service.support.models import Violation, ViolationEvent

PURPOSE, CLAUSE = "violations", "2-2(3)"
MOST = 5000
"""Characters of what staff, or whom it is about, write at once."""
WARNING, SUSPENDED, LIFTED = "violation_warning", "violation_suspended", "violation_lifted"
ANSWERED, ENDED = "violation_answered", "violation_ended"
What = ViolationEvent.What


class ViolationError(ValueError):
    """A step that cannot be taken; `code` is a text `violation.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def declare_all() -> None:
    """Called once Django has started."""
    for name in (WARNING, SUSPENDED, LIFTED, ANSWERED, ENDED):
        declare(Letter(name, MailClass.SERVICE, PURPOSE))


def tidy(words: str) -> str:
    """What somebody typed, as it is kept. Raises `ViolationError` for nothing."""
    text = masked(words.strip())[:MOST]
    if not text:
        raise ViolationError("empty")
    return text


def note(violation: Violation, what: str, words: str, *, actor: User | None, **about: str) -> ViolationEvent:
    """One more event of the case, and its line in the audit."""
    who = None if actor is None else actor.subject_id
    about_whom, case = violation.subject_id, violation.number
    record(f"violation_{what}", actor=who, subject=about_whom, clause=CLAUSE, purpose=PURPOSE, case=case)
    return ViolationEvent.objects.create(violation=violation, at=timezone.now(), by=actor, what=what, words=words, **about)


def tell(violation: Violation, letter: str, **context: Any) -> int:
    """Writes to the person, or to all who decide for the organization; to how many addresses, since these have to be proven."""
    link = f"{settings.HARIMI.url}{reverse('violations')}"
    told = {"number": violation.number, "clause": violation.clause, "violation": violation, "link": link, **context}
    subject, case = violation.subject_id, violation.number
    return sum(write(letter, to=one, context=told, subject=subject, case=case) is not None for one in _told(violation))


def free_number() -> str:
    """Drawn, so that nobody reads from it how many there are; one that nobody has."""
    while Violation.objects.filter(number=(number := _number())).exists():
        pass
    return number


def _told(violation: Violation) -> list[User]:
    owner = violation.owner
    if isinstance(owner, Organization):
        return list(members_who(owner, Action.MANAGE_CONTRACT))
    return [owner] if isinstance(owner, User) and owner.is_active else []


def _number() -> str:
    drawn = secrets.randbelow(100_000_000)
    return f"V-{drawn // 10_000:04}-{drawn % 10_000:04}"
