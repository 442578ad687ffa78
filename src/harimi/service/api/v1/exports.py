"""What is held about the organization, as one file; and what was demanded under the law."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query
from pydantic import BaseModel

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found, missing
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.words import Listed, one_of
from harimi.service.requests.models import Request as RequestRow
from harimi.service.rights import exports
from harimi.service.rights.models import Export as ExportRow

export_calls = Subject("exports", "All that is held about the organization as one file, and requests under the law.")


class Export(BaseModel):
    """How far the file is: `reached` of `total` rows are written; it is there from `done_at` on, or `fault` says why not.

    It is fetched in My Account, where whoever fetches it shows who they are.
    """

    asked_at: datetime
    reached: int
    total: int
    size: int
    done_at: datetime | None
    fault: str


class Request(BaseModel):
    """A request under the law, and how far it is. It is answered by `due_on`."""

    id: UUID
    number: str
    kind: Annotated[RequestRow.Kind, one_of(RequestRow.Kind)]
    state: Annotated[RequestRow.State, one_of(RequestRow.State)]
    outcome: str
    arrived_at: datetime
    due_on: date


class Requests(Listed):
    """A page of requests, newest first."""

    data: list[Request]


@export_calls.get("/export", Scope.ACCOUNT_READ, Export, missing=True)
def get_export(request: HttpRequest) -> Export:
    """How far the export of the organization is."""
    row = exports.found(allowed(request, Action.MANAGE_CONTRACT).organization.subject_id)
    if row is None:
        raise missing()
    return _told(row)


@export_calls.make("/export", Scope.ACCOUNT_WRITE, Export, also=())
def make_export(request: HttpRequest) -> Export:
    """Has all that is held about the organization written into one file. One that is being made is shared."""
    who = allowed(request, Action.MANAGE_CONTRACT)
    language = "ja" if (get_language() or "ja").startswith("ja") else "en"
    return _told(exports.ask(who.organization.subject_id, actor=who.user, language=language))


@export_calls.get("/requests", Scope.ACCOUNT_READ, Requests)
def list_requests(request: HttpRequest, paging: Query[Paging]) -> Requests:
    """What was demanded about the organization in My Account, where new ones are made, too."""
    part = part_of(request, _requests(allowed(request, Action.MANAGE_CONTRACT)), ("-arrived_at", "-pk"), paging)
    return Requests(data=[_request(one) for one in part.rows], next=part.next)


@export_calls.get("/requests/{request_id}", Scope.ACCOUNT_READ, Request, missing=True)
def get_request(request: HttpRequest, request_id: UUID) -> Request:
    """One request, and how far it is."""
    return _request(found(_requests(allowed(request, Action.MANAGE_CONTRACT)), pk=request_id))


def _requests(who: Caller) -> QuerySet[RequestRow]:
    return RequestRow.objects.filter(subject=who.organization.subject_id, channel=RequestRow.Channel.MY_ACCOUNT)


def _told(row: ExportRow) -> Export:
    return Export(**{name: getattr(row, name) for name in Export.model_fields})


def _request(row: RequestRow) -> Request:
    return Request(**{name: getattr(row, name) for name in Request.model_fields})
