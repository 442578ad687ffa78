"""Which meters a person may see."""

from django.db.models import QuerySet

from harimi.service.accounts.models import User
from harimi.service.meters.models import Meter


def meters_of(user: User) -> QuerySet[Meter]:
    """The meters of the person's organizations, by site and name."""
    mine = Meter.objects.filter(site__organization__memberships__user=user)
    return mine.select_related("site__organization").prefetch_related("registers").order_by("site__name", "name", "id")
