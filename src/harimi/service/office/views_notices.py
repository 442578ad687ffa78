"""Notices for staff: the list with what became of each, and the steps of a draft."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.addresses import proven_among
from harimi.service.accounts.staff import StaffRole
from harimi.service.notices.audience import addressed
from harimi.service.notices.delivering import letter_of, words_of
from harimi.service.notices.lint import promotion_in
from harimi.service.notices.models import Notice, NoticePublishedError
from harimi.service.notices.publishing import TEXTS, NoticeError
from harimi.service.notices.publishing import publish as published
from harimi.service.notices.wording import worded
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.pages.texts import spoken, text
from harimi.service.privacy.documents import LANGUAGES

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


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.SUPPORT)
def publish(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """What was saved is shown as it will be sent, on a page where nothing can be typed, and only that is published: the form
    says which writing of the draft it showed.
    """
    staff, draft = request.user, get_object_or_404(Notice, pk=notice_id)
    if draft.published_at is not None:
        return redirect("office_notice", notice_id)
    if request.method != "POST":
        return render(request, "office/notice_publish.html", {"notice": draft, **_before_publishing(draft)})
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
    return redirect("office_notice_publish", notice_id)


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


def _before_publishing(draft: Notice) -> dict[str, Any]:
    """What somebody should know before they publish: how it looks, how many people get it, and what sounds like selling."""
    people = addressed(draft)
    sells = promotion_in("\n".join(getattr(draft, name) for name in TEXTS))
    return {"looks": looks_of(draft), "people": people.count(), "letters": proven_among(people).count(), "sells": sells}


def looks_of(found: Notice) -> list[dict[str, str]]:
    """Its page and its mail, in each language."""
    return [
        {"language": one, "title": found.title(one), "body": found.body(one), "heading": heading, "mail": mail}
        for one in LANGUAGES
        for heading, mail in [worded(letter_of(found).name, one, words_of(found, one))]
    ]
