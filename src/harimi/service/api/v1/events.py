"""What happened, in one order: a program reads on from a number and misses nothing, a page at a time or in bulk."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Schema
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed
from harimi.service.api.v1.calls import Subject
from harimi.service.outlets import journal
from harimi.service.outlets.models import Event as EventRow

event_calls = Subject("events", "What happened to readings, alerts and cameras, numbered in one order.")
LINES = "application/x-ndjson"
MOST, USUAL = 500, 100
IN_BULK = 10_000
"""Lines of one answer."""
LARGEST = 2**53 - 1
"""The largest number that every reader of JSON holds exactly."""


class After(Schema):
    """From where on."""

    after: int = Field(0, ge=0, le=LARGEST, description="The number of the last event that you have; 0 for all that are kept.")
    event_type: str = Field("", max_length=30, pattern="^[a-z_.]*$", description="Only these, such as `reading.corrected`.")


class EventsAsked(After):
    """Which events, and how many."""

    limit: int = Field(USUAL, ge=1, le=MOST)


class Event(BaseModel):
    """One thing that happened. `data` is what was so then: of readings what `GET /readings` says, but no sentence of people."""

    number: int
    id: UUID
    type: str
    timestamp: datetime
    data: dict[str, Any]


class Events(BaseModel):
    """Events in order. `last` is the number to ask `after` next, `newest` that of the newest there is.

    Events are kept from `since` on, for 30 days.
    """

    data: list[Event]
    last: int
    newest: int
    since: datetime


@event_calls.get("/events", Scope.READINGS_READ, Events)
def list_events(request: HttpRequest, asked: Query[EventsAsked]) -> Events:
    """What happened after a number, in order. Events are written down from the first call on."""
    who = allowed(request, Action.SEE)
    kept = journal.begin(who.organization, read=True)
    found = list(_events(who, asked)[: asked.limit])
    last = found[-1].number if found else max(asked.after, kept.last if not asked.event_type else asked.after)
    return Events(data=[_told(one) for one in found], last=min(last, LARGEST), newest=kept.last, since=kept.since)


@event_calls.file("/events.jsonl", Scope.READINGS_READ, LINES)
def list_event_lines(request: HttpRequest, asked: Query[After]) -> StreamingHttpResponse:
    """The same in bulk: one event a line, 10,000 at most; go on after the last one's number."""
    who = allowed(request, Action.SEE)
    journal.begin(who.organization, read=True)
    return StreamingHttpResponse(_lines(who, asked), content_type=LINES)


def _events(who: Caller, asked: After) -> Any:
    rows = EventRow.objects.filter(organization=who.organization, number__gt=asked.after).order_by("number")
    return rows.filter(type=asked.event_type) if asked.event_type else rows


def _lines(who: Caller, asked: After) -> Iterator[bytes]:
    for one in _events(who, asked)[:IN_BULK].iterator(chunk_size=500):
        yield _told(one).model_dump_json().encode() + b"\n"


def _told(row: EventRow) -> Event:
    return Event(number=row.number, id=row.pk, type=row.type, timestamp=row.made_at, data=row.data)
