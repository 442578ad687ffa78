"""Notes about meters: what happened to one at some time, in the words of those who look after it."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, Field, StringConstraints

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.problems import ProblemError
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject, unchanged
from harimi.service.api.v1.meters import meters_of
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.words import Id, Listed, Sent, Then
from harimi.service.readings import annotating
from harimi.service.readings.annotating import LONGEST, EmptyError, annotate, rewrite
from harimi.service.readings.models import Annotation

note_calls = Subject("notes", "Notes about meters: what happened to one at some time, in the words of those who look after it.")
Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


class MeterNote(BaseModel):
    """What somebody wrote about a moment of a meter."""

    id: int
    at: datetime
    text: str
    made_at: datetime


class Notes(Listed):
    """A page of notes, newest first by the moment that they are about."""

    data: list[MeterNote]


class NewNote(Sent):
    """What is to be kept, and of which moment."""

    at: Then
    text: Words = Field(examples=["The leak in the yard was mended"])


class NoteChange(Sent):
    """What of a note is to be otherwise; what is left out stays."""

    at: Then | None = None
    text: Words | None = None


@note_calls.get("/meters/{meter_id}/notes", Scope.METERS_READ, Notes, missing=True)
def list_notes(request: HttpRequest, meter_id: UUID, paging: Query[Paging]) -> Notes:
    """The notes about a meter, newest first."""
    part = part_of(request, _notes(allowed(request, Action.SEE), meter_id), ("-at", "-pk"), paging)
    return Notes(data=[_told(one) for one in part.rows], next=part.next)


@note_calls.make("/meters/{meter_id}/notes", Scope.METERS_WRITE, MeterNote)
def make_note(request: HttpRequest, meter_id: UUID, body: NewNote) -> MeterNote:
    """Keeps a note about a meter."""
    who = allowed(request, Action.CHANGE_METERS)
    meter = found(meters_of(who), pk=meter_id)
    try:
        return _told(annotate(meter, annotating.Note(body.at, body.text), actor=who.user))
    except EmptyError as error:
        raise _empty() from error


@note_calls.change("/meters/{meter_id}/notes/{note_id}", Scope.METERS_WRITE, MeterNote)
def change_note(request: HttpRequest, meter_id: UUID, note_id: Id, body: NoteChange) -> MeterNote:
    """Writes a note anew. It is then the word of whoever made the token."""
    who = allowed(request, Action.CHANGE_METERS)
    row = found(_notes(who, meter_id), pk=note_id)
    unchanged(request, _told(row))
    try:
        rewrite(row, annotating.Note(body.at or row.at, body.text or row.text), actor=who.user)
    except EmptyError as error:
        raise _empty() from error
    return _told(row)


@note_calls.delete("/meters/{meter_id}/notes/{note_id}", Scope.METERS_WRITE)
def delete_note(request: HttpRequest, meter_id: UUID, note_id: Id) -> None:
    """Deletes a note."""
    found(_notes(allowed(request, Action.CHANGE_METERS), meter_id), pk=note_id).delete()


def _notes(who: Caller, meter_id: UUID) -> QuerySet[Annotation]:
    meter = found(meters_of(who), pk=meter_id)
    return Annotation.objects.filter(meter=meter).select_related("meter__site__organization")


def _told(row: Annotation) -> MeterNote:
    return MeterNote(id=row.pk, at=row.at.astimezone(UTC), text=row.text, made_at=row.made_at.astimezone(UTC))


def _empty() -> ProblemError:
    return refused("empty", "nothing is said")
