"""To whom a notice goes: people whose accounts are open, and who were there when it was published."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from harimi.service.accounts.models import Membership, User
from harimi.service.notices.models import Notice

_MANAGING = (Membership.Role.OWNER, Membership.Role.MANAGER)


def addressed(notice: Notice) -> QuerySet[User]:
    """Whoever comes later agreed to the texts of that day, and an outage of before is nothing to them."""
    there = User.objects.filter(is_active=True, date_joined__lte=notice.published_at or timezone.now())
    mine = Membership.objects.filter(user=OuterRef("pk"))
    if notice.audience == Notice.Audience.MANAGERS:
        return there.filter(Exists(mine.filter(role__in=_MANAGING)))
    if notice.audience == Notice.Audience.CHOSEN:
        return there.filter(Exists(mine.filter(organization__in=notice.organizations.values("pk"))))
    return there
