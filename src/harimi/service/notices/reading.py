"""What a person was told, and what they have opened."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.notices.models import Delivery, Notice


def of_person(user: User) -> QuerySet[Delivery]:
    """All notices to the person, the newest first."""
    return Delivery.objects.filter(user=user).select_related("notice").order_by("-at", "-pk")


def unread() -> QuerySet[Delivery]:
    """What nobody has opened yet."""
    return Delivery.objects.filter(read_at=None)


def unread_rules() -> QuerySet[Delivery]:
    """Of it, what tells of new terms or a new policy."""
    return unread().filter(notice__kind__in=(Notice.Kind.TERMS, Notice.Kind.POLICY)).order_by("-at")


def opened(user: User, notice: UUID) -> None:
    """The person has it before them. Only the first time counts."""
    unread().filter(user=user, notice=notice).update(read_at=timezone.now())
