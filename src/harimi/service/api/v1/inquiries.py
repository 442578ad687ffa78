"""Questions to the operator, and what was answered."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from limits import RateLimitItemPerHour
from ninja import Query

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, caller, found, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.inquiry_words import Inquiries, Inquiry, NewInquiry, Reply, told_inquiry, told_line
from harimi.service.api.v1.meters import meters_of
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.support import asking
from harimi.service.support.asking import CaseError, Concern, ask_as_member, cases_of
from harimi.service.support.attachments import File
from harimi.service.support.models import Case
from harimi.service.support.often import limiter

inquiry_calls = Subject("inquiries", "Questions, complaints and faults that are told to the operator, and what was answered.")
AN_HOUR = 30
"""Messages of a person."""


@inquiry_calls.get("/inquiries", Scope.ACCOUNT_READ, Inquiries)
def list_inquiries(request: HttpRequest, paging: Query[Paging]) -> Inquiries:
    """All that whoever made the token asked, newest first."""
    part = part_of(request, inquiries_of(caller(request)), ("-arrived_at", "-pk"), paging)
    return Inquiries(data=[told_line(one) for one in part.rows], next=part.next)


@inquiry_calls.make("/inquiries", Scope.ACCOUNT_WRITE, Inquiry)
def make_inquiry(request: HttpRequest, body: NewInquiry) -> Inquiry:
    """Asks the operator something, in the name of whoever made the token. The answer comes by mail, too."""
    return ask(request, body)


@inquiry_calls.get("/inquiries/{inquiry_id}", Scope.ACCOUNT_READ, Inquiry, missing=True)
def get_inquiry(request: HttpRequest, inquiry_id: UUID) -> Inquiry:
    """One inquiry with all that was written."""
    return told_inquiry(found(inquiries_of(caller(request)), pk=inquiry_id))


@inquiry_calls.make("/inquiries/{inquiry_id}/messages", Scope.ACCOUNT_WRITE, Inquiry)
def reply_to_inquiry(request: HttpRequest, inquiry_id: UUID, body: Reply) -> Inquiry:
    """Writes again. What was answered or closed is open once more."""
    return say(request, found(inquiries_of(caller(request)), pk=inquiry_id), body)


def ask(request: HttpRequest, told: NewInquiry, files: Sequence[File] = ()) -> Inquiry:
    """A new inquiry, with files that were looked at."""
    who = caller(request)
    _often(who)
    concern = Concern(organization=who.organization)
    if told.meter_id is not None:
        allowed(request, Action.SEE)
        concern = Concern(who.organization, found(meters_of(who), pk=told.meter_id))
    language = "ja" if (get_language() or "ja").startswith("ja") else "en"
    said = _said(told.body)
    return told_inquiry(ask_as_member(who.user, told.kind, said, language=language, concern=concern, files=files))


def say(request: HttpRequest, row: Case, told: Reply, files: Sequence[File] = ()) -> Inquiry:
    """One more message of an inquiry, with files that were looked at and for which it has room."""
    who = caller(request)
    _often(who)
    try:
        asking.say(row, _said(told.body), user=who.user, files=files)
    except CaseError as error:
        raise refused(error.code, "this inquiry takes no more") from error
    return told_inquiry(found(inquiries_of(who), pk=row.pk))


def inquiries_of(who: Caller) -> QuerySet[Case]:
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
