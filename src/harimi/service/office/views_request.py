"""One request: who asks about whom, how far it is, and the steps of the privacy officer. Opening it is a recorded look."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts.models import Contract
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_requests import StepForm
from harimi.service.office.request_steps import STEPS, WITH_PASSWORD
from harimi.service.office.request_whom import whom
from harimi.service.pages.access import password_again
from harimi.service.pages.texts import spoken, text
from harimi.service.pages.unstored import unstored
from harimi.service.privacy.gate import using
from harimi.service.privacy.keys import unlock
from harimi.service.privacy.looks import Look, looking
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Recipient
from harimi.service.requests import identity
from harimi.service.requests.audited import PURPOSE
from harimi.service.requests.clock import days_left
from harimi.service.requests.deciding import fee_of, needs_post
from harimi.service.requests.doing.there import listed
from harimi.service.requests.errors import RequestError
from harimi.service.requests.finding import OPEN, subjects_of
from harimi.service.requests.kinds import article_for, facts
from harimi.service.requests.models import Authority, Check, Request
from harimi.service.requests.states import WITHDRAWABLE
from harimi.service.requests.words import GROUNDS, article_in, said

ITEMS = ("name", "mail", "contract_data")
State = Request.State


@require_safe
@for_staff(StaffRole.PRIVACY)
def request(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """All of it."""
    row = row_of(request_id)
    with looking(Look(request.user.subject_id, PURPOSE, ITEMS, row.number), [row]) as seen:
        if not seen or row.subject_id not in unlock([row.subject_id]):
            raise Http404
        return unstored(render(request, "office/request.html", _shown(row)))


def row_of(request_id: UUID) -> Request:
    """The request. Raises `Http404`."""
    return get_object_or_404(Request.objects.select_related("user"), pk=request_id)


def _shown(row: Request) -> dict[str, Any]:
    told = facts(row.kind)
    about = subjects_of(row)
    return {
        "row": row,
        "handed_out": told.handed_out,
        "article": article_in(article_for(row.kind, row.claim), spoken()),
        "grounds": [(code, said(GROUNDS[code], spoken()), article_in(of, spoken())) for code, of in told.grounds.items()],
        "steps": row.steps.select_related("request", "by"),
        "checks": list(row.checks.all()),
        "waits": [one for one in row.checks.all() if one.outcome == Check.Outcome.SENT],
        "authority": Authority.objects.filter(request=row).select_related("request").first(),
        "methods": identity.methods(),
        "proven": identity.proven(row),
        "identifying": row.state in identity.BEFORE,
        "fee": fee_of(row),
        "about": [whom(one) for one in about],
        "may_find": row.state in OPEN,
        "copies": _copies(row),
        "answers": list(row.answers.all()),
        "days_left": days_left(row.due_on, timezone.now()),
        "outcomes": _outcomes(row),
        "needs_post": needs_post(row),
        "items": [(name, one.ja if spoken() == "ja" else one.en) for name, one in current().items.items()],
        "optional": ("statistics", "marketing"),
        "contracts": Contract.objects.filter(organization__subject__in=about).select_related("organization"),
        "preview": listed(row, spoken()) if row.state == State.EXECUTING else [],
        "lists": row.kind in (Request.Kind.PURPOSE_NOTICE, Request.Kind.PROVISION_RECORDS),
        "withdrawable": row.state in WITHDRAWABLE,
        "withholds": facts(row.kind).clause in ("6", "7"),
        "recipients": Recipient.objects.exclude(basis=Recipient.Basis.OWN).order_by("name"),
    }


def _copies(row: Request) -> list[str]:
    """Numbers, each with whom the invoice was to: the officer sees whether that is who asks."""
    with using("invoicing"):
        return [f"{one.copy.number} ({one.copy.recipient})" for one in row.copies.select_related("copy")]


def _outcomes(row: Request) -> list[str]:
    """How it can end now."""
    undone = [Request.Outcome.NOT_FOUND.value, Request.Outcome.REFUSED.value]
    done = [Request.Outcome.FULFILLED.value, Request.Outcome.PARTIAL.value]
    return {State.INVESTIGATING.value: undone, State.EXECUTING.value: done + undone}.get(row.state, [])


@require_POST
@for_staff(StaffRole.PRIVACY)
def act(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """A step; whoever has somebody erased shows their password once more."""
    row, step = row_of(request_id), request.POST.get("step", "")
    if step not in STEPS:
        raise Http404
    return _again(request, row, step) if step in WITH_PASSWORD else _done(request, row, step)


@password_again
def _again(request: HttpRequest, row: Request, step: str) -> HttpResponse:
    return _done(request, row, step)


def _done(request: HttpRequest, row: Request, step: str) -> HttpResponse:
    form = StepForm(request.POST)
    try:
        if not form.is_valid():
            raise RequestError("form")
        leads = STEPS[step](request, row, form.cleaned_data)
    except RequestError as error:
        messages.error(request, text(f"request.error.{error.code}"))
    else:
        if isinstance(leads, HttpResponse):
            return leads
        messages.success(request, text(f"requests.done.{step}"))
    return redirect("office_request", row.pk)
