"""What goes with a parcel on paper: its address label and its delivery note, made when asked for, looked at, never stored."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.staff import StaffRole
from harimi.service.logistics.models import Parcel
from harimi.service.logistics.recipients import recipient
from harimi.service.notices.letters import language_of
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.views_parcels import SEES
from harimi.service.pages.codes import code
from harimi.service.pages.reports.pdf import has_pdf, pdf_of
from harimi.service.privacy.documents import Language
from harimi.service.privacy.keys import unlock
from harimi.service.privacy.looks import Look, looking
from harimi.service.privacy.publication import known_operator

KINDS = ("label", "note")


@require_safe
@for_staff(StaffRole.LOGISTICS)
def paper(request: StaffRequest, parcel_id: UUID, kind: str, form: str) -> HttpResponse:
    """The label or the note, as a PDF or as a page that prints."""
    row = get_object_or_404(Parcel.objects.select_related("organization"), pk=parcel_id)
    if kind not in KINDS or (form == "pdf" and not has_pdf()):
        raise Http404
    with looking(Look(request.user.subject_id, "shipping", SEES), [row.organization]) as seen:
        if not seen or not unlock([row.subject_id]):
            raise Http404
        page = _page(row, kind, on_paper=form == "pdf")
    answer = _pdf(page, row, kind) if form == "pdf" else HttpResponse(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _pdf(page: str, row: Parcel, kind: str) -> HttpResponse:
    answer = HttpResponse(pdf_of(page, f"parcel_{kind}.css"), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{row.number}_{kind}.pdf"'
    return answer


def _page(row: Parcel, kind: str, *, on_paper: bool) -> str:
    language: Language = "ja" if kind == "label" else _language(row)
    context = _label(row) if kind == "label" else _note(row)
    with override(language):
        return render_to_string(f"office/parcel_{kind}.html", {**context, "language": language, "on_paper": on_paper})


def _label(row: Parcel) -> dict[str, Any]:
    to = recipient(row)
    if to is None:
        raise Http404
    return {"to": to}


def _note(row: Parcel) -> dict[str, Any]:
    """The codes themselves stand on the boxes alone: of them only hashes are kept."""
    claim = settings.HARIMI.url + reverse("claim_camera")
    boxes = [box.unit for box in row.boxes.select_related("unit") if box.unit is not None]
    at = row.sent_at or timezone.now()
    told = {"parcel": row, "boxes": boxes, "lines": row.lines.all(), "claim": claim, "drawn": code(claim), "at": at}
    return told | {"to": recipient(row), "customer": row.organization, "operator": known_operator()}


def _language(row: Parcel) -> Language:
    """The first owner's own."""
    return language_of(members_who(row.organization, Action.MANAGE_CONTRACT).order_by("pk").first())
