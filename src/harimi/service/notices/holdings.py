"""What notices hold about people."""

from uuid import UUID

from django.db.models import QuerySet

from harimi.service.accounts.models import User
from harimi.service.notices.models import KeptMessage
from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(Subject.Kind.PERSON, {"notices_keptmessage": _kept})


def _kept(subject: UUID) -> QuerySet[KeptMessage]:
    """Those to the person's mail address."""
    return KeptMessage.objects.filter(to__in=User.objects.filter(subject=subject).values("email"))
