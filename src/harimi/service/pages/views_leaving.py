"""Leaving the service: closing an account, ending a contract, taking the end back, and the receipt that anybody may keep."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.access import Action, by_name
from harimi.service.accounts.members import sole_owner_of
from harimi.service.accounts.models import Organization
from harimi.service.contracts.models import Contract
from harimi.service.pages.access import password_again, person
from harimi.service.pages.templatetags.harimi import plain_day
from harimi.service.pages.texts import text
from harimi.service.pages.views_people import organization_for
from harimi.service.privacy import browsers
from harimi.service.privacy.held import held
from harimi.service.rights import leaving
from harimi.service.rights.holds import holds_on
from harimi.service.rights.leaving import LeavingError
from harimi.service.rights.models import Leaving


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@password_again
def leave(request: HttpRequest) -> HttpResponse:
    """Closes the person's account, once they have said that they know what that means."""
    user = person(request)
    if request.method == "POST" and request.POST.get("sure") == "yes":
        try:
            row = leaving.close_account(user)
        except LeavingError as error:
            messages.error(request, text(f"leaving.error.{error.code}"))
        else:
            return _gone(request, row)
    alone = by_name(sole_owner_of(user))
    others = Organization.objects.filter(memberships__user=user).exclude(pk__in=[one.pk for one in alone])
    context = {
        "going_on": [one for one in alone if one.ended_at is None],
        "erased_too": _names(one for one in alone if one.ended_at is not None),
        "others": _names(by_name(others)),
        "holds": _holds(user.subject_id),
        "tab": "privacy",
    }
    return _private(render(request, "pages/leaving_account.html", context))


def _gone(request: HttpRequest, row: Leaving) -> HttpResponse:
    """Nothing of the person stays in this browser."""
    logout(request)
    answer = redirect("receipt", row.pk)
    browsers.forget(request, answer)
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


@require_safe
@login_required
def contract(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """What an owner may do about a contract: end it, take the end back, have everything erased at once."""
    organization = organization_for(request, organization_id, Action.MANAGE_CONTRACT)
    context = {
        "organization": organization,
        "agreed": Contract.objects.select_related("plan", "organization").filter(organization=organization).first(),
        "row": leaving.leaving_of(organization.subject),
        "days": held().kept("leaving").days,
        "holds": _holds(organization.subject_id),
        "tab": "people",
    }
    return _private(render(request, "pages/leaving_contract.html", context))


@require_POST
@login_required
def change_contract(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """One step of it, for an owner who has just shown that they are still the same person."""
    return _step(request, organization_for(request, organization_id, Action.MANAGE_CONTRACT))


@password_again
def _step(request: HttpRequest, organization: Organization) -> HttpResponse:
    action, user = request.POST.get("action", ""), person(request)
    try:
        if action == "end" and request.POST.get("sure") == "yes":
            leaving.end_contract(organization, actor=user)
        elif action == "take_back":
            leaving.take_back(organization, actor=user)
        elif action == "erase" and request.POST.get("sure") == "yes":
            leaving.erase_now(organization, actor=user)
        else:
            raise Http404
    except LeavingError as error:
        messages.error(request, text(f"leaving.error.{error.code}"))
    else:
        messages.success(request, text(f"leaving.done.{action}"))
    return redirect("contract", organization.pk)


@require_safe
def receipt(request: HttpRequest, leaving_id: UUID) -> HttpResponse:
    """What became of somebody's wish to leave. It names nobody; whoever has the number may look, signed in or not."""
    row = get_object_or_404(Leaving, pk=leaving_id)
    holds = [] if row.subject is None else _holds(row.subject)
    backups = held().kept("backup").days if settings.HARIMI.backup_place else None
    context = {
        "row": row,
        "state": state_of(row, held_back=bool(holds)),
        "holds": holds,
        "gone": sorted(row.gone.items()),
        "backups": backups,
    }
    return _private(render(request, "pages/leaving_receipt.html", context))


def state_of(row: Leaving, *, held_back: bool) -> str:
    """What became of a wish: a text `leaving.state.<…>`; `held_back` where a hold is on whom it is about."""
    if held_back and not row.token:
        return "held"
    if row.done_at is not None:
        return "erased"
    return "erasing" if row.begun else "waiting"


def _names(organizations: Iterable[Organization]) -> str:
    return text("app.and").join(one.name for one in organizations)


def _holds(subject: UUID) -> list[str]:
    """Why erasure waits and until when, in words."""
    return [
        text("leaving.kept_hold", ground=text(f"leaving.ground.{one.ground}", article=one.article), day=plain_day(one.until))
        for one in holds_on(subject)
    ]


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    return answer
