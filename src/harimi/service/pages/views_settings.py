"""The settings of a meter: its face, its cameras, and photographs that people bring."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harimi.service.captures.registration import photographed
from harimi.service.captures.services import SetUpOverError
from harimi.service.devices.models import Device
from harimi.service.devices.services import connect, moved, stop_over
from harimi.service.pages.access import changeable_meter, person
from harimi.service.pages.forms import clean_name, sent_file
from harimi.service.pages.meter_frame import framed
from harimi.service.pages.texts import text
from harimi.service.pages.views_camera import token_page


@require_safe
@login_required
def settings(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """What can be set, for those who may."""
    meter = changeable_meter(request, meter_id)
    cameras = meter.installations.filter(until=None, device__kind="camera", device__stopped_at=None)
    context = framed(request, meter_id).context("settings", cameras=cameras.select_related("device"))
    return render(request, "pages/meter_settings.html", context)


@require_POST
@login_required
def connect_camera(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """A camera over this meter. Its token is on the answer and nowhere else."""
    found = changeable_meter(request, meter_id)
    device, token = connect(found, clean_name(request.POST.get("name", "")) or found.name, actor=person(request))
    return token_page(request, device, token)


@require_POST
@login_required
def stop_camera(request: HttpRequest, meter_id: UUID, device_id: UUID) -> HttpResponse:
    """The camera is heard no more; whoever has its token can do nothing with it."""
    found = changeable_meter(request, meter_id)
    device = Device.objects.filter(pk=device_id, installations__meter=found, kind=Device.Kind.CAMERA).first()
    if device is None:
        raise Http404
    stop_over(found, device, actor=person(request))
    messages.success(request, text("meter.camera_stopped"))
    return redirect("meter_settings", found.pk)


@require_POST
@login_required
def send_photo(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """A photograph that a person brings."""
    found = changeable_meter(request, meter_id)
    try:
        photographed(found, sent_file(request, "photo"), timezone.now())
    except SetUpOverError:
        messages.error(request, text("meter.set_up_over"))
    except ValueError:
        messages.error(request, text("new.bad_photo"))
    else:
        messages.success(request, text("meter.photo_sent"))
        return redirect("face", found.pk)
    return redirect("meter_settings", found.pk)


@require_POST
@login_required
def set_up_again(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """The camera was moved: a new set-up window."""
    found = changeable_meter(request, meter_id)
    moved(found, actor=person(request))
    messages.success(request, text("meter.looking_anew"))
    return redirect("meter_settings", found.pk)
