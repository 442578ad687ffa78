"""Which meters a person may see."""

import re
from collections.abc import Iterable
from unicodedata import normalize
from uuid import UUID

from django.db.models import QuerySet

from harimi.service.accounts.access import Action, allowed_in, by_name
from harimi.service.accounts.models import Organization, User
from harimi.service.meters.models import Meter, Site, Tenant
from harimi.service.privacy.keys import unlock

_NUMBER = re.compile(r"(\d+)")


def meters_of(user: User) -> QuerySet[Meter]:
    """The meters of the organizations that the person sees."""
    mine = Meter.objects.filter(site__organization__in=allowed_in(user, Action.SEE))
    return mine.select_related("site__organization").prefetch_related("registers")


def changeable_meters(user: User) -> QuerySet[Meter]:
    """The meters of organizations where the person may change them."""
    return Meter.objects.filter(site__organization__in=allowed_in(user, Action.CHANGE_METERS))


def changeable_organizations(user: User) -> list[Organization]:
    """The organizations whose sites and meters the person may change, by name."""
    return by_name(Organization.objects.filter(pk__in=allowed_in(user, Action.CHANGE_METERS)))


def changeable_sites(user: User) -> QuerySet[Site]:
    """Their sites."""
    return Site.objects.filter(organization__in=allowed_in(user, Action.CHANGE_METERS)).select_related("organization")


def changeable_tenants(user: User) -> QuerySet[Tenant]:
    """The tenants whom the person may change; staff who help see none."""
    return Tenant.objects.filter(organization__in=allowed_in(user, Action.CHANGE_TENANTS)).select_related("organization")


def tenants_to_invite(organization: Organization) -> list[tuple[UUID, str]]:
    """An organization's tenants by name."""
    found = organization.tenants.select_related("organization")
    return sorted(((one.pk, one.name) for one in found), key=lambda pair: natural(pair[1]))


def by_place(meters: Iterable[Meter]) -> list[Meter]:
    """Sorted by site and name; the database cannot read a site's name."""
    listed = list(meters)
    readable = unlock(meter.site.organization.subject_id for meter in listed)
    known = (meter for meter in listed if meter.site.organization.subject_id in readable)
    return sorted(known, key=lambda meter: (natural(meter.site.name), natural(meter.name), meter.id.int))


def sites_by_name(sites: Iterable[Site]) -> list[Site]:
    """Sorted by name."""
    listed = list(sites)
    readable = unlock(site.organization.subject_id for site in listed)
    known = (site for site in listed if site.organization.subject_id in readable)
    return sorted(known, key=lambda site: (natural(site.name), site.id.int))


def natural(name: str) -> list[tuple[int, str]]:
    """Sorts as people count: room 2 before room 10, whether they typed it in full width or not."""
    parts = _NUMBER.split(normalize("NFKC", name).casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts if part]
