"""A parcel's steps, each from its form on the parcel's page."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from harimi.service.accounts.staff import StaffRole
from harimi.service.logistics import parcels
from harimi.service.logistics.models import Parcel
from harimi.service.logistics.parcel_errors import ParcelError
from harimi.service.logistics.unit_errors import UnitError
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_parcels import PickForm, ReserveForm, SendForm
from harimi.service.office.views_parcels import parcel_page
from harimi.service.pages.texts import text

_FORMS: Mapping[str, tuple[type[Form], str]] = {
    "reserve": (ReserveForm, "place"),
    "pick": (PickForm, "code"),
    "send": (SendForm, "tracking"),
}
"""The form of each step, and beside which of its fields a refusal is told."""
_STEPS: Mapping[str, Callable[[Parcel, StaffRequest, Form], object]] = {
    "reserve": lambda row, request, form: parcels.reserve(row, form.cleaned_data["place"], request.user),
    "pick": lambda row, request, form: parcels.pick(row, form.cleaned_data["code"], request.user),
    "send": lambda row, request, form: parcels.send(
        row, form.cleaned_data["carrier"], form.cleaned_data["tracking"], request.user
    ),
}


@require_POST
@for_staff(StaffRole.LOGISTICS)
def change_parcel(request: StaffRequest, parcel_id: UUID) -> HttpResponse:
    """The step that the form says."""
    row = get_object_or_404(Parcel.objects.select_related("organization"), pk=parcel_id)
    step = request.POST.get("step", "")
    if step in _FORMS:
        return _by_form(request, row, step)
    if step not in ("arrived", "cancel"):
        raise Http404
    try:
        parcels.arrived(row) if step == "arrived" else parcels.cancel(row, request.user)
    except UnitError:
        messages.error(request, text("unit.not_possible"))
    else:
        messages.success(request, text(f"parcel.done.{step}"))
    return redirect("office_parcel", row.pk)


def _by_form(request: StaffRequest, row: Parcel, step: str) -> HttpResponse:
    kind, field = _FORMS[step]
    form = kind(request.POST)
    if form.is_valid():
        try:
            _STEPS[step](row, request, form)
        except ParcelError as error:
            form.add_error(field, text(f"parcel.error.{error.code}", about=error.about))
        else:
            messages.success(request, text(f"parcel.done.{step}"))
            return redirect("office_parcel", row.pk)
    return parcel_page(request, row, **{step: form})
