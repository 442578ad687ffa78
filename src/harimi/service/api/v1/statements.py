"""Statements of a landlord's tenants: on trial, issued, seen, on paper."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Query
from pydantic import BaseModel

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.problems import ProblemError
from harimi.service.api.v1.caller import Caller, allowed, found, missing, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.invoices import Tax
from harimi.service.api.v1.limiting import count_work
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.statement_words import (
    Month,
    OfMonth,
    Statement,
    StatementOf,
    Statements,
    listed_statement,
    told_statement,
)
from harimi.service.letting.due.stretches import Stretch
from harimi.service.letting.issuing.drafts import Draft, on_trial
from harimi.service.letting.issuing.issue import IssueError, issue
from harimi.service.letting.models import Statement as StatementRow
from harimi.service.letting.papers import paper, sheet

statement_calls = Subject("statements", "What a landlord's tenants are billed, with the readings behind it. Whole yen.")
_WHY = {
    "landlord": "say first who the landlord is, by PUT /landlord",
    "reason": "say why it is taken back",
    "credit": "a credit is not taken back",
    "taken_back": "it was taken back already",
    "more": "more than is open, or of another tenant",
    "wrong": "a credit is given back or counts for another statement; any other statement is paid",
}


class StatementsAsked(Paging):
    """Which statements."""

    month: Month | None = None
    tenant_id: UUID | None = None


class DraftOf(BaseModel):
    """What a tenant would be billed, `lines` of which; `corrections` set earlier ones right."""

    tenant_id: UUID
    total: int
    taxes: list[Tax]
    with_tax: bool
    lines: int
    corrections: int


class NotYet(BaseModel):
    """Why something cannot be billed yet: `no_reading`, `far`, `question` (of which `attempt`), `hours` or `not_over`."""

    code: str
    at: datetime
    attempt: int | None


class Waiting(BaseModel):
    """A time in which a register counted for a tenant, null for the landlord, and why it cannot be billed yet."""

    register_id: UUID
    tenant_id: UUID | None
    since: datetime
    until: datetime
    because: list[NotYet]


class StatementTrial(BaseModel):
    """A month on trial: what would be issued now, what waits, and what stays with the landlord. Nothing is written."""

    month: str
    total: int
    drafts: list[DraftOf]
    waiting: list[Waiting]
    own: list[Waiting]


class Issued(BaseModel):
    """What was issued just now; nothing where all was before."""

    data: list[StatementOf]


@statement_calls.get("/statement-trial", Scope.LETTING_READ, StatementTrial)
def get_statement_trial(request: HttpRequest, asked: Query[OfMonth]) -> StatementTrial:
    """A month on trial, before anything is issued."""
    who = allowed(request, Action.MANAGE_LETTING)
    count_work(request, who.token)
    found = on_trial(who.organization, asked.first())
    rest = {"waiting": found.found.blocked, "own": found.found.own}
    told: dict[str, Any] = {name: [_waiting(one) for one in rows] for name, rows in rest.items()}
    total = sum(one.total for one in found.drafts)
    return StatementTrial(month=asked.month, total=total, drafts=[_draft(one) for one in found.drafts], **told)


@statement_calls.make("/statement-issue", Scope.LETTING_WRITE, Issued, also=())
def issue_statements(request: HttpRequest, body: OfMonth) -> Issued:
    """Issues all statements of a month that can be. They never change: what is known later lands on the next one."""
    who = allowed(request, Action.MANAGE_LETTING)
    count_work(request, who.token)
    try:
        made = issue(who.organization, body.first(), actor=who.user)
    except IssueError as error:
        raise statement_problem(error) from error
    rows = statements_of(who).filter(pk__in=[one.pk for one in made]).order_by("number")
    return Issued(data=[listed_statement(one) for one in rows])


@statement_calls.get("/statements", Scope.LETTING_READ, Statements)
def list_statements(request: HttpRequest, asked: Query[StatementsAsked]) -> Statements:
    """Statements, the newest first."""
    rows = statements_of(allowed(request, Action.MANAGE_LETTING))
    rows = rows.filter(month=OfMonth(month=asked.month).first()) if asked.month else rows
    rows = rows.filter(tenant=asked.tenant_id) if asked.tenant_id else rows
    part = part_of(request, rows, ("-number", "-id"), asked)
    return Statements(data=[listed_statement(one) for one in part.rows], next=part.next)


@statement_calls.file("/statement-sheet.csv", Scope.LETTING_READ, "text/csv")
def get_statement_sheet(request: HttpRequest, asked: Query[OfMonth]) -> HttpResponse:
    """All statements of a month, one a row, in the language of `Accept-Language`, in UTF-8 with a mark."""
    made = sheet(allowed(request, Action.MANAGE_LETTING).organization, asked.first())
    return _file(made, "text/csv; charset=utf-8", f"{asked.month}.csv")


@statement_calls.get("/statements/{statement_id}", Scope.LETTING_READ, Statement, missing=True)
def get_statement(request: HttpRequest, statement_id: UUID) -> Statement:
    """One statement with its lines and readings."""
    return told_statement(own_statement(request, statement_id)[1])


@statement_calls.file("/statements/{statement_id}/file.pdf", Scope.LETTING_READ, "application/pdf")
def get_statement_file(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """A statement on paper with its photographs, in the language of `Accept-Language`."""
    who, row = own_statement(request, statement_id)
    count_work(request, who.token)
    made = paper(row, "ja" if (get_language() or "ja").startswith("ja") else "en")
    if made is None:
        raise missing()
    return _file(made, "application/pdf", f"{row.number}.pdf")


def own_statement(request: HttpRequest, statement_id: UUID) -> tuple[Caller, StatementRow]:
    """One of the caller's organization."""
    who = allowed(request, Action.MANAGE_LETTING)
    return who, found(statements_of(who), pk=statement_id)


def statements_of(who: Caller) -> QuerySet[StatementRow]:
    """The statements of the caller's organization."""
    mine = StatementRow.objects.filter(organization=who.organization)
    return mine.select_related("organization", "tenant", "of__paid", "taken_back_by", "paid")


def statement_problem(error: IssueError) -> ProblemError:
    """Why a statement cannot be so."""
    return refused(error.code, _WHY.get(error.code, error))


def _file(made: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _draft(one: Draft) -> DraftOf:
    taxes = [Tax(rate=each.rate, net=each.net, tax=each.tax) for each in one.taxes]
    counts = {"total": one.total, "lines": len(one.lines), "corrections": one.corrections}
    return DraftOf(tenant_id=one.tenant.pk, taxes=taxes, with_tax=one.with_tax, **counts)


def _waiting(one: Stretch) -> Waiting:
    because = [NotYet(code=each.why, at=each.at, attempt=each.attempt) for each in one.missing]
    return Waiting(register_id=one.register.pk, tenant_id=one.tenant, since=one.since, until=one.until, because=because)
