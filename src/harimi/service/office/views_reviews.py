"""The periodic review of how the policy is kept: evidence, findings, and all earlier reviews. It names no customer."""

from itertools import groupby
from operator import itemgetter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.pages.texts import text
from harimi.service.privacy import evidence, reviewing
from harimi.service.privacy.models import PolicyReview
from harimi.service.privacy.reviewing import ReviewError


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.PRIVACY)
def reviews(request: StaffRequest) -> HttpResponse:
    """The evidence since the last review, a form for what is found, and the list. The evidence of that moment is kept."""
    now, since = timezone.now(), reviewing.began()
    lines = evidence.gathered(since, now)
    if request.method == "POST":
        try:
            made = reviewing.keep(request.POST.get("findings", ""), lines, since=since, actor=request.user.subject_id, now=now)
        except ReviewError:
            messages.error(request, text("policy_review.empty"))
        else:
            messages.success(request, text("policy_review.kept"))
            return redirect("office_review", made.pk)
    context = {
        "groups": _grouped([line.told() for line in lines]),
        "since": since,
        "until": now,
        "due_on": reviewing.due_on(),
        "due": reviewing.is_due(now),
        "most": reviewing.MOST,
        "rows": _with_names(list(PolicyReview.objects.all()[:50])),
    }
    return render(request, "office/reviews.html", context)


@require_safe
@for_staff(StaffRole.PRIVACY)
def review(request: StaffRequest, review_id: int) -> HttpResponse:
    """One review as it was kept; made to be printed."""
    row = get_object_or_404(PolicyReview, pk=review_id)
    [(_, by)] = _with_names([row])
    return render(request, "office/review.html", {"row": row, "by": by, "groups": _grouped(row.evidence)})


def _grouped(lines: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(what, list(some)) for what, some in groupby(lines, key=itemgetter("what"))]


def _with_names(rows: list[PolicyReview]) -> list[tuple[PolicyReview, str]]:
    """Each with the address of whoever of the staff made it."""
    names = dict(User.objects.filter(subject__in=[one.by_id for one in rows if one.by_id]).values_list("subject_id", "email"))
    return [(one, names.get(one.by_id, "") if one.by_id else "") for one in rows]
