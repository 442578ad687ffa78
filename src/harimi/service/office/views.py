"""What staff see."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harimi.service.accounts.models import Organization
from harimi.service.captures.models import Cut
from harimi.service.notices.models import KeptMessage
from harimi.service.privacy.profile import ProfileError
from harimi.service.privacy.publication import operator, pending


@require_safe
@login_required
def office(request: HttpRequest) -> HttpResponse:
    """How the service is doing. Names no reading and no place: those are the customers'."""
    _staff_only(request)
    context = {
        "customers": Organization.objects.annotate(meters=Count("sites__meters")).order_by("name"),
        "waiting": Cut.objects.filter(state=Cut.State.DUE).count(),
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
    if not request.user.is_superuser:
        raise Http404
    return render(request, "office/mail.html", {"kept": KeptMessage.objects.all()[:200]})


def _staff_only(request: HttpRequest) -> None:
    if not request.user.is_staff:
        raise Http404
