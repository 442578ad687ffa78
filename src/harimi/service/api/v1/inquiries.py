"""Questions to the operator, and what was answered."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from limits import RateLimitItemPerHour
from ninja import Query
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, caller, found, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.meters import meters_of
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.words import Listed, Sent, one_of
from harimi.service.support import asking
from harimi.service.support.asking import CaseError, Concern, ask_as_member, cases_of
from harimi.service.support.models import Case
from harimi.service.support.often import limiter

inquiry_calls = Subject("inquiries", "Questions, complaints and faults that are told to the operator, and what was answered.")
AN_HOUR = 30
"""Messages of a person."""


class InquiryLine(BaseModel):
    """An inquiry, and how far it is. It is answered by `due_at`."""

    id: UUID
    number: str
    kind: Annotated[Case.Kind, one_of(Case.Kind)]
    state: Annotated[Case.State, one_of(Case.State)]
    arrived_at: datetime
    due_at: datetime
    closed_at: datetime | None


class Message(BaseModel):
    """What the customer or the operator's staff wrote."""

    at: datetime
    side: Literal["customer", "staff"]
    body: str


class Inquiry(InquiryLine):
    """The same with all that was written."""

    messages: list[Message]


class Inquiries(Listed):
    """A page of inquiries, newest first."""

    data: list[InquiryLine]


class NewInquiry(Sent):
    """What is asked, and the meter that it is about, if any."""

    kind: Annotated[Case.Kind, one_of(Case.Kind)]
    body: str = Field(min_length=1, max_length=asking.MOST)
    meter_id: UUID | None = None


class Reply(Sent):
    """What is written again."""

    body: str = Field(min_length=1, max_length=asking.MOST)


@inquiry_calls.get("/inquiries", Scope.ACCOUNT_READ, Inquiries)
def list_inquiries(request: HttpRequest, paging: Query[Paging]) -> Inquiries:
    """All that whoever made the token asked, newest first."""
    part = part_of(request, _cases(caller(request)), ("-arrived_at", "-pk"), paging)
    return Inquiries(data=[InquiryLine(**_line(one)) for one in part.rows], next=part.next)


@inquiry_calls.make("/inquiries", Scope.ACCOUNT_WRITE, Inquiry)
def make_inquiry(request: HttpRequest, body: NewInquiry) -> Inquiry:
    """Asks the operator something, in the name of whoever made the token. The answer comes by mail, too."""
    who = caller(request)
    _often(who)
    concern = Concern(organization=who.organization)
    if body.meter_id is not None:
        allowed(request, Action.SEE)
        concern = Concern(who.organization, found(meters_of(who), pk=body.meter_id))
    language = "ja" if (get_language() or "ja").startswith("ja") else "en"
    return _told(ask_as_member(who.user, body.kind, _said(body.body), language=language, concern=concern))


@inquiry_calls.get("/inquiries/{inquiry_id}", Scope.ACCOUNT_READ, Inquiry, missing=True)
def get_inquiry(request: HttpRequest, inquiry_id: UUID) -> Inquiry:
    """One inquiry with all that was written."""
    return _told(found(_cases(caller(request)), pk=inquiry_id))


@inquiry_calls.make("/inquiries/{inquiry_id}/messages", Scope.ACCOUNT_WRITE, Inquiry)
def reply_to_inquiry(request: HttpRequest, inquiry_id: UUID, body: Reply) -> Inquiry:
    """Writes again. What was answered or closed is open once more."""
    who = caller(request)
    row = found(_cases(who), pk=inquiry_id)
    _often(who)
    try:
        asking.say(row, _said(body.body), user=who.user)
    except CaseError as error:
        raise refused(error.code, "this inquiry takes no more") from error
    return _told(found(_cases(who), pk=inquiry_id))


def _cases(who: Caller) -> QuerySet[Case]:
    """Those that the token's maker asked about the organization, or about nothing of any."""
    return cases_of(who.user).filter(Q(organization=None) | Q(organization=who.organization))


def _often(who: Caller) -> None:
    if not limiter().hit(RateLimitItemPerHour(AN_HOUR), "messages", str(who.user.pk)):
        raise refused("too_many_messages", f"more than {AN_HOUR} messages an hour; write later")


def _said(text: str) -> str:
    kept = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text.replace("\r\n", "\n")).strip()
    if not kept:
        raise refused("empty", "nothing is said")
    return kept


def _line(row: Case) -> dict[str, Any]:
    return {name: getattr(row, name) for name in InquiryLine.model_fields}


def _told(row: Case) -> Inquiry:
    written = row.messages.select_related("case")
    told = [Message(at=one.at, side="staff" if one.side == "staff" else "customer", body=one.body) for one in written]
    return Inquiry(**_line(row), messages=told)
