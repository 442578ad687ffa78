"""Photographs that are kept are read again, with the face in force and the models of today."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import allowed, found, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.registers import registers_of
from harimi.service.api.v1.words import Moment, Sent
from harimi.service.meters.models import Register
from harimi.service.meters.values import plain
from harimi.service.readings.rereading import BEGINNING, Change, ask_again, changes, progress, trusted_between

reread_calls = Subject("rereading", "Photographs that are kept are read again, and what that changes.")


class RereadSpan(Sent):
    """Of which time; left out, of all."""

    since: Moment | None = Field(None, description="Taken at this moment or later.")
    until: Moment | None = Field(None, description="Taken before this moment.")


class RereadAsked(Schema):
    """What `reread_photographs` answered."""

    since: Moment
    until: Moment
    asked_at: Moment


class Changed(BaseModel):
    """What a register showed by then and by now; null where it was or is not known."""

    at: datetime
    before: Decimal | None
    now: Decimal | None


class Reread(BaseModel):
    """How far it is: `photographs` in all, of which some are `waiting` and some could not be read (`failed`). It is `over`
    where none waits and all values are decided. `trusted` is how many values of that time may be used.

    `changes` are the first hundred values that the reader itself changed since; a person's word stands.
    """

    since: datetime
    until: datetime
    asked_at: datetime
    photographs: int
    waiting: int
    failed: int
    over: bool
    trusted: int
    changes: list[Changed]


@reread_calls.send("/registers/{register_id}/reread", Scope.METERS_WRITE, Reread)
def reread_photographs(request: HttpRequest, register_id: UUID, body: RereadSpan) -> Reread:
    """Has the photographs of a time read again. Those that are waiting already are read once."""
    register, now = found(registers_of(allowed(request, Action.CHANGE_METERS)), pk=register_id), timezone.now()
    since, until = body.since or BEGINNING, body.until or now
    if since >= until:
        raise refused("bad_span", "since lies before until")
    ask_again(register, since, until)
    return _told(register, RereadAsked(since=since, until=until, asked_at=now))


@reread_calls.get("/registers/{register_id}/reread", Scope.READINGS_READ, Reread, missing=True)
def get_reread(request: HttpRequest, register_id: UUID, asked: Query[RereadAsked]) -> Reread:
    """How far the photographs of a time are that were to be read again, and what changed."""
    return _told(found(registers_of(allowed(request, Action.SEE)), pk=register_id), asked)


def _told(register: Register, asked: RereadAsked) -> Reread:
    stands = progress(register, asked.since, asked.until)
    return Reread(
        since=asked.since,
        until=asked.until,
        asked_at=asked.asked_at,
        photographs=stands.total,
        waiting=stands.waiting,
        failed=stands.failed,
        over=stands.over,
        trusted=trusted_between(register, asked.since, asked.until),
        changes=[_changed(one, register) for one in changes(register, asked.since, asked.until, asked.asked_at)],
    )


def _changed(one: Change, register: Register) -> Changed:
    now = None if one.now is None else _value(one.now.value, register)
    return Changed(at=one.at.astimezone(UTC), before=_value(one.before.value, register), now=now)


def _value(value: int | None, register: Register) -> Decimal | None:
    return None if value is None else plain(value, register.decimals)
