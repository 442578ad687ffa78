"""Tables of meters or readings: sent, looked at row by row, and applied by a worker once somebody says so."""

from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import File, Form, Query, UploadedFile
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.device.handlers import OVERHEAD
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.limiting import count_work
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.registers import registers_of
from harimi.service.api.v1.table_refused import problem_of
from harimi.service.api.v1.words import Listed, Sent
from harimi.service.meters.models import Upload
from harimi.service.meters.tables import MOST_BYTES, TableError
from harimi.service.meters.uploads import Sender
from harimi.service.readings.imports.columns import ONE
from harimi.service.readings.imports.planning import ProblemsLeftError, discard, go_ahead
from harimi.service.readings.imports.taking import ACTIONS, take

import_calls = Subject("imports", "Tables of meters or readings, looked at row by row before anything of them is written.")
Kind = Literal["meters", "many", "one"]


class NewImport(Sent):
    """What a table is of: sites with their `meters` and tenants, readings of `many` meters, or of `one` register."""

    kind: Kind
    register_id: UUID | None = Field(None, description="Of which register, for readings of one.")


class Import(BaseModel):
    """A table that whoever made the token sent. It is forgotten after a day.

    It `waits` until it is applied, is `running` while a worker writes it, and then `done`, or `failed`, which `fault` explains:
    `changed` where new problems came up, `not_allowed` where its sender may not do that any more, `broken` where we failed.
    `rows` says what became of how many rows once a worker began; `reached` of them are done.
    """

    id: UUID
    kind: Kind
    register_id: UUID | None
    sent_at: datetime
    state: Literal["waits", "running", "done", "failed"]
    fault: str
    rows: dict[str, int]
    reached: int


class Imports(Listed):
    """A page of imports, newest first."""

    data: list[Import]


class Apply(Sent):
    """What is to be done about rows with problems (`leave_out`: the others are written without them) and about other values
    that are there already (`replace`: they are corrected, else they stay)."""

    leave_out: bool = False
    replace: bool = False


@import_calls.get("/imports", Scope.IMPORTS_WRITE, Imports)
def list_imports(request: HttpRequest, paging: Query[Paging]) -> Imports:
    """The tables that whoever made the token sent within a day, newest first."""
    rows = _uploads(allowed(request, Action.CHANGE_VALUES)).defer("table")
    part = part_of(request, rows, ("-created_at", "-pk"), paging)
    return Imports(data=[_told(one) for one in part.rows], next=part.next)


@import_calls.send("/imports", Scope.IMPORTS_WRITE, Import, most=MOST_BYTES + OVERHEAD)
def send_table(request: HttpRequest, table: File[UploadedFile], told: Form[NewImport]) -> Import:
    """Sends a table, CSV or Excel (.xlsx), of at most 5 MB and 20,000 rows. Nothing of it is written yet.

    Its first row names the columns, in Japanese or English and in any order; a template has them all.
    """
    who = allowed(request, ACTIONS[told.kind])
    count_work(request, who.token)
    if (told.register_id is None) != (told.kind != ONE):
        raise refused("bad_register", "name the register of readings of one, and of those alone")
    register = None if told.register_id is None else found(registers_of(who), pk=told.register_id)
    try:
        return _told(take(table.read(), told.kind, Sender(who.user, who.organization), register))
    except TableError as error:
        raise problem_of(error) from error


@import_calls.get("/imports/{import_id}", Scope.IMPORTS_WRITE, Import, missing=True)
def get_import(request: HttpRequest, import_id: UUID) -> Import:
    """One table, and how far it is."""
    return _told(upload_of(request, import_id))


@import_calls.send("/imports/{import_id}/apply", Scope.IMPORTS_WRITE, Import)
def apply_import(request: HttpRequest, import_id: UUID, body: Apply) -> Import:
    """Has a table written. Twice is once.

    While a row has a problem nothing is written, unless such rows are left out.
    """
    upload = upload_of(request, import_id)
    try:
        go_ahead(upload, leave_out=body.leave_out, replace=body.replace)
    except ProblemsLeftError as error:
        raise refused("problems_left", f"{error}; set them right, or leave them out") from error
    return _told(upload_of(request, import_id))


@import_calls.delete("/imports/{import_id}", Scope.IMPORTS_WRITE)
def discard_import(request: HttpRequest, import_id: UUID) -> None:
    """Forgets a table that was not applied."""
    if not discard(upload_of(request, import_id)):
        raise refused("applied", "the table was applied already; it is forgotten by itself")


def upload_of(request: HttpRequest, import_id: UUID) -> Upload:
    """A table that whoever made the token sent, as long as they may still do with it what they wanted."""
    who = allowed(request, Action.CHANGE_VALUES)
    upload = found(_uploads(who), pk=import_id)
    who.need(ACTIONS[upload.kind])
    upload.user = who.user
    return upload


def _uploads(who: Caller) -> QuerySet[Upload]:
    mine = Upload.objects.filter(organization=who.organization, user=who.user)
    return mine.select_related("organization", "register__meter__site__organization")


def _told(row: Upload) -> Import:
    same: dict[str, Any] = {name: getattr(row, name) for name in ("id", "kind", "register_id", "fault", "reached")}
    return Import(**same, sent_at=row.created_at.astimezone(UTC), state=_state(row), rows=row.outcome)


def _state(row: Upload) -> Literal["waits", "running", "done", "failed"]:
    if row.done_at is not None:
        return "failed" if row.fault else "done"
    return "waits" if row.confirmed_at is None else "running"
