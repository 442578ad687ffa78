"""A new camera's way from its box to its first value."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harimi.service.pages.access import changeable_camera
from harimi.service.pages.guide import steps


@require_safe
@login_required
def camera_guide(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """The steps, of which the first that is not done is the next."""
    device = changeable_camera(request, device_id)
    told = steps(device)
    coming = next((one.code for one in told if not one.done), "")
    return render(request, "pages/camera_guide.html", {"device": device, "steps": told, "coming": coming})
