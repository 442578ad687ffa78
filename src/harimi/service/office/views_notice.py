"""One notice: a draft to be written, with how it will look, or a published one with what became of it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from harimi.service.accounts.addresses import proven_among
from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.staff import StaffRole
from harimi.service.notices.audience import addressed
from harimi.service.notices.delivering import letter_of, words_of
from harimi.service.notices.lint import promotion_in
from harimi.service.notices.models import Notice, NoticePublishedError
from harimi.service.notices.publishing import TEXTS, save_draft
from harimi.service.notices.wording import worded
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_notices import NoticeForm, of
from harimi.service.office.scopes import MOST, chosen, customers
from harimi.service.office.views_notices import counted
from harimi.service.privacy.documents import LANGUAGES


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.SUPPORT)
def new_notice(request: StaffRequest) -> HttpResponse:
    """An empty form."""
    return _edited(request, request.user, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.SUPPORT)
def notice(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """A draft is edited; a published one is only looked at."""
    staff, found = request.user, get_object_or_404(counted(), pk=notice_id)
    if found.published_at is None:
        return _edited(request, staff, found)
    return render(request, "office/notice.html", {"notice": found, "looks": _looks(found)})


def _edited(request: StaffRequest, staff: User, draft: Notice | None) -> HttpResponse:
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=of(draft) if draft else None)
    wanted = [one for one in chosen(request.POST.getlist("of")[:MOST]) if isinstance(one, Organization)]
    nobody = form.is_bound and request.POST.get("audience") == Notice.Audience.CHOSEN and not wanted
    if form.is_valid() and not nobody:
        return _saved(form, wanted, staff, draft)
    keys = request.POST.getlist("of") if form.is_bound else _keys(draft)
    context = {"form": form, "choices": customers(staff), "chosen": keys, "none": nobody, "notice": draft}
    context |= {"texts": [form[name] for name in TEXTS]} | (_before_publishing(draft) if draft else {})
    return render(request, "office/notice_edit.html", context, status=422 if form.is_bound else 200)


def _saved(form: NoticeForm, wanted: list[Organization], staff: User, draft: Notice | None) -> HttpResponse:
    """Leads to how it looks; somebody who published it meanwhile was first."""
    try:
        draft = save_draft(draft, form.cleaned_data, wanted, actor=staff)
    except NoticePublishedError:
        return redirect("office_notices")
    return redirect("office_notice", draft.pk)


def _keys(draft: Notice | None) -> list[str]:
    return [f"organization:{one}" for one in draft.organizations.values_list("pk", flat=True)] if draft else []


def _before_publishing(draft: Notice) -> dict[str, Any]:
    """What somebody should know before they publish: how it looks, how many people get it, and what sounds like selling."""
    people = addressed(draft)
    sells = promotion_in("\n".join(getattr(draft, name) for name in TEXTS))
    return {"looks": _looks(draft), "people": people.count(), "letters": proven_among(people).count(), "sells": sells}


def _looks(found: Notice) -> list[dict[str, str]]:
    """Its page and its mail, in each language."""
    return [
        {"language": one, "title": found.title(one), "body": found.body(one), "heading": heading, "mail": mail}
        for one in LANGUAGES
        for heading, mail in [worded(letter_of(found).name, one, words_of(found, one))]
    ]
