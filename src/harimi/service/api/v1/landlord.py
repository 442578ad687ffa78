"""Who the landlord is, as statements say it, and with which day months close."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from pydantic import BaseModel, Field, StringConstraints

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject, unchanged
from harimi.service.api.v1.sites import sites_of
from harimi.service.api.v1.statement_words import Month
from harimi.service.api.v1.tariffs import tariff_problem
from harimi.service.api.v1.words import Name, Sent, one_of
from harimi.service.letting import tariffs
from harimi.service.letting.due.facts import landlord_of
from harimi.service.letting.models import Closing as ClosingRow
from harimi.service.letting.models import Landlord as LandlordRow
from harimi.service.letting.registration import registration_number
from harimi.service.letting.tariffs import TariffError
from harimi.service.readings.report_period import FAR, period_named

landlord_calls = Subject("landlord", "Who issues statements, how they are paid, and with which day months close.")


class Landlord(Sent):
    """What stands on each statement. `account` says where to pay, `due_days` after the issue.

    A reading may lie `near_days` from the border of a month.
    """

    name: Name
    address: Annotated[str, StringConstraints(max_length=200)] = ""
    registration_number: Annotated[str, StringConstraints(max_length=14)] = Field("", examples=["T7000012050002"])
    account: Annotated[str, StringConstraints(max_length=400)] = ""
    due_days: int = Field(30, ge=1, le=180)
    near_days: int = Field(3, ge=0, le=45)
    rounding: Annotated[LandlordRow.Rounding, one_of(LandlordRow.Rounding)] = LandlordRow.Rounding.FLOOR


class LandlordNow(BaseModel):
    """What stands on each statement; `name` is empty while nobody said who the landlord is."""

    name: str
    address: str
    registration_number: str
    account: str
    due_days: int
    near_days: int
    rounding: str


class Closing(BaseModel):
    """From a month on a site's months close with a `day`, 0 for the calendar's last."""

    site_id: UUID
    month: str
    day: int


class Closings(BaseModel):
    """All of them, in the order of the months."""

    data: list[Closing]


class NewClosing(Sent):
    """From which month on a site's months close with which day, 0 for the calendar's last."""

    site_id: UUID
    month: Month
    day: int = Field(ge=0, le=28)


@landlord_calls.get("/landlord", Scope.LETTING_READ, LandlordNow)
def get_landlord(request: HttpRequest) -> LandlordNow:
    """Who the landlord is."""
    return _told(allowed(request, Action.MANAGE_LETTING))


@landlord_calls.change("/landlord", Scope.LETTING_WRITE, LandlordNow, method="PUT")
def put_landlord(request: HttpRequest, body: Landlord) -> LandlordNow:
    """Says who the landlord is. Statements that were issued stay as they are."""
    who = allowed(request, Action.MANAGE_LETTING)
    unchanged(request, _told(who))
    number = registration_number(body.registration_number)
    if number is None:
        raise refused("registration_number", "T and 13 digits, of which the first checks the others")
    tariffs.say_who(who.organization, body.model_dump() | {"registration_number": number}, actor=who.user)
    return _told(who)


@landlord_calls.get("/closings", Scope.LETTING_READ, Closings)
def list_closings(request: HttpRequest) -> Closings:
    """With which day the months of sites close; one that is not here closes with the calendar's last."""
    return _closings(allowed(request, Action.MANAGE_LETTING))


@landlord_calls.send("/closings", Scope.LETTING_WRITE, Closings)
def close_with(request: HttpRequest, body: NewClosing) -> Closings:
    """Has a site's months close with another day, from a month on for which nothing was issued yet."""
    who = allowed(request, Action.MANAGE_LETTING)
    site = found(sites_of(who), pk=body.site_id)
    known = period_named(body.month, FAR)
    if known is None or known[0] != "month":
        raise refused("bad_month", "a month such as 2026-04, from 2000 on")
    try:
        tariffs.close_with(site, body.day, known[1], actor=who.user)
    except TariffError as error:
        raise tariff_problem(error) from error
    return _closings(who)


def _told(who: Caller) -> LandlordNow:
    row = landlord_of(who.organization)
    return LandlordNow(**{name: getattr(row, name) for name in LandlordNow.model_fields})


def _closings(who: Caller) -> Closings:
    rows = ClosingRow.objects.filter(site__organization=who.organization).order_by("month", "site")
    return Closings(data=[Closing(site_id=one.site_id, month=f"{one.month:%Y-%m}", day=one.day) for one in rows])
