"""What privacy itself holds about people and organizations: their keys, what they chose, what was collected by the way."""

from uuid import UUID

from django.db.models import Q, QuerySet

from harimi.service.privacy.audit import token_of
from harimi.service.privacy.holdings import hold, nobodys
from harimi.service.privacy.models import AuditEvent, Subject


def declare() -> None:
    """Called once Django has started."""
    chosen = {"privacy_choice": "subject", "privacy_acceptance": "subject", "privacy_policyanswer": "subject"}
    both = {**chosen, "privacy_subjectkey": "subject"}
    collected = {"privacy_accessdevice": "subject", "privacy_accesslog": "subject"}
    hold(
        Subject.Kind.PERSON, {**collected, **both, "privacy_auditevent": _audited}, unlink={"privacy_auditevent": _by_its_salt}
    )
    hold(Subject.Kind.ORGANIZATION, both)
    nobodys("privacy_anonymousid", "by the cookie of a browser, and never by a person")


def _audited(subject: UUID) -> QuerySet[AuditEvent]:
    """What the person did, and what was done to their data; after erasure nothing leads there."""
    token = token_of(subject)
    return AuditEvent.objects.filter(Q(actor=token) | Q(subject=token)).exclude(Q(actor="erased") & Q(subject="erased"))


def _by_its_salt(_: QuerySet[AuditEvent]) -> None:
    """Rows of the chain never change: with the subject's salt their tokens lead to nobody."""
