"""Notices to the people concerned (article 26(2), rule 10): each is written to once, and counted once a server took the letter.

Whoever has no account is written to at the address that they gave (`accounts.strangers`), proven or not: see `notices.letters`.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.accounts.strangers import reachable
from harimi.service.egress.classes import MailClass
from harimi.service.egress.mail import carries
from harimi.service.incidents.models import Affected, Incident, IncidentEvent
from harimi.service.incidents.recording import CLAUSE, IncidentError, going_on, note
from harimi.service.incidents.reporting import facts, written
from harimi.service.notices import sending
from harimi.service.notices.letters import Letter, declare, language_of, write
from harimi.service.notices.models import Message
from harimi.service.privacy.audit import record
from harimi.service.privacy.documents import LANGUAGES, Language
from harimi.service.privacy.gate import using
from harimi.service.privacy.keys import KeyGoneError
from harimi.service.privacy.models import Subject
from harimi.service.privacy.publication import known_operator

LETTER, PURPOSE = "incident_told", "guidance"
NEEDED = ("outline", "cause", "harm")
"""Of rule 10 what nobody but staff can say: it has to be written in both languages before anybody is told."""
AT_ONCE = 500
"""People that are written to in one go; the rest at the next."""


def offer() -> None:
    """Called once Django has started."""
    declare(Letter(LETTER, MailClass.SERVICE, PURPOSE, owed=True))
    sending.on_end(heard)


def lacking(incident: Incident) -> list[str]:
    """The parts that have to be written first."""
    told = [written(incident, language) for language in LANGUAGES]
    return [part for part in NEEDED if not all(one[part] for one in told)]


def to_write(incident: Incident) -> QuerySet[Affected]:
    """Who can be written to now: those without a letter, and those whose letter was kept here once a server may carry it."""
    rows = Affected.objects.filter(incident=incident, told_at=None, unreachable=False, subject__kind=Subject.Kind.PERSON)
    return rows.filter(Q(letter=None) | Q(kept_at__isnull=False)) if carries() else rows.filter(letter=None)


def heard(row: Message) -> None:
    """What became of a letter: only what a server took, and what did not come back, has told anybody."""
    if row.letter != LETTER:
        return
    sent, kept, now = row.state == Message.State.SENT, row.status == sending.KEPT, timezone.now()
    told = {"told_at": now if sent and not kept else None, "kept_at": now if sent and kept else None, "unreachable": not sent}
    Affected.objects.filter(letter=row.pk).update(**told)


@transaction.atomic
def tell(incident: Incident, *, actor: User, now: datetime | None = None) -> int:
    """Writes to those who were not written to yet; to how many. Raises `IncidentError`."""
    row, at = going_on(incident), now or timezone.now()
    if row.gathered_at is None:
        raise IncidentError("gather_first")
    if lacking(row):
        raise IncidentError("texts_first")
    some = list(to_write(row).order_by("id")[:AT_ONCE])
    users = {one.subject_id: one for one in User.objects.filter(subject__in=[one.subject_id for one in some])}
    count = sum(_told(row, one, users.get(one.subject_id), actor) for one in some)
    if some:
        note(row, IncidentEvent.What.TOLD, about=f"{count} of {len(some)}", actor=actor, at=at)
    return count


def _told(incident: Incident, row: Affected, user: User | None, actor: User) -> bool:
    letter = _letter(incident, row, user)
    if letter is None:
        Affected.objects.filter(pk=row.pk).update(letter=None, kept_at=None, unreachable=True)
        return False
    same = Affected.objects.filter(incident=incident, letter=letter.pk).first()
    Affected.objects.filter(pk=row.pk).update(letter=letter.pk, kept_at=None, told_at=same.told_at if same else None)
    record("incident_told", actor=actor.subject_id, subject=row.subject_id, clause=CLAUSE, case=incident.number)
    return True


def _letter(incident: Incident, row: Affected, user: User | None) -> Message | None:
    """None where nobody knows an address, or where they were erased meanwhile."""
    try:
        with using(PURPOSE, subject=row.subject_id, case=incident.number):
            stranger = None if user else reachable(row.subject_id)
        to = user or (stranger.address if stranger else None)
        if to is None:
            return None
        if (before := _written_to(incident, user.email if user else str(to))) is not None:
            return before
        language = language_of(user, stranger.language if stranger else "")
        told = _context(incident, language)
        return write(LETTER, to=to, context=told, subject=row.subject_id, language=language, case=incident.number)
    except KeyGoneError:
        return None


def _written_to(incident: Incident, address: str) -> Message | None:
    """The letter that went to that address already: who applied and then had an account is two subjects, and one person."""
    letters = Message.objects.filter(letter=LETTER, case=incident.number, address=address.strip().lower())
    return letters.filter(state__in=(Message.State.WAITING, Message.State.SENT)).exclude(status=sending.KEPT).first()


def _context(incident: Incident, language: Language) -> dict[str, object]:
    profile = known_operator()
    contact = {"name": profile.name.into(language), "mail": profile.mail, "telephone": profile.telephone}
    items = ("、" if language == "ja" else ", ").join(facts(incident, language).items)
    return {"number": incident.number, "told": written(incident, language), "items": items, "contact": contact}
