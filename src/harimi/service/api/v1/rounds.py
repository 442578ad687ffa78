"""Rounds: meters that a person reads themselves, in the order of the walk."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found
from harimi.service.api.v1.calls import Subject, unchanged
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.registers import in_use, registers_of
from harimi.service.api.v1.words import Listed, Name, Sent, one_of
from harimi.service.meters.models import Round as RoundRow
from harimi.service.meters.models import RoundStop, Visit
from harimi.service.meters.rounds import add_stops, new_round, put_in_order
from harimi.service.readings.rounds import visited, walked

round_calls = Subject("rounds", "Meters that a person reads themselves, in the order of the walk.")
MOST = 1000


class Stop(BaseModel):
    """A register on the way. It is `due` while it has no value of this day, week or month.

    `outcome` is what became of it in this period, null where nobody came by; `reason` is why it was passed over.
    """

    register_id: UUID
    due: bool
    outcome: Annotated[Visit.Outcome, one_of(Visit.Outcome)] | None
    reason: str


class RoundLine(BaseModel):
    """A round, and how often it is walked: empty where nobody minds."""

    id: UUID
    name: str
    period: Annotated[RoundRow.Period, one_of(RoundRow.Period)]


class Round(RoundLine):
    """The same with its stops in order, and when it was walked last."""

    walked_at: datetime | None
    stops: list[Stop]


class Rounds(Listed):
    """A page of rounds."""

    data: list[RoundLine]


class NewRound(Sent):
    """A round that is to be made, past these registers in this order."""

    name: Name
    period: Annotated[RoundRow.Period, one_of(RoundRow.Period)] = RoundRow.Period.NONE
    registers: list[UUID] = Field([], max_length=MOST)


class RoundChange(Sent):
    """What of a round is to be otherwise; what is left out stays. `registers` are all of them, in their order."""

    name: Name | None = None
    period: Annotated[RoundRow.Period, one_of(RoundRow.Period)] | None = None
    registers: list[UUID] | None = Field(None, max_length=MOST)


@round_calls.get("/rounds", Scope.METERS_READ, Rounds)
def list_rounds(request: HttpRequest, paging: Query[Paging]) -> Rounds:
    """All rounds."""
    part = part_of(request, _rounds(allowed(request, Action.CHANGE_VALUES)), ("id",), paging)
    return Rounds(data=[_line(one) for one in part.rows], next=part.next)


@round_calls.make("/rounds", Scope.METERS_WRITE, Round)
def make_round(request: HttpRequest, body: NewRound) -> Round:
    """Makes a round."""
    who = allowed(request, Action.CHANGE_METERS)
    with transaction.atomic():
        row = new_round(who.organization, body.name, body.period)
        _set_stops(who, row, body.registers)
    return _told(row)


@round_calls.get("/rounds/{round_id}", Scope.METERS_READ, Round, missing=True)
def get_round(request: HttpRequest, round_id: UUID) -> Round:
    """One round, and what is due on it."""
    return _told(found(_rounds(allowed(request, Action.CHANGE_VALUES)), pk=round_id))


@round_calls.change("/rounds/{round_id}", Scope.METERS_WRITE, Round)
def change_round(request: HttpRequest, round_id: UUID, body: RoundChange) -> Round:
    """Names a round otherwise, changes its stops or their order."""
    who = allowed(request, Action.CHANGE_METERS)
    row = found(_rounds(who), pk=round_id)
    unchanged(request, _told(row))
    row.name, row.period = body.name or row.name, row.period if body.period is None else body.period
    with transaction.atomic():
        row.save(update_fields=["name", "period"])
        if body.registers is not None:
            _set_stops(who, row, body.registers)
    return _told(row)


@round_calls.delete("/rounds/{round_id}", Scope.METERS_WRITE)
def delete_round(request: HttpRequest, round_id: UUID) -> None:
    """Deletes a round. What was read on it stays."""
    found(_rounds(allowed(request, Action.CHANGE_METERS)), pk=round_id).delete()


def _rounds(who: Caller) -> QuerySet[RoundRow]:
    return RoundRow.objects.filter(organization=who.organization).select_related("organization")


def _set_stops(who: Caller, row: RoundRow, wanted: list[UUID]) -> None:
    """Exactly these, in this order; a register that is not theirs is not found. Those of retired meters stay, unseen."""
    known = {one.pk: one for one in registers_of(who).filter(pk__in=wanted)}
    listed = [found(registers_of(who), pk=pk) if pk not in known else known[pk] for pk in dict.fromkeys(wanted)]
    for one in listed:
        in_use(one.meter)
    row.stops.filter(register__meter__retired_at=None).exclude(register__in=listed).delete()
    add_stops(row, listed)
    places = dict(RoundStop.objects.filter(round=row).values_list("register", "pk"))
    put_in_order(row, [places[one.pk] for one in listed])


def _line(row: RoundRow) -> RoundLine:
    return RoundLine(id=row.pk, name=row.name, period=RoundRow.Period(row.period))


def _told(row: RoundRow) -> Round:
    how = walked(row)
    came_by = visited(how)
    stops = [_stop(one, came_by.get(one.pk), due=one.pk in how.due) for one in how.stops]
    return Round(id=row.pk, name=row.name, period=RoundRow.Period(row.period), walked_at=how.last, stops=stops)


def _stop(row: RoundStop, visit: Visit | None, *, due: bool) -> Stop:
    outcome = None if visit is None else Visit.Outcome(visit.outcome)
    return Stop(register_id=row.register_id, due=due, outcome=outcome, reason="" if visit is None else visit.reason)
