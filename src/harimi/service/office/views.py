"""What staff see first: what waits, and what the operator has still to do."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.captures.models import UNREAD, Cut
from harimi.service.notices.models import KeptMessage
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.privacy.looks import Look, looking
from harimi.service.privacy.profile import ProfileError
from harimi.service.privacy.publication import operator, pending
from harimi.service.support.answering import RUNNING
from harimi.service.support.models import Case

SHOWN = 50
"""Rows on a page: each name shown is a look that its owner can see."""


@require_safe
@for_staff()
def office(request: StaffRequest) -> HttpResponse:
    """How the service is doing. It names nobody."""
    context = {
        "waiting": Cut.objects.filter(state__in=UNREAD).count(),
        "failed": Cut.objects.filter(state=Cut.State.FAILED).count(),
        "policy": _policy(),
        "cases": _cases() if StaffRole.SUPPORT in request.roles else None,
    }
    return render(request, "office/office.html", context)


def _cases() -> dict[str, int]:
    """How many inquiries wait for an answer, and how many of these are late."""
    running = Case.objects.filter(state__in=RUNNING)
    return {"waiting": running.count(), "late": running.filter(due_at__lt=timezone.now()).count()}


def _policy() -> dict[str, object]:
    """What the operator has still to do about the published texts."""
    try:
        profile = operator()
    except ProfileError as error:
        return {"wrong": str(error)}
    return {"gaps": profile.gaps(), "pending": bool(pending(profile))}


@require_safe
@for_staff(StaffRole.ADMINISTRATOR)
def mail(request: StaffRequest) -> HttpResponse:
    """Mail that is kept here because no SMTP server is set; for administrators, since it holds links that open accounts."""
    page = Paginator(KeptMessage.objects.all(), SHOWN).get_page(request.GET.get("page"))
    kept = list(page.object_list)
    people = User.objects.filter(email__in={one.to.lower() for one in kept})
    with looking(Look(request.user.subject_id, "guidance", ("mail",)), list(people)):
        return render(request, "office/mail.html", {"kept": kept, "page": page})
