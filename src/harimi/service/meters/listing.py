"""Many meters at once, as plain values: what a list of thousands needs of each, in a few queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from harimi.service.meters.models import Meter, Pause, Site
from harimi.service.meters.queries import natural, sites_by_name


@dataclass(frozen=True, slots=True)
class Place:
    """A site as a list shows it, opened."""

    id: UUID
    name: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Listed:
    """One meter; `retired` ones are looked at no more, `paused` ones miss nothing."""

    id: UUID
    name: str
    serial: str
    model: str
    place: Place
    expires_on: date | None
    retired_at: datetime | None
    paused: bool


def listed(meters: QuerySet[Meter]) -> list[Listed]:
    """Those of `meters` whose sites can be read, by site and name."""
    places = places_of(meters)
    paused = set(Pause.objects.filter(meter__in=meters.values("pk"), until=None).values_list("meter_id", flat=True))
    fields = ("pk", "name", "serial", "model", "site_id", "expires_on", "retired_at")
    rows = meters.order_by().values_list(*fields)
    found = [_listed(row, places, paused) for row in rows if row[4] in places]
    return sorted(found, key=lambda one: (natural(one.place.name), natural(one.name), one.id.int))


def places_of(meters: QuerySet[Meter]) -> Mapping[UUID, Place]:
    """The sites of `meters` in order of their names."""
    sites = Site.objects.filter(meters__in=meters.values("pk")).select_related("organization").distinct()
    return places(sites)


def places(sites: Iterable[Site]) -> Mapping[UUID, Place]:
    """Sites in order of their names; those of erased organizations are left out."""
    return {site.pk: Place(site.pk, site.name, site.zone) for site in sites_by_name(sites)}


def _listed(row: tuple[object, ...], places: Mapping[UUID, Place], paused: set[UUID]) -> Listed:
    pk, name, serial, model, site_id, expires_on, retired_at = row
    return Listed(pk, name, serial, model, places[site_id], expires_on, retired_at, pk in paused)  # type: ignore[index,arg-type]
