"""Notices to the people concerned (article 26(2), rule 10): each is written to once, and counted."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.egress.classes import MailClass
from harimi.service.incidents.models import Affected, Incident, IncidentEvent
from harimi.service.incidents.recording import CLAUSE, IncidentError, going_on, note
from harimi.service.incidents.reporting import facts, written
from harimi.service.notices.letters import Letter, declare, language_of, write
from harimi.service.privacy.audit import record
from harimi.service.privacy.documents import LANGUAGES
from harimi.service.privacy.models import Subject
from harimi.service.privacy.publication import known_operator

LETTER = "incident_told"
NEEDED = ("outline", "cause", "harm")
"""Of rule 10 what nobody but staff can say: it has to be written in both languages before anybody is told."""
AT_ONCE = 500
"""People that are written to in one go; the rest at the next."""


def declare_letter() -> None:
    """Called once Django has started."""
    declare(Letter(LETTER, MailClass.SERVICE, "guidance"))


def lacking(incident: Incident) -> list[str]:
    """The parts that have to be written first."""
    told = [written(incident, language) for language in LANGUAGES]
    return [part for part in NEEDED if not all(one[part] for one in told)]


@transaction.atomic
def tell(incident: Incident, *, actor: User, now: datetime | None = None) -> int:
    """Writes to those who were not written to yet; to how many. Raises `IncidentError`."""
    row, at = going_on(incident), now or timezone.now()
    if row.gathered_at is None:
        raise IncidentError("gather_first")
    if lacking(row):
        raise IncidentError("texts_first")
    waiting = Affected.objects.filter(incident=row, told_at=None, unreachable=False, subject__kind=Subject.Kind.PERSON)
    some = list(waiting.order_by("id")[:AT_ONCE])
    users = {one.subject_id: one for one in User.objects.filter(subject__in=[one.subject_id for one in some], is_active=True)}
    count = sum(_told(row, one, users.get(one.subject_id), actor, at) for one in some)
    if some:
        note(row, IncidentEvent.What.TOLD, about=f"{count} of {len(some)}", actor=actor, at=at)
    return count


def _told(incident: Incident, row: Affected, user: User | None, actor: User, at: datetime) -> bool:
    wrote = user is not None and _letter(incident, user)
    Affected.objects.filter(pk=row.pk).update(told_at=at if wrote else None, unreachable=not wrote)
    if wrote:
        record("incident_told", actor=actor.subject_id, subject=row.subject_id, clause=CLAUSE, case=incident.number)
    return wrote


def _letter(incident: Incident, user: User) -> bool:
    language, profile = language_of(user), known_operator()
    contact = {"name": profile.name.into(language), "mail": profile.mail, "telephone": profile.telephone}
    items = ("、" if language == "ja" else ", ").join(facts(incident, language).items)
    told = {"number": incident.number, "told": written(incident, language), "items": items, "contact": contact}
    return write(LETTER, to=user, context=told, case=incident.number) is not None
