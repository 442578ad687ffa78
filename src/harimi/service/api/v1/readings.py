"""Readings: listed, told by hand, confirmed, corrected. What a value is worth is part of each."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query
from pydantic import Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.problems import ProblemError
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.registers import registers_of
from harimi.service.api.v1.words import Amount, Listed, Moment, Reason, Sent, Then
from harimi.service.meters.models import Register as RegisterRow
from harimi.service.meters.values import plain
from harimi.service.readings.by_hand import read_by_hand
from harimi.service.readings.models import Reading, State
from harimi.service.readings.settled import (
    ImpossibleError,
    RetiredError,
    TooEarlyError,
    TooFineError,
    Word,
    settle_by_person,
    tell,
)
from harimi.service.readings.stated import Stated, stated
from harimi.service.readings.totals import together

reading_calls = Subject("readings", "Values of registers at moments, with their state, confidence and evidence.")
SETTLED = timedelta(minutes=1)
"""What changed so lately is told with the next call: a change that began before another may be written after it."""


class Readings(Listed):
    """A page of readings."""

    data: list[Stated]


class OfRegister(Paging):
    """Which readings of a register."""

    since: Moment | None = Field(None, description="From this moment on.")
    until: Moment | None = Field(None, description="Before this moment.")
    state: State | None = Field(None, description="Only those of this state.")
    newest_first: bool = False


class ReadingsAsked(Paging):
    """Which readings. With `changed_since` the list is in the order of changes, so that one who asks again misses none."""

    since: Moment | None = Field(None, description="From this moment on.")
    until: Moment | None = Field(None, description="Before this moment.")
    state: State | None = Field(None, description="Only those of this state.")
    changed_since: Moment | None = Field(None, description="Made or changed at this moment or later.")
    register_id: UUID | None = None
    meter_id: UUID | None = None
    site_id: UUID | None = None


class NewReading(Sent):
    """What the register showed at a moment, as a person read it. `value` null where nothing could be read."""

    at: Then = Field(examples=["2026-04-06T09:00:00Z"])
    value: Amount | None
    reason: Reason = ""


class Correction(Sent):
    """What it really shows, and why."""

    value: Amount
    reason: Reason = ""


class Unreadable(Sent):
    """Why nothing can be read."""

    reason: Reason = ""


@reading_calls.get("/readings", Scope.READINGS_READ, Readings)
def list_readings(request: HttpRequest, asked: Query[ReadingsAsked]) -> Readings:
    """Readings of all registers.

    Without `changed_since` register by register, each in order of time; with it in the order of their changes. To follow what
    happens, keep the `changed_at` of the last one that you heard and ask for what changed since. What changed in the last
    minute comes with a later call; `/events` tells at once.
    """
    rows = _of_all(allowed(request, Action.SEE), asked)
    order = ("register_id", "at") if asked.changed_since is None else ("changed_at", "register_id", "at")
    if asked.changed_since is not None:
        rows = rows.filter(changed_at__gte=asked.changed_since, changed_at__lt=timezone.now() - SETTLED)
    part = part_of(request, rows, order, asked)
    return Readings(data=told_readings(part.rows), next=part.next)


@reading_calls.get("/registers/{register_id}/readings", Scope.READINGS_READ, Readings, missing=True)
def list_register_readings(request: HttpRequest, register_id: UUID, asked: Query[OfRegister]) -> Readings:
    """Readings of one register in order of time."""
    register = found(registers_of(allowed(request, Action.SEE)), pk=register_id)
    rows = _within(_rows().filter(register=register), asked)
    part = part_of(request, rows, ("-at",) if asked.newest_first else ("at",), asked)
    return Readings(data=told_readings(part.rows), next=part.next)


@reading_calls.get("/registers/{register_id}/readings/{at}", Scope.READINGS_READ, Stated, missing=True)
def get_reading(request: HttpRequest, register_id: UUID, at: Moment) -> Stated:
    """One reading."""
    return one_reading(allowed(request, Action.SEE), register_id, at)


@reading_calls.make("/registers/{register_id}/readings", Scope.READINGS_WRITE, Stated)
def make_reading(request: HttpRequest, register_id: UUID, body: NewReading) -> Stated:
    """Tells what a person read.

    The same value for the same moment changes nothing. Another one corrects what stood there.
    """
    who = allowed(request, Action.CHANGE_VALUES)
    register = found(registers_of(who), pk=register_id)
    _say(lambda: read_by_hand(register, body.at, Word(body.value, who.user, body.reason)))
    return one_reading(who, register_id, body.at)


@reading_calls.send("/registers/{register_id}/readings/{at}/confirm", Scope.READINGS_WRITE, Stated)
def confirm_reading(request: HttpRequest, register_id: UUID, at: Moment) -> Stated:
    """A person says that the value is right."""
    who = allowed(request, Action.CHANGE_VALUES)
    row = _one(who, register_id, at)
    if row.value is None or row.state == State.REJECTED:
        raise refused("no_value", "there is no value to confirm; correct it instead")
    value = plain(row.value, row.register.decimals)
    return _settled(who, row, Word(value, who.user))


@reading_calls.send("/registers/{register_id}/readings/{at}/correct", Scope.READINGS_WRITE, Stated)
def correct_reading(request: HttpRequest, register_id: UUID, at: Moment, body: Correction) -> Stated:
    """A person says what it really shows. It stands until another person's word; what follows is judged again."""
    who = allowed(request, Action.CHANGE_VALUES)
    return _settled(who, _one(who, register_id, at), Word(body.value, who.user, body.reason))


@reading_calls.send("/registers/{register_id}/readings/{at}/unreadable", Scope.READINGS_WRITE, Stated)
def mark_unreadable(request: HttpRequest, register_id: UUID, at: Moment, body: Unreadable) -> Stated:
    """A person says that nothing can be read there."""
    who = allowed(request, Action.CHANGE_VALUES)
    return _settled(who, _one(who, register_id, at), Word(None, who.user, body.reason))


def one_reading(who: Caller, register_id: UUID, at: datetime) -> Stated:
    """A reading of the caller's organization in the words of everybody outside."""
    row = _one(who, register_id, at)
    return stated(row.register, row)


def told_readings(rows: Iterable[Reading]) -> list[Stated]:
    """Readings in the words of everybody outside; what stood for something else once is asked for all registers at once."""
    listed = list(rows)
    known = together({row.register for row in listed})
    return [stated(row.register, row, known.get(row.register_id)) for row in listed]


def impossible(error: ImpossibleError) -> ProblemError:
    """The meter cannot show what was said, or not with so many decimals."""
    return refused("too_fine" if isinstance(error, TooFineError) else "impossible", error)


def untimely(error: TooEarlyError | RetiredError) -> ProblemError:
    """The moment is yet to come, or the meter was retired before it."""
    return refused("retired" if isinstance(error, RetiredError) else "yet_to_come", error)


def _rows() -> QuerySet[Reading]:
    """Readings with all that is told of them, and without what is large and not told."""
    rows = Reading.objects.select_related("register__meter", "attempt__face").prefetch_related("register__settings")
    return rows.defer("attempt__face__data", "attempt__evidence", "attempt__reasons")


def _of_all(who: Caller, asked: ReadingsAsked) -> QuerySet[Reading]:
    mine = RegisterRow.objects.filter(meter__site__organization=who.organization)
    wanted = {"pk": asked.register_id, "meter": asked.meter_id, "meter__site": asked.site_id}
    mine = mine.filter(**{name: value for name, value in wanted.items() if value is not None})
    return _within(_rows().filter(register__in=mine.values("pk")), asked)


def _within(rows: QuerySet[Reading], asked: OfRegister | ReadingsAsked) -> QuerySet[Reading]:
    wanted: dict[str, Any] = {"at__gte": asked.since, "at__lt": asked.until, "state": asked.state}
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


def _one(who: Caller, register_id: UUID, at: datetime) -> Reading:
    return found(_rows().filter(register__meter__site__organization=who.organization), register=register_id, at=at)


def _settled(who: Caller, row: Reading, word: Word) -> Stated:
    attempt = row.attempt
    if attempt is None:
        _say(lambda: tell(row.register, row.at, word))
    else:
        attempt.register = row.register
        _say(lambda: settle_by_person(attempt, word))
    return one_reading(who, row.register_id, row.at)


def _say(say: Any) -> None:
    try:
        say()
    except ImpossibleError as error:
        raise impossible(error) from error
    except (TooEarlyError, RetiredError) as error:
        raise untimely(error) from error
