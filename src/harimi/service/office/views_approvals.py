"""Handing something over without consent (4(3) to 4(6)): asked for by one officer, approved by another, done once."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.staff import StaffRole, staff_in
from harimi.service.egress.permit import NotPermittedError, permit
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_recipients import ApprovalForm
from harimi.service.office.recipients_shown import items_of
from harimi.service.office.views import SHOWN
from harimi.service.pages.texts import spoken, text
from harimi.service.privacy.gate import using
from harimi.service.privacy.looks import Look, looking
from harimi.service.privacy.words import why
from harimi.service.third_parties import requests_kept
from harimi.service.third_parties.approvals import ApprovalError, Findings, approve, ask, decline
from harimi.service.third_parties.departure import Departure
from harimi.service.third_parties.models import Approval
from harimi.service.third_parties.naming import name_of

PURPOSE, ITEMS = "protection", ("name", "mail", "contract_data")


@require_safe
@for_staff(StaffRole.PRIVACY)
def approvals(request: StaffRequest) -> HttpResponse:
    """All of them, the latest first. The list names nobody."""
    rows = Approval.objects.select_related("recipient").order_by("-asked_at", "pk")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    now = timezone.now()
    return render(request, "office/approvals.html", {"page": page, "rows": [(one, state_of(one, now)) for one in page]})


def state_of(row: Approval, now: datetime) -> str:
    """How it stands: `declined`, `used`, `over`, `approved` or `waiting`."""
    if row.declined_at is not None:
        return "declined"
    if row.used_at is not None:
        return "used"
    if row.expires_at <= now:
        return "over"
    return "waiting" if row.approved_at is None else "approved"


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.PRIVACY)
def new_approval(request: StaffRequest) -> HttpResponse:
    """Asks for leave; nothing of whom it is about is shown."""
    form = ApprovalForm(request.POST or None, request.FILES or None, initial={"tells": "later"})
    if form.is_valid():
        told = dict(form.cleaned_data)
        who, to = told.pop("who"), told.pop("recipient")
        found = Findings(**{**told, "items": tuple(told["items"])})
        try:
            made = ask(to, found, subject=who.subject_id, actor=request.user.subject_id)
        except ApprovalError as error:
            form.add_error(None, text(f"approval.error.{error.code}"))
        else:
            messages.success(request, text("approval.done.ask"))
            return redirect("office_approval", made.pk)
    return render(request, "office/approval_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@for_staff(StaffRole.PRIVACY)
def approval(request: StaffRequest, approval_id: UUID) -> HttpResponse:
    """One of them with its findings. Opening it is a look."""
    row = _row(approval_id)
    with looking(_look(request, row), [row]):
        context = {
            "row": row,
            "state": state_of(row, timezone.now()),
            "who": name_of(row.subject_id),
            "items": items_of(row.items),
            "asked_by": name_of(row.asked_by_id).mail if row.asked_by_id else "",
            "approved_by": name_of(row.approved_by_id).mail if row.approved_by_id else "",
            "mine": row.asked_by_id == request.user.subject_id and not _alone(),
        }
        answer = render(request, "office/approval.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_safe
@for_staff(StaffRole.PRIVACY)
def written_request(request: StaffRequest, approval_id: UUID) -> HttpResponse:
    """The body's written request, as a file to be stored."""
    row = _row(approval_id)
    if not row.request:
        raise Http404
    with looking(_look(request, row), [row]):
        headers = {"Content-Disposition": f'attachment; filename="request-{row.pk}.pdf"', "Cache-Control": "no-store"}
        return HttpResponse(requests_kept.content(row), content_type="application/octet-stream", headers=headers)


@require_POST
@for_staff(StaffRole.PRIVACY)
def step(request: StaffRequest, approval_id: UUID) -> HttpResponse:
    """Approves it, declines it, or writes down that it is handed over now."""
    row, name = _row(approval_id), request.POST.get("step", "")
    if name not in ("approve", "decline", "hand_over"):
        raise Http404
    try:
        _done(request, row, name)
    except ApprovalError as error:
        messages.error(request, text(f"approval.error.{error.code}"))
    except NotPermittedError as error:
        messages.error(request, why(error.refusal.why, error.refusal.clause, spoken()))
    else:
        messages.success(request, text(f"approval.done.{name}"))
    return redirect("office_approval", row.pk)


def _done(request: StaffRequest, row: Approval, name: str) -> None:
    actor = request.user.subject_id
    if name == "approve":
        approve(row, actor=actor, alone=_alone())
    elif name == "decline":
        decline(row, actor=actor)
    else:
        with using(PURPOSE):
            permit(Departure(row.recipient, tuple(row.items), subject=row.subject_id, approval=row))


def _alone() -> bool:
    """Whether there is nobody else who could approve."""
    return staff_in(StaffRole.PRIVACY).count() < 2


def _row(approval_id: UUID) -> Approval:
    return get_object_or_404(Approval.objects.select_related("recipient"), pk=approval_id)


def _look(request: StaffRequest, row: Approval) -> Look:
    return Look(request.user.subject_id, PURPOSE, ITEMS, str(row.pk))
