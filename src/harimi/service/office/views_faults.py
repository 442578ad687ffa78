"""Faults of cameras and units that are expected back. The lists name nobody."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.logistics import faults as steps
from harimi.service.logistics import returns
from harimi.service.logistics.life import ask_back
from harimi.service.logistics.models import Fault, Unit
from harimi.service.logistics.unit_errors import UnitError
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.desk import FAULTS
from harimi.service.office.views import SHOWN
from harimi.service.pages.texts import text


@require_safe
@for_staff(*FAULTS)
def faults(request: StaffRequest) -> HttpResponse:
    """What is broken, oldest first, and what should come back, longest expected first."""
    rows = Fault.objects.exclude(state=Fault.State.OVER).select_related("device__unit").prefetch_related("parcels")
    now = timezone.now()
    context = {
        "faults": rows.order_by("reported_at", "pk")[:SHOWN],
        "expected": [(one, returns.late(one, now)) for one in returns.expected()[:SHOWN]],
        "sends": StaffRole.LOGISTICS in request.roles,
    }
    return render(request, "office/faults.html", context)


@require_POST
@for_staff(*FAULTS)
def change_fault(request: StaffRequest, fault_id: UUID) -> HttpResponse:
    """It is over, or the unit is asked back."""
    row = get_object_or_404(Fault.objects.exclude(state=Fault.State.OVER).select_related("device"), pk=fault_id)
    step = request.POST.get("step", "")
    if step not in ("over", "back"):
        raise Http404
    try:
        steps.end(row) if step == "over" else ask_back(get_object_or_404(Unit, device=row.device), request.user)
    except UnitError:
        messages.error(request, text("unit.not_possible"))
    else:
        messages.success(request, text(f"fault.done.{step}"))
    return redirect("office_faults")
