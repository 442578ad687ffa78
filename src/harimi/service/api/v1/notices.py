"""What the operator told whoever made the token."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query
from pydantic import BaseModel

from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import caller, found
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.words import Listed, one_of
from harimi.service.notices.models import Delivery
from harimi.service.notices.models import Notice as NoticeRow
from harimi.service.notices.reading import of_person, opened

notice_calls = Subject("notices", "What the operator told whoever made the token: maintenance, outages, new terms.")


class NoticeLine(BaseModel):
    """A notice in the language of `Accept-Language`, and when it was read."""

    id: UUID
    kind: Annotated[NoticeRow.Kind, one_of(NoticeRow.Kind)]
    title: str
    at: datetime
    read_at: datetime | None


class Notice(NoticeLine):
    """The same with all that it says."""

    body: str


class Notices(Listed):
    """A page of notices, newest first."""

    data: list[NoticeLine]


@notice_calls.get("/notices", Scope.ACCOUNT_READ, Notices)
def list_notices(request: HttpRequest, paging: Query[Paging]) -> Notices:
    """All notices, newest first."""
    part = part_of(request, _notices(request), ("-at", "-pk"), paging)
    return Notices(data=[NoticeLine(**_line(one)) for one in part.rows], next=part.next)


@notice_calls.get("/notices/{notice_id}", Scope.ACCOUNT_READ, Notice, missing=True)
def get_notice(request: HttpRequest, notice_id: UUID) -> Notice:
    """One notice. It does not count as read by that."""
    return _told(found(_notices(request), notice=notice_id))


@notice_calls.send("/notices/{notice_id}/read", Scope.ACCOUNT_WRITE, Notice)
def read_notice(request: HttpRequest, notice_id: UUID) -> Notice:
    """Says that a person has read it. Only the first time counts."""
    row = found(_notices(request), notice=notice_id)
    opened(caller(request).user, row.notice_id)
    return _told(found(_notices(request), notice=notice_id))


def _notices(request: HttpRequest) -> QuerySet[Delivery]:
    """Those to whoever made the token, without what was told to organizations of theirs that are not the token's."""
    who = caller(request)
    ours = Q(notice__organizations=who.organization)
    return of_person(who.user).filter(ours | ~Q(notice__audience=NoticeRow.Audience.CHOSEN))


def _line(row: Delivery) -> dict[str, Any]:
    title = row.notice.title(_language())
    return {"id": row.notice_id, "kind": row.notice.kind, "title": title, "at": row.at, "read_at": row.read_at}


def _told(row: Delivery) -> Notice:
    return Notice(**_line(row), body=row.notice.body(_language()))


def _language() -> Literal["ja", "en"]:
    return "ja" if (get_language() or "ja").startswith("ja") else "en"
