"""What whom a case of a breach is about was told, and their objection; whoever is suspended is led here from everywhere."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.models import Organization
from harimi.service.pages.access import person
from harimi.service.pages.support.limits import writer_may
from harimi.service.pages.texts import text
from harimi.service.privacy.keys import unlock
from harimi.service.support.models import Violation
from harimi.service.support.violations.objecting import object_to, steps_of, told_of
from harimi.service.support.violations.telling import MOST, ViolationError

SHOWN = 30


@never_cache
@require_safe
@login_required
def violations(request: HttpRequest) -> HttpResponse:
    """Every case of which they were told, each with what was said."""
    rows = list(told_of(person(request)).select_related("organization")[:SHOWN])
    readable = unlock(one.subject_id for one in rows)
    told = [(one, steps_of(one), _name(one)) for one in rows if one.subject_id in readable]
    return render(request, "pages/support/violations.html", {"told": told, "most": MOST, "tab": "violations"})


@require_POST
@login_required
def object_violation(request: HttpRequest, violation_id: UUID) -> HttpResponse:
    """They say why it is otherwise."""
    user = person(request)
    row = get_object_or_404(told_of(user), pk=violation_id)
    try:
        if not writer_may(user):
            raise ViolationError("too_many")
        object_to(row, request.POST.get("words", ""), actor=user)
    except ViolationError as error:
        messages.error(request, text(f"violation.error.{error.code}"))
    else:
        messages.success(request, text("violation.done.object"))
    return redirect("violations")


def _name(one: Violation) -> str:
    return one.organization.name if isinstance(one.organization, Organization) else ""
