"""What requests hold about people and organizations: what they demanded, how it was found out who they are, and the notice."""

from uuid import UUID

from django.db.models import Q, QuerySet

from harimi.service.privacy.holdings import Way, hold
from harimi.service.privacy.models import Subject
from harimi.service.requests.models import About


def declare() -> None:
    """Called once Django has started. What somebody else asks is theirs; that it is about the subject is both's."""
    ways: dict[str, Way] = {
        "requests_request": "subject",
        "requests_about": _about,
        "requests_aboutcopy": "request__subject",
        "requests_step": "request__subject",
        "requests_check": "request__subject",
        "requests_authority": "request__subject",
        "requests_fee": "request__subject",
        "requests_answer": "request__subject",
        "requests_answerpart": "answer__request__subject",
    }
    stored = {"requests_check": "blob", "requests_authority": "blob", "requests_answerpart": "blob"}
    for kind in (Subject.Kind.PERSON, Subject.Kind.ORGANIZATION):
        hold(kind, ways, stored=stored)


def _about(subject: UUID) -> QuerySet[About]:
    return About._base_manager.filter(Q(subject=subject) | Q(request__subject=subject))
