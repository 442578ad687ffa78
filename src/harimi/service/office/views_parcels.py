"""Parcels: those that are to be sent, one of them, a new one for a customer who was found. Each name is a look for shipping."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.models import Organization
from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts.models import Contract
from harimi.service.logistics import parcels as steps
from harimi.service.logistics.faults import open_fault
from harimi.service.logistics.models import Fault, Parcel
from harimi.service.logistics.parcels import OPEN
from harimi.service.logistics.recipients import recipient
from harimi.service.logistics.stock import levels
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.customers import typed
from harimi.service.office.forms_parcels import ParcelForm, PickForm, ReserveForm, SendForm
from harimi.service.office.reasons import Reason
from harimi.service.office.views import SHOWN
from harimi.service.pages.ids import id_of
from harimi.service.pages.reports.pdf import has_pdf
from harimi.service.pages.unstored import unstored
from harimi.service.privacy.keys import unlock
from harimi.service.privacy.looks import Look, looking

SEES = ("name", "corporate_name", "address", "contract_data")
"""What a parcel's page shows of its customer."""


@require_safe
@for_staff(StaffRole.LOGISTICS)
def parcels(request: StaffRequest) -> HttpResponse:
    """The list by state, which names nobody; those that are to leave come first."""
    state = request.GET.get("state", "")
    rows = Parcel.objects.filter(**({"state": state} if state in Parcel.State.values else {"state__in": OPEN}))
    counts = dict(Parcel.objects.order_by().values_list("state").annotate(n=Count("pk")))
    page = Paginator(rows.annotate(count=Sum("lines__count")).order_by("-made_at", "pk"), SHOWN)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "state": state,
        "counts": [(one, counts.get(one, 0)) for one in Parcel.State.values],
        "open": sum(counts.get(one, 0) for one in OPEN),
        "query": f"state={state}" if state else "",
    }
    return render(request, "office/parcels.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.LOGISTICS)
def new_parcel(request: StaffRequest) -> HttpResponse:
    """First its customer is found, then it is said what they get."""
    if "to" in request.GET:
        return _for(request, get_object_or_404(Organization, pk=id_of(request.GET["to"]), ended_at=None))
    words = request.GET.get("q", "")
    lines = typed(words, Reason(request.user.subject_id, "shipping"))
    return unstored(render(request, "office/parcel_to.html", {"words": words, "lines": lines}))


@require_safe
@for_staff(StaffRole.LOGISTICS)
def parcel(request: StaffRequest, parcel_id: UUID) -> HttpResponse:
    """One parcel: to whom it goes, what is in it, and the next step."""
    return parcel_page(request, _parcel(parcel_id))


def parcel_page(request: StaffRequest, row: Parcel, **forms: Any) -> HttpResponse:
    """The page with a form that was sent and refused, if there is one."""
    context: dict[str, Any] = {"reserve": ReserveForm(), "pick": PickForm(), "send": SendForm(), **forms}
    with looking(Look(request.user.subject_id, "shipping", SEES), [row.organization]) as seen:
        if not seen or not unlock([row.subject_id]):
            raise Http404
        boxes = row.boxes.select_related("unit", "picked_by")
        context |= {"parcel": row, "to": recipient(row), "boxes": boxes, "lines": row.lines.all(), "pdf": has_pdf()}
        answer = render(request, "office/parcel.html", context, status=422 if forms else 200)
    return unstored(answer)


def _for(request: StaffRequest, organization: Organization) -> HttpResponse:
    fault = _fault(request.GET.get("fault", ""), organization)
    with looking(Look(request.user.subject_id, "shipping", SEES), [organization]) as seen:
        if not seen or not unlock([organization.subject_id]):
            raise Http404
        contract = Contract.objects.filter(organization=organization).first()
        planned = 1 if fault or contract is None else contract.meters
        form = ParcelForm(request.POST or None, models=[one.model for one in levels()], planned=planned)
        if form.is_valid():
            return redirect("office_parcel", steps.want(organization, form.wanted(), request.user, fault).pk)
        context = {"customer": organization, "contract": contract, "form": form, "fault": fault}
        answer = render(request, "office/parcel_new.html", context, status=422 if form.is_bound else 200)
    return unstored(answer)


def _fault(typed: str, organization: Organization) -> Fault | None:
    """The fault whose camera it replaces: one of that customer's that is not over."""
    if not typed:
        return None
    row = get_object_or_404(Fault.objects.select_related("device"), pk=id_of(typed), device__organization=organization)
    return open_fault(row.device)


def _parcel(parcel_id: UUID) -> Parcel:
    return get_object_or_404(Parcel.objects.select_related("organization", "fault__device__unit", "place"), pk=parcel_id)
