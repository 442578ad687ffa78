"""People whose mail comes back, for staff who call them. Each address shown is a look that its person sees."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harimi.service.notices.mailboxes import of_today
from harimi.service.office.views import SHOWN, staff_only
from harimi.service.privacy.looks import Look, looking


@require_safe
@login_required
def bounces(request: HttpRequest) -> HttpResponse:
    """Those that are refused for ever first, then those that wait, the longest ones first."""
    staff = staff_only(request)
    rows = of_today().select_related("user").order_by("-permanent", "since", "pk")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    with looking(Look(staff.subject_id, "guidance", ("mail",)), [one.user for one in page]) as seen:
        boxes = [one for one in page if one.user in seen]
        return render(request, "office/bounces.html", {"page": page, "boxes": boxes})
