"""The faces that a meter has had, and the way back to an earlier one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.access import Action, may
from harimi.service.pages.access import changeable_meter, person, the_register
from harimi.service.pages.face_sent import fault_text
from harimi.service.pages.moments import moment_of
from harimi.service.pages.overlay import face_overlay
from harimi.service.pages.texts import text
from harimi.service.readings.face_faults import FaceFaultError
from harimi.service.readings.face_versions import bring_back, forget_learned, versions


@require_safe
@login_required
def face_versions(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """Each face on its photograph: when, by whom, from when on, and what is read with it."""
    meter = changeable_meter(request, meter_id)
    register = the_register(meter)
    listed = [(version, face_overlay(version.row.data)) for version in versions(register)]
    sees_people = may(request.user, meter.site.organization, Action.SEE_PEOPLE)
    context = {"meter": meter, "register": register, "versions": listed, "zone": meter.site.zone, "sees_people": sees_people}
    return render(request, "pages/face_versions.html", context)


@require_POST
@login_required
def restore_face(request: HttpRequest, meter_id: UUID, version: int) -> HttpResponse:
    """An earlier face is in force again: from now on, from a moment on, or for all that its camera took."""
    meter = changeable_meter(request, meter_id)
    choice = request.POST.get("since", "now")
    chosen = moment_of(request.POST.get("at", ""), meter.site.zone) if choice == "at" else timezone.now()
    if chosen is None:
        messages.error(request, text("face.bad_time"))
        return redirect("face_versions", meter.pk)
    try:
        row = bring_back(the_register(meter), version, None if choice == "all" else chosen, actor=person(request))
    except FaceFaultError as error:
        messages.error(request, fault_text(error))
    else:
        messages.success(request, text("face.restored", old=version, new=row.version))
    return redirect("face_versions", meter.pk)


@require_POST
@login_required
def forget_learned_views(request: HttpRequest, meter_id: UUID, version: int) -> HttpResponse:
    """What a face's view was renewed with is forgotten; the first view stays."""
    meter = changeable_meter(request, meter_id)
    if forget_learned(the_register(meter), version, actor=person(request)):
        messages.success(request, text("face.view_forgotten"))
    return redirect("face_versions", meter.pk)
