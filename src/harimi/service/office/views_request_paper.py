"""What a request has on paper: pictures that prove who asks, the notice to post, and what is disclosed on paper."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.views_request import ITEMS, row_of
from harimi.service.pages.reports.pdf import has_pdf, pdf_of
from harimi.service.pages.requests.files import streamed
from harimi.service.pages.unstored import unstored
from harimi.service.platform.blobs import BlobMissingError
from harimi.service.privacy.documents import Language
from harimi.service.privacy.looks import Look, looking
from harimi.service.privacy.publication import known_operator
from harimi.service.requests import answers, evidence
from harimi.service.requests.audited import PURPOSE, note
from harimi.service.requests.models import Answer, Authority, Check, Request

TOLD = (Request.State.DECIDED, Request.State.NOTIFIED)


@require_safe
@for_staff(StaffRole.PRIVACY)
def proof(request: StaffRequest, request_id: UUID, what: str, proof_id: int) -> HttpResponse:
    """A picture of a document or of an agent's paper, while it waits for a judgement. Each look is recorded."""
    row = row_of(request_id)
    kind: Any = {"check": Check, "authority": Authority}.get(what)
    found = kind.objects.select_related("request").filter(request=row, pk=proof_id).exclude(blob="").first() if kind else None
    if found is None:
        raise Http404
    with looking(Look(request.user.subject_id, PURPOSE, ITEMS, row.number), [row]) as seen:
        if not seen:
            raise Http404
        try:
            answer = HttpResponse(evidence.picture(found), content_type="image/jpeg")
        except BlobMissingError as error:
            raise Http404 from error
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return unstored(answer)


@require_safe
@for_staff(StaffRole.PRIVACY)
def notice(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """The notice as a letter, in the language in which they asked."""
    row = row_of(request_id)
    if row.state not in TOLD or not has_pdf():
        raise Http404
    with (
        looking(Look(request.user.subject_id, PURPOSE, (*ITEMS, "address"), row.number), [row]),
        translation.override(row.language),
    ):
        who = known_operator()
        told = {"row": row, "language": row.language, "operator": who, "name": who.name.into(_language(row)),
                "address": who.address.into(_language(row))}  # fmt: skip
        made = pdf_of(render_to_string("office/request_paper.html", told), "disclosed.css")
    return unstored(HttpResponse(made, content_type="application/pdf"))


@require_safe
@for_staff(StaffRole.PRIVACY)
def answer(request: StaffRequest, request_id: UUID, answer_id: UUID) -> Any:
    """What is disclosed on paper, to print and enclose."""
    found = Answer.objects.select_related("request", "about").filter(request=request_id, pk=answer_id).first()
    if found is None or not found.there or found.request.form != Request.Form.PAPER:
        raise Http404
    note("looked", found.request, actor=request.user.subject_id, subject=found.about_id)
    return streamed(found, answers.content(found), "pdf")


def _language(row: Request) -> Language:
    return "en" if row.language == "en" else "ja"
