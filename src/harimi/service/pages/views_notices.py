"""What the operator told somebody: their notices, and each one in full."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from harimi.service.notices.models import Notice
from harimi.service.notices.reading import of_person, opened
from harimi.service.pages.access import person
from harimi.service.pages.texts import spoken

A_PAGE = 30


@require_safe
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first."""
    page = Paginator(of_person(person(request)), A_PAGE).get_page(request.GET.get("page"))
    lines = [{"told": one, "title": _title(one.notice)} for one in page]
    return render(request, "pages/notices.html", {"page": page, "lines": lines, "tab": "notices"})


@require_safe
@login_required
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One of them. It counts as read once it was shown: a button that nobody presses would leave all of them unread."""
    user = person(request)
    told = get_object_or_404(of_person(user), notice=notice_id)
    if request.method == "GET":
        opened(user, notice_id)
    context = {"told": told, "title": _title(told.notice), "body": told.notice.body(spoken()), "tab": "notices"}
    return render(request, "pages/notice.html", context)


def _title(told: Notice) -> str:
    return told.title(spoken())
