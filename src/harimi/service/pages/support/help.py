"""Whom of the operator's staff a customer lets act for them: asked, given for some hours, and ended at any moment."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.access import Action, allowed_in, may
from harimi.service.accounts.models import User
from harimi.service.pages.access import password_again, person
from harimi.service.pages.ids import number_in
from harimi.service.pages.texts import text
from harimi.service.support import granting
from harimi.service.support.asking import CaseError
from harimi.service.support.grants import WAITS, for_customer
from harimi.service.support.models import Grant

HOURS = (1, 2, 4, 8, 24)
SHOWN = 50


@require_safe
@login_required
def help_given(request: HttpRequest) -> HttpResponse:
    """What was asked for, what runs, and what was before."""
    user, now = person(request), timezone.now()
    rows = list(for_customer(user)[:SHOWN])
    context = {
        "asked": [one for one in rows if one.given_at is None and one.revoked_at is None and one.asked_at > now - WAITS],
        "running": [one for one in rows if one.revoked_at is None and one.until is not None and one.until > now],
        "over": [one for one in rows if one.revoked_at is not None or (one.until is not None and one.until <= now)],
        "owned": allowed_in(user, Action.MANAGE_CONTRACT),
        "hours": HOURS,
        "tab": "cases",
    }
    return render(request, "pages/support/help.html", context)


@require_POST
@login_required
def help_step(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """`give` by an owner who has just shown that they are still the same person; `end` by the customer or by who acts."""
    user = person(request)
    grant = get_object_or_404(Grant.objects.select_related("organization", "case"), pk=grant_id)
    what = request.POST.get("step", "")
    if what == "give" and may(user, grant.organization, Action.MANAGE_CONTRACT):
        return _give(request, grant)
    if what == "end" and (grant.staff_id == user.pk or may(user, grant.organization, Action.DECIDE_PRIVACY)):
        return _done(request, user, grant, "end")
    raise Http404


@password_again
def _give(request: HttpRequest, grant: Grant) -> HttpResponse:
    return _done(request, person(request), grant, "give")


def _done(request: HttpRequest, user: User, grant: Grant, what: str) -> HttpResponse:
    try:
        if what == "give":
            granting.give(grant, number_in(request.POST.get("hours", "")), actor=user)
        else:
            granting.end(grant, actor=user)
    except CaseError as error:
        messages.error(request, text(f"case.error.{error.code}"))
    else:
        messages.success(request, text(f"help.done.{what}"))
    return redirect("office" if grant.staff_id == user.pk else "help")
