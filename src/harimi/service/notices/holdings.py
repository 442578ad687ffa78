"""What notices hold about people."""

from uuid import UUID

from django.db.models import Q, QuerySet

from harimi.service.accounts.models import User
from harimi.service.notices.models import KeptMessage, Message
from harimi.service.privacy.holdings import Way, hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    ways: dict[str, Way] = {"notices_keptmessage": _kept, "notices_message": _letters, "notices_mailbox": "user__subject"}
    ways |= {"notices_delivery": "user__subject"}
    hold(Subject.Kind.PERSON, ways)
    hold(Subject.Kind.ORGANIZATION, {"notices_message": "subject", "notices_notice_organizations": "organization__subject"})


def _kept(subject: UUID) -> QuerySet[KeptMessage]:
    """Those to the person's mail address."""
    return KeptMessage.objects.filter(to__in=User.objects.filter(subject=subject).values("email"))


def _letters(subject: UUID) -> QuerySet[Message]:
    """Those to the person, to their address before they had an account, and those sealed under their key."""
    address = Q(address__in=User.objects.filter(subject=subject).values("email"))
    return Message.objects.filter(address | Q(user__subject=subject) | Q(subject=subject))
