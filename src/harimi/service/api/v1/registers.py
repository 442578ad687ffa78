"""Registers: what meters count or show, and how they stand now."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject, unchanged
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.words import Amount, Listed, Sent, Short, Unit, one_of
from harimi.service.meters.days import midnight
from harimi.service.meters.models import Meter
from harimi.service.meters.models import Register as RegisterRow
from harimi.service.meters.states import Named, StatesError, count, parsed, typed
from harimi.service.meters.values import places, plain, storable
from harimi.service.readings.changing import DigitsError, Wished, change
from harimi.service.readings.exchanging import OrderError
from harimi.service.readings.models import Standing, State

register_calls = Subject("registers", "What meters count or show: a quantity with its unit, or the states of lamps.")
FASTEST = Decimal(10) ** 9


class LampNames(BaseModel):
    """One lamp or flag and what its states are called, empty where it is plainly off or on."""

    name: str
    states: list[str]


class Latest(BaseModel):
    """The last trusted reading: the value itself, when, and how far it is to be believed."""

    value: Decimal
    at: datetime
    state: State


class Register(BaseModel):
    """One quantity of a meter. `rolls_over_at` is where a counter starts from zero, `low` and `high` are a gauge's ends.

    What was used is the difference of values times `multiplier`. `questions` is how many photographs ask a person.
    """

    id: UUID
    meter_id: UUID
    name: str
    kind: Annotated[RegisterRow.Kind, one_of(RegisterRow.Kind)]
    display: Annotated[RegisterRow.Display, one_of(RegisterRow.Display)]
    unit: str
    digits: int
    decimals: int
    low: Decimal | None
    high: Decimal | None
    rolls_over_at: Decimal | None
    max_per_hour: Decimal | None
    multiplier: Decimal
    lamps: list[LampNames]
    latest: Latest | None
    questions: int


class Registers(Listed):
    """A page of registers."""

    data: list[Register]


class RegisterChange(Sent):
    """What of a register is to be otherwise; what is left out stays.

    A new `multiplier` holds from `multiplier_since` on, a day of the site; where that is left out, for all that was ever read.
    """

    name: Short | None = None
    unit: Unit | None = None
    multiplier: Decimal | None = Field(None, gt=0, max_digits=14, decimal_places=6)
    multiplier_since: date | None = Field(None, ge=date(1990, 1, 1), le=date(2200, 1, 1))
    digits: int | None = Field(None, ge=0, le=15)
    max_per_hour: Amount | None = Field(None, gt=0, le=FASTEST, description="The fastest that can be, by the hour.")
    lamps: list[list[str]] | None = Field(None, max_length=15, description="Each lamp's name, then its states' names.")


class RegistersAsked(Paging):
    """Which registers."""

    retired: bool = Field(False, description="Those of retired meters, too.")


@register_calls.get("/registers", Scope.METERS_READ, Registers)
def list_registers(request: HttpRequest, asked: Query[RegistersAsked]) -> Registers:
    """All registers of all meters; of retired ones only where they are asked for."""
    rows = registers_of(allowed(request, Action.SEE))
    part = part_of(request, rows if asked.retired else rows.filter(meter__retired_at=None), ("id",), asked)
    return Registers(data=[told_register(one) for one in part.rows], next=part.next)


@register_calls.get("/registers/{register_id}", Scope.METERS_READ, Register, missing=True)
def get_register(request: HttpRequest, register_id: UUID) -> Register:
    """One register."""
    return told_register(found(registers_of(allowed(request, Action.SEE)), pk=register_id))


@register_calls.change("/registers/{register_id}", Scope.METERS_WRITE, Register)
def change_register(request: HttpRequest, register_id: UUID, body: RegisterChange) -> Register:
    """Sets right what a register is like.

    With another multiplier usage is counted anew, with other limits readings are judged anew.
    """
    who = allowed(request, Action.CHANGE_METERS)
    row = found(registers_of(who), pk=register_id)
    unchanged(request, told_register(row))
    try:
        change(row, _wished(row, body), actor=who.user)
    except DigitsError as error:
        raise refused("too_few_digits", error) from error
    except OrderError as error:
        raise refused("before_exchange", error) from error
    return told_register(found(registers_of(who), pk=register_id))


def registers_of(who: Caller) -> QuerySet[RegisterRow]:
    """The registers of the caller's organization, with their meters and how they stand."""
    mine = RegisterRow.objects.filter(meter__site__organization=who.organization)
    return mine.select_related("meter__site__organization", "standing")


def in_use(meter: Meter) -> None:
    """A problem for what would have somebody look at a retired meter; what it showed stays to be seen and set right."""
    if meter.retired_at is not None:
        raise refused("retired", f"the meter was retired at {meter.retired_at.isoformat()}; take it back into use first")


def told_register(row: RegisterRow) -> Register:
    """The register in the API's words."""
    stands: Standing | None = getattr(row, "standing", None)
    ends: dict[str, Any] = {name: getattr(row, name) for name in ("low", "high", "rolls_over_at", "max_per_hour")}
    same: dict[str, Any] = {name: getattr(row, name) for name in ("id", "meter_id", "name", "unit", "digits", "decimals")}
    told = {name: None if value is None else plain(value, row.decimals) for name, value in ends.items()}
    return Register(
        **same | told,
        kind=RegisterRow.Kind(row.kind),
        display=RegisterRow.Display(row.display),
        multiplier=row.multiplier.normalize() + 0,
        lamps=[LampNames(name=name, states=states) for name, *states in row.states],
        latest=_latest(row, stands),
        questions=0 if stands is None else stands.questions,
    )


def _latest(row: RegisterRow, stands: Standing | None) -> Latest | None:
    if stands is None or stands.value is None or stands.at is None:
        return None
    return Latest(value=plain(stands.value, row.decimals), at=stands.at.astimezone(UTC), state=State(stands.state))


def _wished(row: RegisterRow, body: RegisterChange) -> Wished:
    sent = body.model_fields_set
    most = None if row.max_per_hour is None else plain(row.max_per_hour, row.decimals)
    fastest = body.max_per_hour if "max_per_hour" in sent else most
    if fastest is not None and not storable(fastest, row.decimals):
        raise refused("too_large", "max_per_hour has more places than can be kept")
    if fastest is not None and places(fastest) > row.decimals:
        raise refused("too_fine", f"max_per_hour has more decimals than this register, which has {row.decimals}")
    since = None if body.multiplier_since is None else midnight(body.multiplier_since, row.meter.site.zone)
    return Wished(
        unit=row.unit if body.unit is None else body.unit,
        multiplier=body.multiplier or row.multiplier,
        since=since,
        digits=row.digits if body.digits is None else body.digits,
        max_per_hour=fastest,
        name=row.name if body.name is None else body.name,
        states=None if body.lamps is None else _lamps(row, body.lamps),
    )


def _lamps(row: RegisterRow, named: list[list[str]]) -> list[list[str]]:
    """Lamps may be named anew; their number, and that of their states, stays as it was drawn and read."""
    try:
        kept = named_lamps(named)
    except StatesError as error:
        raise refused("bad_lamps", error) from error
    if [count(lamp) for lamp in kept] != [count(lamp) for lamp in row.states]:
        raise refused("other_lamps", "there are other lamps, or some have another number of states")
    return kept


def named_lamps(named: list[list[str]]) -> Named:
    """The names of lamps and of their states as they are kept. Raises a `StatesError`."""
    return parsed(typed([lamp for lamp in named if lamp]))
