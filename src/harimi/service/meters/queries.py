"""Which meters a person may see."""

from collections.abc import Iterable

from django.db.models import QuerySet

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.accounts.models import User
from harimi.service.meters.models import Meter, Site
from harimi.service.privacy.keys import unlock


def meters_of(user: User) -> QuerySet[Meter]:
    """The meters of the organizations that the person sees."""
    mine = Meter.objects.filter(site__organization__in=allowed_in(user, Action.SEE))
    return mine.select_related("site__organization").prefetch_related("registers")


def by_place(meters: Iterable[Meter]) -> list[Meter]:
    """Sorted by site and name; the database cannot read a site's name."""
    listed = list(meters)
    readable = unlock(meter.site.organization.subject_id for meter in listed)
    known = (meter for meter in listed if meter.site.organization.subject_id in readable)
    return sorted(known, key=lambda meter: (meter.site.name, meter.name, str(meter.id)))


def sites_by_name(sites: Iterable[Site]) -> list[Site]:
    """Sorted by name."""
    listed = list(sites)
    readable = unlock(site.organization.subject_id for site in listed)
    known = (site for site in listed if site.organization.subject_id in readable)
    return sorted(known, key=lambda site: (site.name, str(site.id)))
