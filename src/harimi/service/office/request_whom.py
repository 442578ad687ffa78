"""Whom a request is about, as the privacy officer sees them: what they are, and by what they are known here."""

from dataclasses import dataclass
from uuid import UUID

from harimi.service.accounts.models import Organization, User
from harimi.service.contracts.models import Application
from harimi.service.privacy.models import Subject
from harimi.service.support.models import Case


@dataclass(frozen=True, slots=True)
class Whom:
    """`what` is `person`, `organization`, `inquiry` or `application`; `name` is a mail address, a name or a number."""

    subject: UUID
    what: str
    name: str
    organization: UUID | None = None


def whom(subject: Subject) -> Whom:
    """One of those that were found. Call it during a look."""
    organization = Organization.objects.filter(subject=subject).first()
    if organization is not None:
        return Whom(subject.pk, "organization", organization.name, organization.pk)
    user = User.objects.filter(subject=subject).first()
    if user is not None:
        return Whom(subject.pk, "person", user.email)
    case = Case.objects.filter(subject=subject).first()
    if case is not None:
        return Whom(subject.pk, "inquiry", case.number)
    application = Application.objects.filter(subject=subject).first()
    return Whom(subject.pk, "application", application.email if application else "")
