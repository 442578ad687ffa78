"""What is done to sites and meters."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.services import found_organization
from harimi.service.meters.models import Site

LONGEST_NAME = 120


class HomeError(ValueError):
    """A place that cannot be made; the message says why."""


@transaction.atomic
def found_home(name: str, owner: User, *, time_zone: str, kind: Organization.Kind = Organization.Kind.HOUSEHOLD) -> Site:
    """An organization with its first site of the same name. Raises `HomeError`."""
    if not name.strip() or len(name) > LONGEST_NAME:
        raise HomeError(f"a name has 1 to {LONGEST_NAME} characters")
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise HomeError(f"{time_zone!r} is no time zone; name one like Asia/Tokyo") from error
    organization = found_organization(name, owner, kind=kind)
    return Site.objects.create(organization=organization, name=name, time_zone=time_zone)
