"""What was sent to a customer, and what is expected back from them; for owners."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.access import Action
from harimi.service.logistics import parcels as steps
from harimi.service.logistics.parcel_errors import ParcelError
from harimi.service.logistics.returns import expected, late, late_from
from harimi.service.logistics.showing import told
from harimi.service.pages.texts import spoken, text
from harimi.service.pages.views_people import organization_for

ON_A_PAGE = 30


@require_safe
@login_required
def parcels(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """All parcels, the newest first, above them what is expected back."""
    whose, now = organization_for(request, organization_id, Action.MANAGE_CONTRACT), timezone.now()
    rows = whose.parcels.prefetch_related("lines", "boxes__unit").order_by("-made_at", "pk")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "organization": whose,
        "page": page,
        "told": told(page.object_list, spoken()),
        "back": [(one, late_from(one), late(one, now)) for one in expected().filter(organization=whose)],
        "tab": "people",
    }
    return render(request, "pages/parcels.html", context)


@require_POST
@login_required
def parcel_came(request: HttpRequest, organization_id: UUID, parcel_id: UUID) -> HttpResponse:
    """An owner has it in their hands."""
    whose = organization_for(request, organization_id, Action.MANAGE_CONTRACT)
    try:
        steps.arrived(get_object_or_404(whose.parcels, pk=parcel_id))
    except ParcelError as error:
        messages.error(request, text(f"parcel.error.{error.code}"))
    else:
        messages.success(request, text("parcels.came_done"))
    return redirect("parcels", whose.pk)
