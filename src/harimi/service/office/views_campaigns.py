"""Campaigns: the list with what became of each, a draft that is looked at, and its steps. No page names a recipient."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.marketing import campaigns as steps
from harimi.service.marketing.audience import people
from harimi.service.marketing.campaigns import CampaignError
from harimi.service.marketing.letters import CAMPAIGN, words_of
from harimi.service.marketing.models import Campaign, Dispatch
from harimi.service.marketing.segments import SegmentError, compile_segment
from harimi.service.notices.advertising import sender_known, told
from harimi.service.notices.wording import worded
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_campaigns import CampaignForm, conditions_of, of
from harimi.service.pages.texts import spoken, text
from harimi.service.privacy.documents import LANGUAGES, Language

A_PAGE = 20


@require_safe
@for_staff(StaffRole.ADMINISTRATOR)
def campaigns(request: StaffRequest) -> HttpResponse:
    """Drafts first, then the newest."""
    page = Paginator(_counted().order_by(F("sent_at").desc(nulls_first=True), "-made_at"), A_PAGE).get_page(
        request.GET.get("page")
    )
    lines = [{"campaign": one, "title": one.title(spoken())} for one in page]
    return render(request, "office/campaigns.html", {"page": page, "lines": lines, "sender": sender_known()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.ADMINISTRATOR)
def new_campaign(request: StaffRequest) -> HttpResponse:
    """An empty form."""
    return _edited(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.ADMINISTRATOR)
def edit_campaign(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """A draft; one that was sent never changes."""
    return _edited(request, get_object_or_404(Campaign, pk=campaign_id, state=Campaign.State.DRAFT))


@require_safe
@for_staff(StaffRole.ADMINISTRATOR)
def campaign(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """How it looks, for whom it is, and what became of it; a draft's steps stand below."""
    row = get_object_or_404(_counted(), pk=campaign_id)
    draft = row.state == Campaign.State.DRAFT
    context = {
        "campaign": row,
        "looks": [_look(row, request.user, one) for one in LANGUAGES] if sender_known() else [],
        "conditions": conditions_of(row),
        "count": _count(row) if draft else None,
        "ends": steps.going_on().filter(pk=row.pk).exists(),
    }
    return render(request, "office/campaign.html", context)


@require_POST
@for_staff(StaffRole.ADMINISTRATOR)
def act(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """A step of a campaign; it is sent only as it was looked at, and to a number that was confirmed."""
    row, step = get_object_or_404(Campaign, pk=campaign_id), request.POST.get("step", "")
    if step not in _STEPS:
        raise Http404
    try:
        if step == "send":
            _sure(request, row)
        _STEPS[step](row, request.user)
    except CampaignError as error:
        messages.error(request, text(f"campaigns.error.{error.code}"))
    else:
        messages.success(request, text(f"campaigns.done.{step}"))
        if step == "delete":
            return redirect("office_campaigns")
    return redirect("office_campaign", campaign_id)


_STEPS: Mapping[str, Callable[[Campaign, User], object]] = {
    "try": lambda row, staff: steps.try_out(row, actor=staff),
    "send": lambda row, staff: steps.send(row, actor=staff),
    "stop": lambda row, staff: steps.stop(row, actor=staff),
    "delete": lambda row, _: steps.delete(row),
}


def _count(row: Campaign) -> int | None:
    """To how many people it would be written now; None where the policy no longer allows its conditions."""
    try:
        return len(people(compile_segment(row.audience)))
    except SegmentError:
        return None


def _sure(request: StaffRequest, row: Campaign) -> None:
    if request.POST.get("sure") != "yes":
        raise CampaignError("unsure")
    if request.POST.get("written") != row.made_at.isoformat():
        raise CampaignError("changed")


def _edited(request: StaffRequest, draft: Campaign | None) -> HttpResponse:
    form = CampaignForm(request.POST if request.method == "POST" else None, initial=of(draft) if draft else None)
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in steps.TEXTS}
        try:
            saved = steps.save_draft(draft, {**words, "audience": form.audience()}, actor=request.user)
        except SegmentError as error:
            form.add_error(None, text(f"campaigns.segment.{error.code}", line=error.line))
        except CampaignError as error:
            form.add_error(None, text(f"campaigns.error.{error.code}"))
        else:
            return redirect("office_campaign", saved.pk)
    context = {"form": form, "campaign": draft, "texts": [form[name] for name in steps.TEXTS]}
    return render(request, "office/campaign_edit.html", context, status=422 if form.is_bound else 200)


def _look(row: Campaign, staff: User, language: Language) -> dict[str, str]:
    """The mail in a language; in place of anybody's own link to decline stands one that opens nothing."""
    unsubscribe = f"{settings.HARIMI.url}/unsubscribe/…"
    duties = {**told(staff.subject_id, language), "unsubscribe": unsubscribe}
    heading, mail = worded(CAMPAIGN.name, language, {**words_of(row, language), **duties})
    return {"language": language, "heading": heading, "mail": mail}


def _counted() -> "QuerySet[Campaign]":
    return Campaign.objects.annotate(waiting=Count("dispatches", filter=Q(dispatches__state=Dispatch.State.WAITING)))
