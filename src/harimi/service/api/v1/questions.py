"""What waits for a person: photographs of which nobody knows what they show."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.pictures import address_of
from harimi.service.api.v1.readings import impossible
from harimi.service.api.v1.words import Amount, Id, Listed, Reason, Sent
from harimi.service.meters.values import plain
from harimi.service.readings.models import Attempt
from harimi.service.readings.questions import candidates, open_questions
from harimi.service.readings.settled import ImpossibleError, Word, settle_by_person

question_calls = Subject("questions", "Photographs that ask a person what they show, most probable values first.")


class Candidate(BaseModel):
    """What it may show, and how probably."""

    value: Decimal
    probability: float


class Question(BaseModel):
    """A photograph that asks. `doubts` are codes of what speaks against the most probable value.

    `photograph_id` is null where the camera told a value without one, and `address` where the token may see no photographs.
    """

    id: int
    register_id: UUID
    meter_id: UUID
    at: datetime
    unit: str
    candidates: list[Candidate]
    doubts: list[str]
    photograph_id: int | None
    address: str | None


class Questions(Listed):
    """A page of questions, newest first."""

    data: list[Question]


class Answer(Sent):
    """What it shows; `value` null where nothing can be read."""

    value: Amount | None = Field(examples=["1234.56"])
    reason: Reason = ""


class Answered(BaseModel):
    """That it was heard. The reading is at `/registers/{register_id}/readings/{at}`."""

    register_id: UUID
    at: datetime


@question_calls.get("/questions", Scope.READINGS_READ, Questions)
def list_questions(request: HttpRequest, paging: Query[Paging]) -> Questions:
    """What waits for a person who may answer; paused and retired meters ask nothing."""
    who = allowed(request, Action.CHANGE_VALUES)
    part = part_of(request, _open(who), ("-taken_at", "-pk"), paging)
    return Questions(data=[told_question(one, who) for one in part.rows], next=part.next)


@question_calls.get("/questions/{question_id}", Scope.READINGS_READ, Question, missing=True)
def get_question(request: HttpRequest, question_id: Id) -> Question:
    """One question that is open."""
    who = allowed(request, Action.CHANGE_VALUES)
    return told_question(found(_open(who), pk=question_id), who)


@question_calls.send("/questions/{question_id}/answer", Scope.READINGS_WRITE, Answered)
def answer_question(request: HttpRequest, question_id: Id, body: Answer) -> Answered:
    """A person says what it shows. It stands until another person's word."""
    who = allowed(request, Action.CHANGE_VALUES)
    mine = Attempt.objects.filter(register__meter__site__organization=who.organization)
    attempt = found(mine.select_related("register__meter__site__organization"), pk=question_id)
    try:
        settle_by_person(attempt, Word(body.value, who.user, body.reason))
    except ImpossibleError as error:
        raise impossible(error) from error
    return Answered(register_id=attempt.register_id, at=attempt.taken_at.astimezone(UTC))


def told_question(row: Attempt, who: Caller) -> Question:
    """A question in the API's words."""
    decimals, seen = row.register.decimals, row.cut is not None and Scope.PHOTOGRAPHS_READ in who.token.scopes
    return Question(
        id=row.pk,
        register_id=row.register_id,
        meter_id=row.register.meter_id,
        at=row.taken_at.astimezone(UTC),
        unit=row.register.unit,
        candidates=[Candidate(value=plain(value, decimals), probability=round(share, 4)) for value, share in candidates(row)],
        doubts=list(dict.fromkeys(one["code"] for one in row.doubts)),
        photograph_id=row.cut_id,
        address=address_of(row.cut, who)[0] if row.cut is not None and seen else None,
    )


def _open(who: Caller) -> QuerySet[Attempt]:
    mine = open_questions(who.user).filter(register__meter__site__organization=who.organization)
    return mine.select_related("register", "cut").defer("evidence", "reasons")
