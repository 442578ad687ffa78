"""People whose mail comes back, for staff who call them. Each address shown is a look that its person sees."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.notices.mailboxes import of_today
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.views import SHOWN
from harimi.service.privacy.looks import Look, looking


@require_safe
@for_staff(StaffRole.SUPPORT)
def bounces(request: StaffRequest) -> HttpResponse:
    """Those that are refused for ever first, then those that wait, the longest ones first."""
    staff = request.user
    rows = of_today().select_related("user").order_by("-permanent", "since", "pk")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    with looking(Look(staff.subject_id, "guidance", ("mail",)), [one.user for one in page]) as seen:
        boxes = [one for one in page if one.user in seen]
        return render(request, "office/bounces.html", {"page": page, "boxes": boxes})
