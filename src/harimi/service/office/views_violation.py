"""One case of a breach: about whom, what was found and said, and the steps of staff. Opening it is a look under its number."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_violations import EvidenceForm, StepForm
from harimi.service.pages.access import password_again
from harimi.service.pages.texts import text
from harimi.service.privacy.days import today
from harimi.service.privacy.keys import unlock
from harimi.service.privacy.looks import Look, looking
from harimi.service.support.models import Violation, ViolationEvent
from harimi.service.support.violations import leading, objecting, opening
from harimi.service.support.violations.telling import PURPOSE, ViolationError

ITEMS = ("name", "mail", "contract_data")


@require_safe
@for_staff(StaffRole.PRIVACY)
def violation(request: StaffRequest, violation_id: UUID) -> HttpResponse:
    """All of it, also once it has ended; its logs no more."""
    row = row_of(violation_id)
    with looking(Look(request.user.subject_id, PURPOSE, ITEMS, row.number), [row]) as seen:
        if not seen or row.subject_id not in unlock([row.subject_id]):
            raise Http404
        answer = render(request, "office/violation.html", _shown(row))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def row_of(violation_id: UUID) -> Violation:
    """The case with whom it is about. Raises `Http404`."""
    return get_object_or_404(Violation.objects.select_related("user", "organization", "opened_by"), pk=violation_id)


def _shown(row: Violation) -> dict[str, Any]:
    return {
        "violation": row,
        "events": row.events.select_related("violation", "by"),
        "sources": _sources(row),
        "outcomes": Violation.Outcome.values,
        "today": today(),
        "late": row.objection_due_at is not None and row.objection_due_at < timezone.now(),
    }


def _sources(row: Violation) -> list[str]:
    """What evidence of theirs there can be."""
    kinds = ViolationEvent.Source
    return [kinds.AUDIT, kinds.ACCESS_LOG] if row.user_id else [kinds.AUDIT, kinds.CAPTURE, kinds.CAMERA_LOG]


@require_POST
@for_staff(StaffRole.PRIVACY)
def act(request: StaffRequest, violation_id: UUID) -> HttpResponse:
    """A step of a case; whoever suspends somebody shows their password once more."""
    row, step = row_of(violation_id), request.POST.get("step", "")
    if step not in _STEPS:
        raise Http404
    return _suspend(request, row) if step == "suspend" else _done(request, row, step)


@password_again
def _suspend(request: HttpRequest, row: Violation) -> HttpResponse:
    return _done(request, row, "suspend")


def _done(request: HttpRequest, row: Violation, step: str) -> HttpResponse:
    form = (EvidenceForm if step == "evidence" else StepForm)(request.POST)
    try:
        if not form.is_valid():
            raise ViolationError("form")
        _STEPS[step](request, row, form.cleaned_data)
    except ViolationError as error:
        messages.error(request, text(f"violation.error.{error.code}"))
    else:
        messages.success(request, text(f"violation.done.{step}"))
    return redirect("office_violation", row.pk)


Told = dict[str, Any]
_STEPS: Mapping[str, Callable[[Any, Violation, Told], object]] = {
    "evidence": lambda request, row, told: opening.add_evidence(row, actor=request.user, **told),
    "warn": lambda request, row, told: leading.warn(row, told["words"], told["day"], actor=request.user),
    "suspend": lambda request, row, told: leading.suspend(row, told["words"], told["day"], actor=request.user),
    "lift": lambda request, row, _: leading.lift(row, actor=request.user),
    "answer": lambda request, row, told: objecting.answer(row, told["words"], actor=request.user),
    "end": lambda request, row, told: leading.end(row, told["outcome"], told["words"], actor=request.user),
}
