"""Where the display is on a photograph that is still on somebody's telephone."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from harimi.service.captures.registration import Shown
from harimi.service.pages.access import readable_meter, the_register
from harimi.service.pages.forms import sent_file
from harimi.service.readings.showing import with_part


@require_POST
@login_required
def find_display(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """Four shares of the photograph's sides, or nothing. The photograph is looked at and not kept."""
    register = the_register(readable_meter(request, meter_id), request.POST.get("register", ""))
    part = with_part(register, Shown(sent_file(request, "photo"))).part
    return JsonResponse({"part": None if part is None else [part.x, part.y, part.width, part.height]})
