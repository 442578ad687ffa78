"""The recipients' register in the office: who gets personal data, on what ground, and how they are supervised."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_recipients import RecipientForm, RecipientStepForm
from harimi.service.office.recipients_shown import shown
from harimi.service.pages.texts import text
from harimi.service.privacy import supervision
from harimi.service.privacy.days import today
from harimi.service.privacy.models import Recipient, Supervision
from harimi.service.privacy.recipients import RecipientError, end, register
from harimi.service.project.outside import unregistered


@require_safe
@for_staff(StaffRole.PRIVACY)
def recipients(request: StaffRequest) -> HttpResponse:
    """All of them, those that ended last; and whoever gets data without being registered for it."""
    rows = Recipient.objects.order_by("ended_at", "name", "pk")
    context = {"rows": [shown(one) for one in rows], "lacking": unregistered(settings.HARIMI), "today": today()}
    return render(request, "office/recipients.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.PRIVACY)
def new_recipient(request: StaffRequest) -> HttpResponse:
    """Registers one."""
    form = RecipientForm(request.POST or None)
    if form.is_valid():
        try:
            made = register(Recipient(**form.cleaned_data), actor=request.user.subject_id)
        except RecipientError as error:
            form.add_error(None, text(f"recipient.error.{error.code}"))
        else:
            messages.success(request, text("recipient.done.register"))
            return redirect("office_recipient", made.pk)
    return render(request, "office/recipient_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@for_staff(StaffRole.PRIVACY)
def recipient(request: StaffRequest, recipient_id: str) -> HttpResponse:
    """One of them with every look at them."""
    row = get_object_or_404(Recipient, pk=recipient_id)
    context = {
        "told": shown(row),
        "one": row,
        "supervisions": row.supervisions.order_by("-on", "-pk"),
        "subs": row.sub_entrustees.order_by("ended_at", "name", "pk"),
        "findings": Supervision.Finding.values,
        "routes": [Recipient.Route.DESIGNATED, Recipient.Route.MEASURES],
        "measures": supervision.keeps_measures(row),
        "today": today(),
        "latest": today() + supervision.LONGEST,
    }
    return render(request, "office/recipient.html", context)


@require_POST
@for_staff(StaffRole.PRIVACY)
def step(request: StaffRequest, recipient_id: str) -> HttpResponse:
    """A look at them, a check of measures abroad, whom they entrust in turn and no more, or the end."""
    row, name = get_object_or_404(Recipient, pk=recipient_id), request.POST.get("step", "")
    if name not in _STEPS:
        raise Http404
    form = RecipientStepForm(request.POST)
    try:
        if not form.is_valid():
            raise RecipientError("form", "a field is not as it should be")
        _STEPS[name](request, row, form.cleaned_data)
    except RecipientError as error:
        messages.error(request, text(f"recipient.error.{error.code}"))
    else:
        messages.success(request, text(f"recipient.done.{name}"))
    return redirect("office_recipient", row.pk)


Told = dict[str, Any]


def _supervise(request: StaffRequest, row: Recipient, told: Told) -> None:
    day, actor = told["next_by"] or today(), request.user.subject_id
    supervision.supervise(row, told["finding"], day, actor=actor, document=told["document"])


def _measures(request: StaffRequest, row: Recipient, told: Told) -> None:
    day, actor = told["next_by"] or today(), request.user.subject_id
    supervision.check_measures(row, told["document"], day, actor=actor)


def _further(request: StaffRequest, row: Recipient, told: Told) -> None:
    country, actor = told["country"].strip().upper(), request.user.subject_id
    supervision.entrust_further(row, told["name"], country, actor=actor, route=told["route"])


def _end_further(request: StaffRequest, row: Recipient, told: Told) -> None:
    supervision.end_further(row, told["sub"], actor=request.user.subject_id)


def _end(request: StaffRequest, row: Recipient, told: Told) -> None:  # noqa: ARG001  # steps are called alike
    end(row.pk, actor=request.user.subject_id)


_STEPS: Mapping[str, Callable[[Any, Recipient, Told], None]] = {
    "supervise": _supervise,
    "measures": _measures,
    "further": _further,
    "end_further": _end_further,
    "end": _end,
}
