"""What would become of each row of a table, and templates of tables."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Query, Schema
from pydantic import BaseModel, Field

from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import allowed
from harimi.service.api.v1.imports import Kind, upload_of
from harimi.service.api.v1.imports import import_calls as import_calls
from harimi.service.api.v1.limiting import count_work
from harimi.service.api.v1.paging import Paging, numbered_part
from harimi.service.api.v1.words import Listed
from harimi.service.meters.values import plain
from harimi.service.readings.imports.lines import Becomes, Line
from harimi.service.readings.imports.planning import plan
from harimi.service.readings.imports.reading_rows import ReadingLine
from harimi.service.readings.imports.taking import ACTIONS
from harimi.service.readings.imports.templates import FORMATS, template

MOST = 5000
"""Rows of a page: all are gone through for each."""


class RowsAsked(Paging):
    """Which rows."""

    limit: int = Field(MOST, ge=1, le=MOST, description="How many at most.", examples=[MOST])
    becomes: Becomes | None = Field(None, description="Only those that become this.")
    replace: bool = Field(False, description="As it would be if other values that are there already were replaced.")


class TemplateAsked(Schema):
    """Of which table."""

    kind: Kind


class RowProblem(BaseModel):
    """What is wrong with a cell: a code, and what goes with it. docs/how/import.md says what is looked at."""

    column: str
    code: str
    details: dict[str, Any]


class RowChange(BaseModel):
    """What a column says so far and is to say; null where nothing."""

    column: str
    before: Any
    after: Any


class ImportRow(BaseModel):
    """A row, by the number that Excel shows beside it, and what becomes of it.

    `kept` is another value that is there already and stays. `register_id`, `at` and `value` are what a row of readings means.
    """

    number: int
    becomes: Annotated[str, Field(json_schema_extra={"enum": [one.value for one in Becomes]})]
    cells: dict[str, str]
    problems: list[RowProblem]
    changes: list[RowChange]
    register_id: UUID | None
    at: datetime | None
    value: Decimal | None


class ImportRows(Listed):
    """A page of rows. `counts` is how many of all become what; `ignored` are columns that mean nothing; `days` is how many
    rows name a day alone, which means its beginning.
    """

    counts: dict[str, int]
    ignored: list[str]
    days: int
    data: list[ImportRow]


@import_calls.get("/imports/{import_id}/rows", Scope.IMPORTS_WRITE, ImportRows, missing=True)
def list_import_rows(request: HttpRequest, import_id: UUID, asked: Query[RowsAsked]) -> ImportRows:
    """What would become of each row by what is there now, in the order of the table."""
    upload = upload_of(request, import_id)
    count_work(request, allowed(request, ACTIONS[upload.kind]).token)
    planned = plan(upload, replace=asked.replace)
    wanted = (one for one in planned.lines if asked.becomes in (None, one.becomes))
    rows, following = numbered_part(request, wanted, asked)
    told = {"counts": planned.counts, "ignored": list(planned.ignored), "days": planned.midnights}
    return ImportRows.model_validate({**told, "data": [_told(one) for one in rows], "next": following})


@import_calls.file("/import-template.csv", Scope.IMPORTS_WRITE, "text/csv")
def get_import_template(request: HttpRequest, asked: Query[TemplateAsked]) -> HttpResponse:
    """A table to begin with, in the language of `Accept-Language`: all columns, and two rows as examples."""
    return _template(request, asked.kind, "csv")


@import_calls.file("/import-template.xlsx", Scope.IMPORTS_WRITE, FORMATS["xlsx"])
def get_import_workbook(request: HttpRequest, asked: Query[TemplateAsked]) -> HttpResponse:
    """The same for Excel."""
    return _template(request, asked.kind, "xlsx")


def _template(request: HttpRequest, kind: str, ending: Literal["csv", "xlsx"]) -> HttpResponse:
    allowed(request, ACTIONS[kind])
    language: Literal["ja", "en"] = "ja" if (get_language() or "ja").startswith("ja") else "en"
    answer = HttpResponse(template(kind, ending, language), content_type=FORMATS[ending])
    answer.headers["Content-Disposition"] = f'attachment; filename="harimi-{kind}.{ending}"'
    return answer


def _told(line: Line) -> ImportRow:
    problems = [RowProblem(column=one.column, code=one.code, details=_details(line, one.details)) for one in line.problems]
    changes = [RowChange(column=one.column, before=one.before, after=one.after) for one in line.changes]
    row: dict[str, Any] = {"number": line.number, "becomes": line.becomes.value, "cells": dict(line.cells)}
    return ImportRow(**row, **_meant(line), problems=problems, changes=changes)


def _meant(line: Line) -> dict[str, Any]:
    at = None if line.at is None else line.at.astimezone(UTC)
    if not isinstance(line, ReadingLine) or line.register is None:
        return {"register_id": None, "at": at, "value": None}
    value = plain(line.value, line.register.decimals) if line.becomes != Becomes.PROBLEM else None
    return {"register_id": line.register.pk, "at": at, "value": value}


def _details(line: Line, details: Any) -> dict[str, Any]:
    """What goes with a problem; another value of the register with its decimals, moments in UTC."""
    told: dict[str, Any] = {name: one.astimezone(UTC) if isinstance(one, datetime) else one for name, one in details.items()}
    if isinstance(line, ReadingLine) and line.register is not None and isinstance(told.get("other"), int):
        told["other"] = plain(told["other"], line.register.decimals)
    return told
