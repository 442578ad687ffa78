"""How a meter and its cameras do."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harimi.service.devices.queries import cameras_over
from harimi.service.pages.meter_frame import framed
from harimi.service.readings.health import coming, share


@require_safe
@login_required
def health(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """Whether photographs come, whether they are read, and what the cameras say."""
    found, now = framed(request, meter_id), timezone.now()
    context = found.context(
        "health",
        coming=coming(found.register, now),
        shares=[share(found.register, now, days) for days in (7, 30)],
        cameras=cameras_over(found.meter),
    )
    return render(request, "pages/meter_health.html", context)
