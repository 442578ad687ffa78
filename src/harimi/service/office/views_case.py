"""One inquiry: who asks, what was written, how their meters are, and what staff do about it. Opening it is a look."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole, staff_in
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.pages.ids import known_id
from harimi.service.pages.support.contact import thread_of
from harimi.service.pages.support.files import file_of
from harimi.service.pages.texts import text
from harimi.service.privacy.keys import unlock
from harimi.service.privacy.looks import Look, looking
from harimi.service.requests.models import Request
from harimi.service.support import answering, granting, health
from harimi.service.support.answering import RUNNING
from harimi.service.support.asking import CaseError
from harimi.service.support.grants import open_to
from harimi.service.support.models import Attachment, Case, Grant, ReadyAnswer
from harimi.service.support.ready_answers import filled

ITEMS = ("name", "mail", "contract_data")


@require_safe
@for_staff(StaffRole.SUPPORT)
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The inquiry with all that was written, and beside it the meters of the customer whom it concerns."""
    row = _row(case_id)
    with looking(Look(request.user.subject_id, "inquiries", ITEMS, row.number), [row]) as seen:
        if not seen:
            raise Http404
        with _customer(request, row) as beside:
            answer = render(request, "office/case.html", {**_shown(row), **_ready(request, row), **beside})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_safe
@for_staff(StaffRole.SUPPORT)
def case_file(request: StaffRequest, case_id: UUID, file_id: int) -> HttpResponse:
    """A file that somebody sent; opening it is a look, too."""
    row = _row(case_id)
    with looking(Look(request.user.subject_id, "inquiries", ITEMS, row.number), [row]) as seen:
        if not seen:
            raise Http404
        return file_of(row, file_id)


def _shown(row: Case) -> dict[str, Any]:
    who = User.objects.filter(subject=row.subject_id).first()
    return {
        "demands": Request.Kind.values,
        "case": row,
        "email": row.email or (who.email if who else ""),
        "thread": thread_of(row),
        "documents": row.messages.filter(attachments__kind=Attachment.Kind.DOCUMENT).exists(),
        "notes": row.notes.select_related("case", "user"),
        "late": row.state in RUNNING and row.due_at < timezone.now(),
        "supporters": staff_in(StaffRole.SUPPORT),
        "kinds": Case.Kind.values,
    }


def _ready(request: StaffRequest, row: Case) -> dict[str, Any]:
    """The answers that are kept ready, and the one that was chosen as it reads for this case."""
    answers = list(ReadyAnswer.objects.all())
    chosen = next((one for one in answers if str(one.pk) == request.GET.get("ready")), None)
    return {"answers": answers, "ready": chosen, "ready_words": filled(chosen, row) if chosen else ""}


@contextmanager
def _customer(request: StaffRequest, row: Case) -> Iterator[dict[str, Any]]:
    """What stands beside the case where it concerns a customer; the look at that is the customer's to see."""
    whom = row.organization
    if whom is None or whom.subject_id not in unlock([whom.subject_id]):
        yield {}
        return
    with looking(Look(request.user.subject_id, "inquiries", health.ITEMS, row.number), [whom]) as seen:
        grant = open_to(request.user).filter(case=row).first()
        told = {"grant": grant, "reasons": Grant.Reason.values, "scopes": Grant.Scope.values}
        yield {"customer": whom, "health": health.health_of(row, whom), **told} if seen else {}


@require_POST
@for_staff(StaffRole.SUPPORT)
def act(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """A step of a case."""
    row, step = _row(case_id), request.POST.get("step", "")
    if step not in _STEPS:
        raise Http404
    try:
        _STEPS[step](request, row)
    except CaseError as error:
        messages.error(request, text(f"case.error.{error.code}"))
    else:
        messages.success(request, text(f"office_cases.done.{step}"))
    return redirect("office_case", row.pk)


def _assign(request: StaffRequest, row: Case) -> None:
    typed = request.POST.get("to", "")
    whom = get_object_or_404(User, pk=known_id(typed)) if typed else None
    answering.assign(row, whom, actor=request.user)


def _answer(request: StaffRequest, row: Case) -> None:
    asks_back = request.POST.get("step") == "ask_back"
    answering.answer(row, request.POST.get("body", ""), actor=request.user, asks_back=asks_back)


def _ask_help(request: StaffRequest, row: Case) -> None:
    link = f"{settings.HARIMI.url}{reverse('help')}"
    told = {name: request.POST.get(name, "") for name in ("reason", "scope")}
    granting.ask(row, link=link, actor=request.user, **told)


def _grant(request: StaffRequest, row: Case) -> Grant:
    found = open_to(request.user).filter(case=row).select_related("organization", "case").first()
    if found is None:
        raise CaseError("not_possible")
    return found


_STEPS: Mapping[str, Callable[[StaffRequest, Case], object]] = {
    "take": lambda request, row: answering.assign(row, request.user, actor=request.user),
    "assign": _assign,
    "answer": _answer,
    "ask_back": _answer,
    "note": lambda request, row: answering.note(row, request.POST.get("body", ""), actor=request.user),
    "kind": lambda request, row: answering.change_kind(row, request.POST.get("kind", ""), actor=request.user),
    "close": lambda request, row: answering.close(row, actor=request.user),
    "reopen": lambda request, row: answering.reopen(row, actor=request.user),
    "ask_help": _ask_help,
    "begin": lambda request, row: granting.begin(_grant(request, row), actor=request.user),
    "end": lambda request, row: granting.end(_grant(request, row), actor=request.user),
}


def _row(case_id: UUID) -> Case:
    rows = Case.objects.select_related("organization", "meter__site__organization", "device", "assigned")
    return get_object_or_404(rows, pk=case_id)
