"""One camera: how it does, what it watches, when it takes photographs, what it was told, and its tokens."""

from typing import Any
from uuid import UUID

from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.access import Action, may
from harimi.service.devices import caring
from harimi.service.devices.asking import ask, set_settings
from harimi.service.devices.broker import account_of
from harimi.service.devices.following import history
from harimi.service.devices.models import Device, Order
from harimi.service.devices.queries import told_by
from harimi.service.devices.settings import chosen_for
from harimi.service.devices.tokens import END, good_tokens
from harimi.service.meters.models import Meter
from harimi.service.pages.access import changeable_camera, person
from harimi.service.pages.consents import their_question
from harimi.service.pages.forms_cameras import NamedForm, SettingsForm
from harimi.service.pages.ids import known_id
from harimi.service.pages.texts import text
from harimi.service.readings.fleet import fleet

TOLD = (Order.Kind.SHOOT, Order.Kind.REPORT, Order.Kind.RESTART, Order.Kind.RENEW_TOKEN, Order.Kind.WIPE)


@require_safe
@login_required
def camera(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """See above."""
    device = changeable_camera(request, device_id)
    [seen] = fleet(Device.objects.filter(pk=device.pk), timezone.now())
    sees_people = may(request.user, device.organization, Action.SEE_PEOPLE)
    return render(request, "pages/camera_page.html", _context(device) | {"seen": seen, "sees_people": sees_people})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def camera_settings(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """When and how it takes photographs."""
    device = changeable_camera(request, device_id)
    form = SettingsForm(request.POST or None, begun=chosen_for(device))
    if form.is_valid() and form.settings is not None:
        set_settings([device], form.settings, person(request))
        messages.success(request, text("camera.settings_kept"))
        return redirect("camera", device.pk)
    context = {"device": device, "form": form}
    return render(request, "pages/camera_settings.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def tell_camera(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """It is told something."""
    device, kind = changeable_camera(request, device_id), request.POST.get("kind", "")
    if kind not in TOLD:
        raise Http404
    ask([device], Order.Kind(kind), person(request))
    messages.success(request, text("camera.told"))
    return redirect("camera", device.pk)


@require_POST
@login_required
def change_camera(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """It is named otherwise, put over a meter or taken off one, or stopped; whichever the form says."""
    device, actor = changeable_camera(request, device_id), person(request)
    if "stop" in request.POST:
        caring.stop_camera(device, actor)
        messages.success(request, text("camera.is_stopped"))
        return redirect("cameras")
    if "over" in request.POST:
        caring.put_over(device, _used(device, request.POST["over"]), actor)
    elif "off" in request.POST:
        caring.take_off(device, _meter(device, request.POST["off"]), actor)
    else:
        form = NamedForm(request.POST)
        if form.is_valid():
            caring.rename(device, form.cleaned_data["name"], actor)
    return redirect("camera", device.pk)


@require_POST
@login_required
def camera_token(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """A new token, which is on the answer and nowhere else; or one is revoked."""
    device, actor = changeable_camera(request, device_id), person(request)
    if "revoke" in request.POST:
        gone = next((one for one in good_tokens(device) if str(one.pk) == request.POST["revoke"]), None)
        if gone is not None:
            caring.revoke_one(device, gone, actor)
            messages.success(request, text("camera.token_revoked"))
        return redirect("camera", device.pk)
    return token_page(request, device, caring.renew(device, actor))


def token_page(request: HttpRequest, device: Device, token: str) -> HttpResponse:
    """How a camera sends with a token that is shown this once."""
    told = django_settings.HARIMI
    account = account_of(device.pk, token[-END:]) if told.mqtt_url else ""
    context = {"device": device, "token": token, "service": told.url, "account": account}
    answer = render(request, "pages/camera_token.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _context(device: Device) -> dict[str, Any]:
    watched = list(device.installations.filter(until=None).select_related("meter__site__organization").order_by("since"))
    mine = {one.meter_id for one in watched}
    others = Meter.objects.filter(site__organization=device.organization, retired_at=None).exclude(pk__in=mine)
    return {
        "device": device,
        "settings": chosen_for(device),
        "watched": watched,
        "others": others.order_by("name")[:500],
        "history": history(device),
        "kinds": TOLD,
        "tokens": good_tokens(device),
        "question": their_question(device.organization),
        "told": told_by(device),
        "form": NamedForm(initial={"name": device.name}),
    }


def _meter(device: Device, typed: str) -> Meter:
    found = Meter.objects.filter(pk=known_id(typed), site__organization=device.organization).select_related("site").first()
    if found is None:
        raise Http404
    return found


def _used(device: Device, typed: str) -> Meter:
    """One that is in use: nobody looks at a retired one."""
    found = _meter(device, typed)
    if found.retired_at is not None:
        raise Http404
    return found
