"""The record of provision, which names nobody, and what recipients are to be asked to delete."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.recipients_shown import items_of
from harimi.service.office.views import SHOWN
from harimi.service.pages.texts import text
from harimi.service.privacy.looks import Look, looking
from harimi.service.third_parties.models import Provision, StoppedProvision
from harimi.service.third_parties.naming import name_of
from harimi.service.third_parties.stops import Answer, StopError, open_recalls, recalled

LOOK = ("protection", ("name", "mail"))
"""Whoever asks a recipient to delete tells them of whom."""


@require_safe
@for_staff(StaffRole.PRIVACY)
def provisions(request: StaffRequest) -> HttpResponse:
    """Open recalls, with whom they are about, and the lines of the record, the latest first."""
    rows = Provision.objects.select_related("recipient").order_by("-last_at", "-pk")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    open_rows = list(open_recalls()[:SHOWN])
    with looking(Look(request.user.subject_id, *LOOK), open_rows) as seen:
        context = {
            "page": page,
            "lines": [(one, items_of(one.items)) for one in page],
            "recalls": [(one, name_of(one.subject_id)) for one in seen],
            "answers": Answer.values,
        }
        answer = render(request, "office/provisions.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@for_staff(StaffRole.PRIVACY)
def recall(request: StaffRequest, stop_id: int) -> HttpResponse:
    """What a recipient answered."""
    row = get_object_or_404(StoppedProvision, pk=stop_id)
    try:
        recalled(row, request.POST.get("answer", ""), actor=request.user.subject_id)
    except StopError as error:
        messages.error(request, text(f"recall.error.{error.code}"))
    else:
        messages.success(request, text("recall.done"))
    return redirect("office_provisions")
