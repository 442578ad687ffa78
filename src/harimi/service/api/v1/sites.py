"""Sites: places where meters hang."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject, unchanged
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.words import Listed, Name, Sent
from harimi.service.meters.models import Site as SiteRow
from harimi.service.meters.places import NoZoneError, change_site, new_site
from harimi.service.readings.recounting import count_all

site_calls = Subject("sites", "Places where meters hang; their days and months are those of their time zone.")
Zone = Field(max_length=60, examples=["Asia/Tokyo"], description="A name of the IANA time zone database.")


class Site(BaseModel):
    """A place where meters hang."""

    id: UUID
    name: str
    time_zone: str


class Sites(Listed):
    """A page of sites."""

    data: list[Site]


class NewSite(Sent):
    """A site that is to be made."""

    name: Name = Field(examples=["Head office"])
    time_zone: str = Zone


class SiteChange(Sent):
    """What of a site is to be otherwise; what is left out stays."""

    name: Name | None = None
    time_zone: str | None = Field(None, max_length=60)


@site_calls.get("/sites", Scope.METERS_READ, Sites)
def list_sites(request: HttpRequest, paging: Query[Paging]) -> Sites:
    """All sites."""
    part = part_of(request, sites_of(allowed(request, Action.SEE)), ("id",), paging)
    return Sites(data=[_told(one) for one in part.rows], next=part.next)


@site_calls.make("/sites", Scope.METERS_WRITE, Site, also=())
def make_site(request: HttpRequest, body: NewSite) -> Site:
    """Makes a site."""
    who = allowed(request, Action.CHANGE_METERS)
    try:
        return _told(new_site(who.organization, body.name, body.time_zone, actor=who.user))
    except NoZoneError as error:
        raise refused("no_zone", error) from error


@site_calls.get("/sites/{site_id}", Scope.METERS_READ, Site, missing=True)
def get_site(request: HttpRequest, site_id: UUID) -> Site:
    """One site."""
    return _told(found(sites_of(allowed(request, Action.SEE)), pk=site_id))


@site_calls.change("/sites/{site_id}", Scope.METERS_WRITE, Site)
def change_one_site(request: HttpRequest, site_id: UUID, body: SiteChange) -> Site:
    """Names a site otherwise, or sets its time zone right.

    With another time zone its days begin otherwise, and what was used is counted anew.
    """
    who = allowed(request, Action.CHANGE_METERS)
    row = found(sites_of(who), pk=site_id)
    unchanged(request, _told(row))
    name, zone = body.name or row.name, body.time_zone or row.time_zone
    if (name, zone) == (row.name, row.time_zone):
        return _told(row)
    with transaction.atomic():
        try:
            moved = change_site(row, name, zone, actor=who.user)
        except NoZoneError as error:
            raise refused("no_zone", error) from error
        for meter in row.meters.all() if moved else ():
            count_all(meter)
    return _told(row)


def sites_of(who: Caller) -> QuerySet[SiteRow]:
    """The sites of the caller's organization."""
    return SiteRow.objects.filter(organization=who.organization).select_related("organization")


def _told(row: SiteRow) -> Site:
    return Site(id=row.pk, name=row.name, time_zone=row.time_zone)
