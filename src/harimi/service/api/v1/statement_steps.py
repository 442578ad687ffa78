"""What a landlord does to a statement: it was paid or given back, counts for another one, or is taken back."""

from uuid import UUID

from django.http import HttpRequest
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import allowed, found
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.statement_words import Statement, told_statement
from harimi.service.api.v1.statements import own_statement, statement_problem, statements_of
from harimi.service.api.v1.tariff_words import MOST_YEN, Day
from harimi.service.api.v1.words import Reason, Sent
from harimi.service.letting import paying
from harimi.service.letting.issuing.issue import IssueError
from harimi.service.letting.issuing.taking_back import take_back
from harimi.service.letting.models import Statement as StatementRow

statement_step_calls = Subject("statement steps", "What a landlord does to a statement, and what is open.")


class Paid(Sent):
    """When and how much."""

    day: Day
    yen: int = Field(ge=0, le=MOST_YEN)


class CountsFor(Sent):
    """For which other statement of the same tenant."""

    statement_id: UUID


class TakenBack(Sent):
    """Why, as the tenant reads it."""

    reason: Reason


class OpenStatement(BaseModel):
    """Yen of a statement that are not paid, negative where they are to be given back; `late` days since they were due."""

    statement_id: UUID
    number: str
    tenant_id: UUID
    yen: int
    late: int


class OpenStatements(BaseModel):
    """All of them, the longest due first."""

    data: list[OpenStatement]


@statement_step_calls.get("/open-statements", Scope.LETTING_READ, OpenStatements)
def list_open_statements(request: HttpRequest) -> OpenStatements:
    """What is not paid."""
    items = paying.open_items(allowed(request, Action.MANAGE_LETTING).organization)
    return OpenStatements(
        data=[
            OpenStatement(
                statement_id=one.statement.pk,
                number=one.statement.number,
                tenant_id=one.statement.tenant_id,
                yen=one.yen,
                late=one.late,
            )
            for one in items
        ]
    )


@statement_step_calls.send("/statements/{statement_id}/paid", Scope.LETTING_WRITE, Statement)
def mark_statement_paid(request: HttpRequest, statement_id: UUID, body: Paid) -> Statement:
    """On that day so many yen came for it; said again, the last word counts."""
    who, row = own_statement(request, statement_id)
    if row.kind == StatementRow.Kind.CREDIT:
        raise statement_problem(IssueError("wrong"))
    paying.mark_paid(row, body.day, body.yen, actor=who.user)
    return told_statement(found(statements_of(who), pk=statement_id))


@statement_step_calls.send("/statements/{statement_id}/unpaid", Scope.LETTING_WRITE, Statement)
def mark_statement_unpaid(request: HttpRequest, statement_id: UUID) -> Statement:
    """That it was paid was a slip."""
    who, row = own_statement(request, statement_id)
    paying.mark_unpaid(row, actor=who.user)
    return told_statement(found(statements_of(who), pk=statement_id))


@statement_step_calls.make("/statements/{statement_id}/give-back", Scope.LETTING_WRITE, Statement, status=200)
def give_statement_back(request: HttpRequest, statement_id: UUID, body: Paid) -> Statement:
    """So many yen of a credit went back to the tenant on that day."""
    who, row = own_statement(request, statement_id)
    try:
        if row.kind != StatementRow.Kind.CREDIT:
            raise IssueError("wrong")
        paying.give_back(row, body.day, body.yen, actor=who.user)
    except IssueError as error:
        raise statement_problem(error) from error
    return told_statement(found(statements_of(who), pk=statement_id))


@statement_step_calls.make("/statements/{statement_id}/count-for", Scope.LETTING_WRITE, Statement, status=200)
def count_statement_for(request: HttpRequest, statement_id: UUID, body: CountsFor) -> Statement:
    """What is open of a credit counts for another statement of the tenant, as far as that is open."""
    who, row = own_statement(request, statement_id)
    other = found(statements_of(who), pk=body.statement_id)
    try:
        paying.count_for(row, other, actor=who.user)
    except IssueError as error:
        raise statement_problem(error) from error
    return told_statement(found(statements_of(who), pk=statement_id))


@statement_step_calls.make("/statements/{statement_id}/take-back", Scope.LETTING_WRITE, Statement)
def take_statement_back(request: HttpRequest, statement_id: UUID, body: TakenBack) -> Statement:
    """Takes a statement back by a credit over all of it, which is answered; what is due after all is billed anew."""
    who, row = own_statement(request, statement_id)
    try:
        made = take_back(row, body.reason, actor=who.user)
    except IssueError as error:
        raise statement_problem(error) from error
    return told_statement(found(statements_of(who), pk=made.pk))
