"""A version of the policy that asks for agreement: how many answered, and one letter to those who did not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.models import Organization, User
from harimi.service.egress.classes import MailClass
from harimi.service.notices.announcing import day_of
from harimi.service.notices.letters import Letter, declare, language_of, write
from harimi.service.privacy.agreeing import Counted, counted, reminded
from harimi.service.privacy.asking import newest_asking
from harimi.service.privacy.choices import Asked
from harimi.service.privacy.models import PolicyPublication

LETTER = "policy_unanswered"
AFTER = timedelta(days=14)
"""So long after a version was published somebody is asked once more, and only once."""
AT_ONCE = 100
"""Subjects that are written to in one go of the tidying."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Of the people, or the organizations, that a version asks: who gave which answer, and how many gave none."""

    kind: str
    said: Counted
    unanswered: int


def declare_all() -> None:
    """Called once Django has started."""
    declare(Letter(LETTER, MailClass.SERVICE, "terms_change"))


def answers(publication: PolicyPublication) -> list[Answers]:
    """How it stands for people and for organizations whose accounts are open."""
    groups = {"people": _people(publication), "organizations": _organizations(publication)}
    found = []
    for kind, rows in groups.items():
        said = counted(publication, list(rows.values_list("subject_id", flat=True)))
        found.append(Answers(kind, said, rows.count() - said.answered))
    return found


def remind(now: datetime | None = None) -> int:
    """Asks those once more who did not answer; how many subjects."""
    publication, at = newest_asking(), now or timezone.now()
    if publication is None or publication.published_at + AFTER > at:
        return 0
    people = _people(publication).exclude(subject__policy_answers__policy=publication.number)
    owned = _organizations(publication).exclude(subject__policy_answers__policy=publication.number)
    done = sum(_remind(publication, one, [one]) for one in people.order_by("pk")[:AT_ONCE])
    return done + sum(_remind(publication, one, _owners(one)) for one in owned.order_by("pk")[:AT_ONCE])


@transaction.atomic
def _remind(publication: PolicyPublication, whom: User | Organization, to: list[User]) -> bool:
    told = {"number": publication.number, "url": settings.HARIMI.url, "page": reverse("agreement")}
    for user in to:
        language = language_of(user)
        day = day_of(publication.effective_from, language)
        write(LETTER, to=user, context={**told, "day": day, "whom": whom}, subject=whom.subject_id)
    language = language_of(to[0]) if to else "ja"
    reminded(publication, Asked("", language, "mail"), subject=whom.subject_id)
    return True


def _owners(organization: Organization) -> list[User]:
    return list(members_who(organization, Action.MANAGE_CONTRACT).order_by("pk"))


def _people(publication: PolicyPublication) -> QuerySet[User]:
    return User.objects.filter(is_active=True, subject__created_at__lt=publication.effective_from)


def _organizations(publication: PolicyPublication) -> QuerySet[Organization]:
    return Organization.objects.filter(ended_at=None, subject__created_at__lt=publication.effective_from)
