"""Tariffs of a landlord: prices of a unit from a day on."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.problems import ProblemError
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.tariff_words import NewTariff, Prices, PricesTold, told_prices
from harimi.service.api.v1.words import Listed
from harimi.service.letting import tariffs
from harimi.service.letting.models import Tariff as TariffRow
from harimi.service.letting.tariffs import TariffError

tariff_calls = Subject("tariffs", "What a landlord charges for a unit, from a day on, and which meter is charged by which.")
_WHY = {
    "tiers": "tiers rise, and the last one alone has no limit",
    "windows": "where there are windows there is one tier, the rate of all other hours",
    "same_day": "statements were issued by the prices of that day; begin on another one",
    "unit": "the tariff is for another unit",
    "parts": "somebody must have a part",
    "submeter": "a meter is no part of itself",
    "issued": "statements were issued for that month or a later one",
}


class Tariff(BaseModel):
    """A tariff with all its prices, in the order of their days."""

    id: UUID
    name: str
    unit: str
    versions: list[PricesTold]


class Tariffs(Listed):
    """A page of tariffs."""

    data: list[Tariff]


@tariff_calls.get("/tariffs", Scope.LETTING_READ, Tariffs)
def list_tariffs(request: HttpRequest, paging: Query[Paging]) -> Tariffs:
    """All tariffs, the oldest first."""
    part = part_of(request, tariffs_of(allowed(request, Action.MANAGE_LETTING)), ("created_at", "id"), paging)
    return Tariffs(data=[_told(one) for one in part.rows], next=part.next)


@tariff_calls.make("/tariffs", Scope.LETTING_WRITE, Tariff, also=())
def make_tariff(request: HttpRequest, body: NewTariff) -> Tariff:
    """Makes a tariff without prices yet."""
    who = allowed(request, Action.MANAGE_LETTING)
    units = set(tariffs.counters(who.organization).values_list("unit", flat=True))
    if body.unit not in units:
        raise refused("unit", f"no register counts {body.unit!r}; there are {', '.join(sorted(units)) or 'none'}")
    made = tariffs.new_tariff(who.organization, body.name, body.unit, actor=who.user)
    return _told(found(tariffs_of(who), pk=made.pk))


@tariff_calls.get("/tariffs/{tariff_id}", Scope.LETTING_READ, Tariff, missing=True)
def get_tariff(request: HttpRequest, tariff_id: UUID) -> Tariff:
    """One tariff."""
    return _told(found(tariffs_of(allowed(request, Action.MANAGE_LETTING)), pk=tariff_id))


@tariff_calls.make("/tariffs/{tariff_id}/versions", Scope.LETTING_WRITE, Tariff)
def make_tariff_version(request: HttpRequest, tariff_id: UUID, body: Prices) -> Tariff:
    """Has other prices hold from a day on, or instead of those of that day while nothing was issued by them."""
    who = allowed(request, Action.MANAGE_LETTING)
    try:
        tariffs.new_version(found(tariffs_of(who), pk=tariff_id), body.since, body.told(), actor=who.user)
    except TariffError as error:
        raise tariff_problem(error) from error
    return _told(found(tariffs_of(who), pk=tariff_id))


def tariffs_of(who: Caller) -> QuerySet[TariffRow]:
    """The tariffs of the caller's organization."""
    mine = TariffRow.objects.filter(organization=who.organization)
    return mine.select_related("organization").prefetch_related("versions")


def tariff_problem(error: TariffError) -> ProblemError:
    """Why a landlord cannot have it so."""
    return refused(error.code, _WHY.get(error.code, error))


def _told(row: TariffRow) -> Tariff:
    versions = [told_prices(one) for one in row.versions.all()]
    return Tariff(id=row.pk, name=row.name, unit=row.unit, versions=versions)
