"""Meters: registered, described, paused, retired."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self
from unicodedata import normalize
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, Field, model_validator

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found
from harimi.service.api.v1.calls import Subject, unchanged
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.registers import FASTEST, Register, named_lamps, told_register
from harimi.service.api.v1.sites import sites_of
from harimi.service.api.v1.words import Amount, Listed, Name, Sent, Short, Unit
from harimi.service.captures.registration import Wanted, register_meter
from harimi.service.meters import states
from harimi.service.meters.activity import note_meter
from harimi.service.meters.changing import Described, describe, pause, resume, retire, take_back
from harimi.service.meters.models import Meter as MeterRow
from harimi.service.meters.models import Pause
from harimi.service.meters.models import Register as RegisterRow
from harimi.service.meters.values import places, storable
from harimi.service.privacy.cards import tidy
from harimi.service.readings import counting
from harimi.service.readings.recounting import count_all

meter_calls = Subject("meters", "The instruments themselves, where they hang, and what is looked after.")
STEPS = {"pause": pause, "resume": resume, "retire": retire, "take_back": take_back}
KINDS = Literal["drums", "segments", "dials", "dial", "scale", "lamps"]


class Only(StrEnum):
    """What a list of meters is narrowed to: those that need somebody for something, are paused or retired."""

    LIVE = "live"
    NEEDS = "needs"
    ASKS = "asks"
    FACE = "face"
    SILENT = "silent"
    UNUSUAL = "unusual"
    EXPIRING = "expiring"
    PAUSED = "paused"
    RETIRED = "retired"
    ALL = "all"


class MetersAsked(Paging):
    """Which meters."""

    site: UUID | None = Field(None, description="Only those of this site.")
    q: str = Field("", max_length=80, description="Words that stand in a name, the serial number or the model.")
    state: Only = Field(Only.LIVE, description="Only those that are like this.")


class Meter(BaseModel):
    """An instrument in its place. `expires_on` is the day until which the law lets it be used for bills.

    While it is `paused` nobody misses photographs of it; from `retired_at` on nobody looks at it any more.
    """

    id: UUID
    site_id: UUID
    name: str
    model: str
    serial: str
    expires_on: date | None
    paused: bool
    retired_at: datetime | None
    created_at: datetime
    registers: list[Register]


class Meters(Listed):
    """A page of meters."""

    data: list[Meter]


End = Annotated[Decimal, Field(max_digits=15, decimal_places=6)]
"""Of a scale: what its thousandth parts need of places can still be kept."""


class NewMeter(Sent):
    """A meter that is to be made, with what it counts or shows.

    Rows of digits and dials need `digits`, decimals included; gauges `low` and `high`; panels the names of their `lamps`.
    """

    site_id: UUID
    name: Name = Field(examples=["Electricity"])
    display: KINDS = Field(examples=["segments"])
    unit: Unit = Field("", examples=["kWh"])
    digits: int | None = Field(None, ge=1, le=15, examples=[8])
    decimals: int = Field(0, ge=0, le=15, examples=[2])
    counts_up: bool = Field(True, description="Whether it is a counter, which only rises.")
    low: End | None = None
    high: End | None = None
    max_per_hour: Amount | None = Field(None, gt=0, le=FASTEST)
    lamps: list[list[str]] = Field([], max_length=states.MOST, description="Each lamp's name, then its states' names.")

    @model_validator(mode="after")
    def fits(self) -> Self:
        """Whether all is there that such a display needs."""
        if self.display in RegisterRow.RANGED:
            if self.low is None or self.high is None or self.low >= self.high:
                raise ValueError("a gauge needs low and high")
        elif self.display == "lamps":
            self.lamps = named_lamps(self.lamps)
        elif self.digits is None or self.decimals > self.digits:
            raise ValueError("digits, decimals included, are needed")
        if not storable(self.max_per_hour or Decimal(0), self.decimals):
            raise ValueError("max_per_hour has more places than can be kept")
        if self.display not in RegisterRow.RANGED and places(self.max_per_hour or Decimal(0)) > self.decimals:
            raise ValueError("max_per_hour has more decimals than the meter")
        return self


class MeterChange(Sent):
    """What of a meter is to be otherwise; what is left out stays."""

    name: Name | None = None
    site_id: UUID | None = None
    model: Short | None = None
    serial: Short | None = None
    expires_on: date | None = Field(None, ge=date(1990, 1, 1), le=date(2100, 1, 1))


class Step(Sent):
    """What is to be done to a meter."""

    step: Literal["pause", "resume", "retire", "take_back"]


@meter_calls.get("/meters", Scope.METERS_READ, Meters)
def list_meters(request: HttpRequest, asked: Query[MetersAsked]) -> Meters:
    """All meters, or those that the filters leave. Retired ones only where they are asked for."""
    who = allowed(request, Action.SEE)
    part = part_of(request, _narrowed(who, asked), ("id",), asked)
    return Meters(data=[told_meter(one) for one in part.rows], next=part.next)


@meter_calls.make("/meters", Scope.METERS_WRITE, Meter)
def make_meter(request: HttpRequest, body: NewMeter) -> Meter:
    """Makes a meter with its register. No camera watches it yet, and nobody drew its face."""
    who = allowed(request, Action.CHANGE_METERS)
    site = found(sites_of(who), pk=body.site_id)
    with transaction.atomic():
        register = register_meter(site, _wanted(body))
        note_meter(register.meter, "registered", who.user)
    return told_meter(found(meters_of(who), pk=register.meter_id))


@meter_calls.get("/meters/{meter_id}", Scope.METERS_READ, Meter, missing=True)
def get_meter(request: HttpRequest, meter_id: UUID) -> Meter:
    """One meter."""
    return told_meter(found(meters_of(allowed(request, Action.SEE)), pk=meter_id))


@meter_calls.change("/meters/{meter_id}", Scope.METERS_WRITE, Meter)
def change_meter(request: HttpRequest, meter_id: UUID, body: MeterChange) -> Meter:
    """Describes a meter otherwise, or puts it at another site.

    At one of another time zone its days begin otherwise, and what it used is counted anew.
    """
    who = allowed(request, Action.CHANGE_METERS)
    row = found(meters_of(who), pk=meter_id)
    unchanged(request, told_meter(row))
    sent: Mapping[str, object] = {name: getattr(body, name) for name in body.model_fields_set - {"site_id"}}
    told = {name: getattr(row, name) for name in ("name", "model", "serial", "expires_on")}
    told |= {name: value for name, value in sent.items() if value is not None or name == "expires_on"}
    site = row.site if body.site_id is None else found(sites_of(who), pk=body.site_id)
    with transaction.atomic():
        if describe(row, Described(site=site, **told), actor=who.user):
            count_all(row)
    return told_meter(found(meters_of(who), pk=meter_id))


@meter_calls.send("/meters/{meter_id}/step", Scope.METERS_WRITE, Meter)
def step_meter(request: HttpRequest, meter_id: UUID, body: Step) -> Meter:
    """Pauses, resumes, retires a meter, or takes it back into use. Twice the same is once."""
    who = allowed(request, Action.CHANGE_METERS)
    STEPS[body.step](found(meters_of(who), pk=meter_id), actor=who.user)
    return told_meter(found(meters_of(who), pk=meter_id))


def meters_of(who: Caller) -> QuerySet[MeterRow]:
    """The meters of the caller's organization, with their registers and how these stand."""
    mine = MeterRow.objects.filter(site__organization=who.organization)
    resting = Exists(Pause.objects.filter(meter=OuterRef("pk"), until=None))
    registers = RegisterRow.objects.select_related("standing").order_by("pk")
    listed = mine.select_related("site__organization").annotate(paused=resting)
    return listed.prefetch_related(Prefetch("registers", registers))


def told_meter(row: MeterRow) -> Meter:
    """A meter of `meters_of` in the API's words."""
    same = ("id", "site_id", "name", "model", "serial", "expires_on", "paused", "retired_at", "created_at")
    registers = [told_register(one) for one in row.registers.all()]
    return Meter(**{name: getattr(row, name) for name in same}, registers=registers)


def _narrowed(who: Caller, asked: MetersAsked) -> QuerySet[MeterRow]:
    mine = meters_of(who)
    if asked.site is not None:
        mine = mine.filter(site=asked.site)
    words = normalize("NFKC", tidy(asked.q)).split()
    sites = [(one.pk, normalize("NFKC", one.name).casefold()) for one in sites_of(who)] if words else []
    for word in words:
        mine = mine.filter(_telling(sites, word))
    if asked.state == Only.ALL:
        return mine
    now, state = timezone.now(), "" if asked.state == Only.LIVE else asked.state.value
    like = counting.registers_of(MeterRow.objects.filter(site__organization=who.organization), now)
    return mine.filter(pk__in=like.filter(counting.states(now)[state]).values("meter"))


def _telling(sites: Iterable[tuple[UUID, str]], word: str) -> Q:
    """Whether the word stands in it; the database cannot read the names of sites."""
    told = Q(site__in=[pk for pk, name in sites if word.casefold() in name])
    for name in ("name", "serial", "model"):
        told |= Q(**{f"{name}__icontains": word})
    return told | Q(Exists(RegisterRow.objects.filter(meter=OuterRef("pk"), name__icontains=word)))


def _wanted(body: NewMeter) -> Wanted:
    return Wanted(
        name=body.name,
        kind=body.display,
        unit=body.unit,
        digits=body.digits or 0,
        decimals=body.decimals,
        low=body.low,
        high=body.high,
        counts_up=body.counts_up,
        max_per_hour=body.max_per_hour,
        states=body.lamps,
    )
