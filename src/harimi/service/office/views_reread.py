"""One part of the archive read once more on trial: how far it is, how it compares, and what is decided about it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.pages.ids import number_in
from harimi.service.pages.texts import text
from harimi.service.privacy.looks import Look, looking
from harimi.service.readings.models import Reread
from harimi.service.readings.trials.asking import RereadError, accept, drop
from harimi.service.readings.trials.comparing import compared, differing
from harimi.service.readings.trials.progress import progress

COUNTED, SHOWN = 10_000, 50
"""Pictures that are compared for the table of a page; values on a page."""
ITEMS = ("name", "contract_data", "display_content")
_STEPS: Mapping[str, Callable[[Reread], None]] = {"accept": accept, "drop": drop}


@require_safe
@for_staff(StaffRole.SUPPORT)
def reread(request: StaffRequest, reread_id: UUID) -> HttpResponse:
    """Counts; with `?values` also whose it is and what differs, which is a look that the customer sees. No pictures."""
    staff, row = request.user, _row(reread_id)
    far = progress(row)
    read = row.state == Reread.State.READING and not far.going_on
    context: dict[str, Any] = {"row": row, "far": far, "read": read, "counted": COUNTED}
    if read:
        context["found"] = compared(row, most=COUNTED)
        context["models"] = sorted(set(row.trials.exclude(models_used="").values_list("models_used", flat=True).distinct()))
        if "values" in request.GET:
            context |= _values(row, staff, number_in(request.GET.get("after", "")))
    return render(request, "office/reread.html", context)


def _values(row: Reread, staff: User, after: int) -> dict[str, Any]:
    """Whose it is, and the next differing values; nothing of who stopped the use of theirs."""
    with looking(Look(staff.subject_id, "provision", ITEMS), [row.organization]) as seen:
        if not seen:
            return {"refused": True}
        found = differing(row, after, SHOWN)
        more = found[-1].number if len(found) == SHOWN else None
        return {"customer": seen[0].name, "pairs": found, "more": more}


@require_POST
@for_staff(StaffRole.SUPPORT)
def decide(request: StaffRequest, reread_id: UUID) -> HttpResponse:
    """Accepted, or thrown away."""
    row, step = _row(reread_id), request.POST.get("step", "")
    if step not in _STEPS:
        raise Http404
    try:
        _STEPS[step](row)
    except RereadError:
        messages.error(request, text("rereads.not_now"))
    return redirect("office_reread", row.pk)


def _row(reread_id: UUID) -> Reread:
    return get_object_or_404(Reread.objects.select_related("organization"), pk=reread_id)
