"""What staff see first: what waits, and what the operator has still to do."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.notices.models import KeptMessage
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.waiting import waiting_for
from harimi.service.privacy.looks import Look, looking
from harimi.service.privacy.profile import ProfileError
from harimi.service.privacy.publication import operator, pending

SHOWN = 50
"""Rows on a page: each name shown is a look that its owner can see."""


@require_safe
@for_staff()
def office(request: StaffRequest) -> HttpResponse:
    """The desk: what waits for somebody with these roles, and how the policy stands. It names nobody."""
    context = {"tiles": waiting_for(request.roles), "policy": _policy()}
    return render(request, "office/office.html", context)


def _policy() -> dict[str, object]:
    """What the operator has still to do about the published texts."""
    try:
        profile = operator()
    except ProfileError as error:
        return {"wrong": str(error)}
    return {"gaps": [*profile.gaps(), *profile.commerce_gaps()], "pending": bool(pending(profile))}


@require_safe
@for_staff(StaffRole.ADMINISTRATOR)
def mail(request: StaffRequest) -> HttpResponse:
    """Mail that is kept here because no SMTP server is set; for administrators, since it holds links that open accounts."""
    page = Paginator(KeptMessage.objects.all(), SHOWN).get_page(request.GET.get("page"))
    kept = list(page.object_list)
    people = User.objects.filter(email__in={one.to.lower() for one in kept})
    with looking(Look(request.user.subject_id, "guidance", ("mail",)), list(people)):
        return render(request, "office/mail.html", {"kept": kept, "page": page})
