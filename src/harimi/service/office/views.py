"""What staff see."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harimi.service.accounts.models import Organization, User
from harimi.service.captures.models import UNREAD, Cut
from harimi.service.notices.models import KeptMessage
from harimi.service.privacy.keys import unlock
from harimi.service.privacy.looks import Look, looking
from harimi.service.privacy.profile import ProfileError
from harimi.service.privacy.publication import operator, pending

SHOWN = 50
"""Customers on a page: each name shown is a look that its owner can see."""


@require_safe
@login_required
def office(request: HttpRequest) -> HttpResponse:
    """How the service is doing. Names no reading and no place: those are the customers'. Names that are shown are looks."""
    staff = staff_only(request)
    rows = Organization.objects.annotate(meters=Count("sites__meters")).order_by("created_at", "id")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "customers": _looked_at(staff, page.object_list),
        "waiting": Cut.objects.filter(state__in=UNREAD).count(),
        "policy": _policy(),
        "failed": Cut.objects.filter(state=Cut.State.FAILED).count(),
    }
    return render(request, "office/office.html", context)


def _policy() -> dict[str, object]:
    """What the operator has still to do about the published texts."""
    try:
        profile = operator()
    except ProfileError as error:
        return {"wrong": str(error)}
    return {"gaps": profile.gaps(), "pending": bool(pending(profile))}


@require_safe
@login_required
def mail(request: HttpRequest) -> HttpResponse:
    """Mail that is kept here because no SMTP server is set; for administrators, since it holds links that open accounts."""
    staff = staff_only(request)
    if not staff.is_superuser:
        raise Http404
    page = Paginator(KeptMessage.objects.all(), SHOWN).get_page(request.GET.get("page"))
    kept = list(page.object_list)
    people = User.objects.filter(email__in={one.to.lower() for one in kept})
    with looking(Look(staff.subject_id, "guidance", ("mail",)), list(people)):
        return render(request, "office/mail.html", {"kept": kept, "page": page})


def staff_only(request: HttpRequest) -> User:
    """The member of staff who is signed in; for all others there is no such page."""
    if not isinstance(request.user, User) or not request.user.is_staff:
        raise Http404
    return request.user


def _looked_at(staff: User, customers: Iterable[Organization]) -> list[tuple[str, int]]:
    """Each customer's name and how many meters they have; the look is recorded with each of them."""
    listed = list(customers)
    readable = unlock(one.subject_id for one in listed)
    known = [one for one in listed if one.subject_id in readable]
    with looking(Look(staff.subject_id, "provision", ("name",)), known) as shown:
        return [(one.name, one.meters) for one in shown]  # type: ignore[attr-defined]  # annotated above
