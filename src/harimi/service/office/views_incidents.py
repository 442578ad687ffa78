"""Incidents: the list, and a new one. It names nobody."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from harimi.service.accounts.staff import StaffRole
from harimi.service.incidents import clock
from harimi.service.incidents.models import Incident
from harimi.service.incidents.recording import IncidentError, open_incident
from harimi.service.incidents.reminding import is_late, waiting
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_incidents import NewForm, zone
from harimi.service.office.views import SHOWN
from harimi.service.pages.texts import text


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.PRIVACY)
def incidents(request: StaffRequest) -> HttpResponse:
    """All, those that go on first, with what is due; a form for a new one, which begins the clock."""
    now = timezone.now().astimezone(zone()).replace(tzinfo=None)  # a form would turn an aware one into UTC
    form = NewForm(request.POST or None, initial={"known_at": now})
    if form.is_valid():
        try:
            made = open_incident(form.cleaned_data["known_at"], form.cleaned_data["words"], actor=request.user)
        except IncidentError as error:
            form.add_error(None, text(f"incident.error.{error.code}"))
        else:
            messages.success(request, text("incident.done.opened", number=made.number))
            return redirect("office_incident", made.pk)
    page = Paginator(Incident.objects.order_by("-state", "-known_at", "pk"), SHOWN).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": [_row(one) for one in page]}
    return render(request, "office/incidents.html", context, status=422 if form.is_bound else 200)


def _row(one: Incident) -> dict[str, object]:
    due = {"prompt": clock.prompt_by(one), "final": clock.full_by(one)}
    return {"incident": one, "due": [(which, due[which]) for which in waiting(one)], "late": is_late(one)}
