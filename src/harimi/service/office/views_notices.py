"""Notices for staff: the list with what became of each, and the steps of a draft."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.notices.models import Notice, NoticePublishedError
from harimi.service.notices.publishing import NoticeError
from harimi.service.notices.publishing import publish as published
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.pages.texts import spoken, text

A_PAGE = 20


def counted() -> QuerySet[Notice]:
    """Notices, each with how many people it went to, and what became of their mail."""
    mails = {mail: Count("deliveries", filter=Q(deliveries__mail=mail)) for mail in ("sent", "waiting", "bounced", "failed")}
    opened = Count("deliveries", filter=Q(deliveries__read_at__isnull=False))
    return Notice.objects.annotate(people=Count("deliveries"), opened=opened, **mails)


@require_safe
@for_staff(StaffRole.SUPPORT)
def notices(request: StaffRequest) -> HttpResponse:
    """Drafts first, then the newest. It names nobody."""
    rows = counted().order_by(F("published_at").desc(nulls_first=True), "-made_at")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    lines = [{"notice": one, "title": one.title(spoken())} for one in page]
    return render(request, "office/notices.html", {"page": page, "lines": lines})


@require_POST
@for_staff(StaffRole.SUPPORT)
def publish(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """Only what was looked at is published: the form says which writing of the draft it showed."""
    staff, draft = request.user, get_object_or_404(Notice, pk=notice_id)
    if request.POST.get("sure") != "yes":
        messages.error(request, text("notices.error.unsure"))
    elif request.POST.get("written") != draft.made_at.isoformat():
        messages.error(request, text("notices.error.changed"))
    else:
        try:
            published(draft, actor=staff)
            messages.success(request, text("notices.published"))
        except NoticeError as error:
            messages.error(request, text(f"notices.error.{error.code}"))
    return redirect("office_notice", notice_id)


@require_POST
@for_staff(StaffRole.SUPPORT)
def delete(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """A draft that nobody needs."""
    try:
        get_object_or_404(Notice, pk=notice_id).delete()
        messages.success(request, text("notices.deleted"))
    except NoticePublishedError:
        messages.error(request, text("notices.error.changed"))
    return redirect("office_notices")
