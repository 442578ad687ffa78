"""One notice: a draft to be written, or a published one with what became of it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.staff import StaffRole
from harimi.service.notices.models import Notice, NoticePublishedError
from harimi.service.notices.publishing import TEXTS, save_draft
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_notices import NoticeForm, of
from harimi.service.office.scopes import MOST, chosen, customers
from harimi.service.office.views_notices import counted, looks_of


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
    return render(request, "office/notice.html", {"notice": found, "looks": looks_of(found)})


def _edited(request: StaffRequest, staff: User, draft: Notice | None) -> HttpResponse:
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=of(draft) if draft else None)
    wanted = [one for one in chosen(request.POST.getlist("of")[:MOST]) if isinstance(one, Organization)]
    nobody = form.is_bound and request.POST.get("audience") == Notice.Audience.CHOSEN and not wanted
    if form.is_valid() and not nobody:
        return _saved(form, wanted, staff, draft)
    keys = request.POST.getlist("of") if form.is_bound else _keys(draft)
    context = {"form": form, "choices": customers(staff), "chosen": keys, "none": nobody, "notice": draft}
    context |= {"texts": [form[name] for name in TEXTS]}
    return render(request, "office/notice_edit.html", context, status=422 if form.is_bound else 200)


def _saved(form: NoticeForm, wanted: list[Organization], staff: User, draft: Notice | None) -> HttpResponse:
    """Leads to how it looks, and there to publishing; somebody who published it meanwhile was first."""
    try:
        draft = save_draft(draft, form.cleaned_data, wanted, actor=staff)
    except NoticePublishedError:
        return redirect("office_notices")
    return redirect("office_notice_publish", draft.pk)


def _keys(draft: Notice | None) -> list[str]:
    return [f"organization:{one}" for one in draft.organizations.values_list("pk", flat=True)] if draft else []
