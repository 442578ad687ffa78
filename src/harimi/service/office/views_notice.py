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
from harimi.service.office.customers import found
from harimi.service.office.forms_notices import NoticeForm, of
from harimi.service.office.scopes import MOST, chosen, names
from harimi.service.office.views_notices import counted, looks_of

NAMESAKES = 10
"""As many of the same name are added at once, for somebody to remove those that are not meant."""


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.SUPPORT)
def new_notice(request: StaffRequest) -> HttpResponse:
    """An empty form."""
    return _edited(request, request.user, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.SUPPORT)
def notice(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """A draft is edited; a published one is only looked at."""
    staff, row = request.user, get_object_or_404(counted(), pk=notice_id)
    if row.published_at is None:
        return _edited(request, staff, row)
    return render(request, "office/notice.html", {"notice": row, "looks": looks_of(row)})


def _edited(request: StaffRequest, staff: User, draft: Notice | None) -> HttpResponse:
    """Only customers who are chosen are named, which is a look at each of them."""
    adding = request.POST.get("step") == "add"
    form = _form(request, draft, adding=adding)
    wanted, unknown = _wanted(request, draft)
    nobody = form.is_bound and request.POST.get("audience") == Notice.Audience.CHOSEN and not wanted
    if form.is_valid() and not nobody and not unknown:
        return _saved(form, wanted, staff, draft)
    context = {"form": form, "chosen": names(wanted, staff, "guidance"), "none": nobody, "unknown": unknown, "notice": draft}
    context |= {"texts": [form[name] for name in TEXTS], "opened": wanted or nobody or unknown}
    context |= {"add": request.POST.get("add", "") if unknown else ""}
    return render(request, "office/notice_edit.html", context, status=422 if form.is_bound or unknown else 200)


def _form(request: StaffRequest, draft: Notice | None, *, adding: bool) -> NoticeForm:
    """While somebody is being added, what was typed stays and nothing is found fault with yet."""
    if adding:
        return NoticeForm(initial=request.POST.dict())
    return NoticeForm(request.POST if request.method == "POST" else None, initial=of(draft) if draft else None)


def _wanted(request: StaffRequest, draft: Notice | None) -> tuple[list[Organization], bool]:
    """Who is chosen, with whom was added, and whether nobody is called as was typed there."""
    if request.method != "POST":
        return list(draft.organizations.order_by("created_at", "id")) if draft else [], False
    kept = [one for one in chosen(request.POST.getlist("of")[:MOST]) if isinstance(one, Organization)]
    typed = request.POST.get("add", "").strip()[:200]
    added = list(found(typed)[:NAMESAKES]) if typed else []
    return list({one.pk: one for one in (*kept, *added)}.values()), bool(typed) and not added


def _saved(form: NoticeForm, wanted: list[Organization], staff: User, draft: Notice | None) -> HttpResponse:
    """Leads to how it looks, and there to publishing; somebody who published it meanwhile was first."""
    try:
        draft = save_draft(draft, form.cleaned_data, wanted, actor=staff)
    except NoticePublishedError:
        return redirect("office_notices")
    return redirect("office_notice_publish", draft.pk)
