"""What support holds: of people their inquiries, of organizations whom they let in, of both breaches of the terms."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from harimi.service.privacy.holdings import Way, hold
from harimi.service.privacy.models import Subject
from harimi.service.support.models import Attachment, Case, Message, Note


def declare() -> None:
    """Called once Django has started."""
    inquiries: dict[str, Way] = {"support_case": _cases, "support_message": _messages, "support_note": _notes}
    hold(Subject.Kind.PERSON, {**inquiries, "support_attachment": _attachments}, stored={"support_attachment": "blob"})
    violations: dict[str, Way] = {"support_violation": "subject", "support_violationevent": "violation__subject"}
    hold(Subject.Kind.PERSON, violations)
    hold(Subject.Kind.ORGANIZATION, {"support_grant": "organization__subject", **violations})


def _cases(subject: UUID) -> QuerySet[Case]:
    """The person's own, and those that came from an address which is proven to be theirs."""
    proven = EmailAddress.objects.filter(user__subject=subject, verified=True).values("email")
    return Case.objects.filter(Q(subject=subject) | Q(email__in=proven))


def _messages(subject: UUID) -> QuerySet[Message]:
    return Message._base_manager.filter(case__in=_cases(subject))


def _attachments(subject: UUID) -> QuerySet[Attachment]:
    return Attachment._base_manager.filter(message__case__in=_cases(subject))


def _notes(subject: UUID) -> QuerySet[Note]:
    return Note._base_manager.filter(case__in=_cases(subject))
