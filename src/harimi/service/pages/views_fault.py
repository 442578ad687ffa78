"""A camera's fault: reported, or taken back since it works again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from harimi.service.devices.models import Device
from harimi.service.logistics.faults import ReportedAlreadyError, end, open_fault, report
from harimi.service.logistics.models import Fault
from harimi.service.pages.access import changeable_camera, person
from harimi.service.pages.texts import text


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def camera_fault(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """What is wrong is one of a few codes: nobody writes words that might say more than is needed."""
    device = changeable_camera(request, device_id)
    if request.method == "POST" and _sent(request, device):
        return redirect("camera", device.pk)
    context = {"device": device, "codes": Fault.Code.values, "fault": open_fault(device), "ours": hasattr(device, "unit")}
    return render(request, "pages/camera_fault.html", context, status=422 if request.method == "POST" else 200)


def _sent(request: HttpRequest, device: Device) -> bool:
    code, known = request.POST.get("code", ""), open_fault(device)
    if code == "over" and known is not None and known.state == Fault.State.REPORTED:
        end(known)
        messages.success(request, text("fault.is_over"))
        return True
    if code not in Fault.Code.values:
        return False
    try:
        report(device, code, person(request))
        messages.success(request, text("fault.reported"))
    except ReportedAlreadyError:
        messages.info(request, text("fault.known"))
    return True
