"""What people decide on the privacy page: each form is one decision, and what came of it is said in words."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from harimi.service.accounts.access import Action, may
from harimi.service.accounts.models import Organization
from harimi.service.devices.reported import delete_reported
from harimi.service.pages.access import person
from harimi.service.pages.consents import ME, shown
from harimi.service.pages.held_blocks import PERIODS
from harimi.service.pages.ids import known_id
from harimi.service.pages.texts import spoken, text
from harimi.service.pages.views_privacy import period
from harimi.service.privacy import browsers, choices
from harimi.service.privacy.audit import record
from harimi.service.privacy.choices import Asked, PremiseError
from harimi.service.privacy.gate import OPTIONAL
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import AccessDevice, AccessLog

CHANNEL = "my_account"
CONSENTS = {ME: "access_device"}
"""The person's own consent; an organization's is that to its cameras' information."""


@dataclass(frozen=True, slots=True)
class For:
    """For whom somebody decides."""

    subject: UUID
    by: UUID
    organization: Organization | None = None


@require_POST
@login_required
def use(request: HttpRequest) -> HttpResponse:
    """Stops or resumes one item or one optional purpose, or stops all at once."""
    whom, action = for_whom(request), request.POST.get("action", "")
    item, purpose = _known(request)
    answer = redirect("privacy_settings")
    if action == "stop_all":
        _stop_all(request, whom)
    elif action == "stop" and (item or purpose):
        _stop(request, whom, item, purpose)
    elif action == "resume" and (item or purpose):
        choices.resume(whom.subject, _asked(whom, text("privacy.resume")), item=item, purpose=purpose)
        messages.success(request, text("privacy.resumed", item=_label(item, purpose)))
    else:
        raise Http404
    _mind_browser(request, answer, whom, action, item)
    return answer


@require_POST
@login_required
def consent(request: HttpRequest) -> HttpResponse:
    """A yes or a no to one question. Which words were shown is checked here, and kept with the answer."""
    whom, item = for_whom(request), CONSENTS.get(request.POST.get("who", ""), "camera_device")
    words, wanted = shown(item, request.POST.get("shown", "")), request.POST.get("answer", "")
    if wanted not in ("yes", "no"):
        raise Http404
    if words is None and wanted == "yes":
        messages.error(request, text("consent.changed"))
        return redirect("privacy_settings")
    told, language = words or (text("consent.withdraw"), spoken())
    decide = choices.consent if wanted == "yes" else choices.withdraw
    decide(item, Asked(told, language, CHANNEL, whom.by), subject=whom.subject)
    messages.success(request, text("consent.given" if wanted == "yes" else "consent.refused"))
    return redirect(_back(request))


@require_POST
@login_required
def photographs(request: HttpRequest) -> HttpResponse:
    """How long an organization's photographs are kept; its owners decide."""
    whom, told = for_whom(request), request.POST.get("days", "")
    organization = whom.organization
    if (
        organization is None
        or organization.ended_at is not None
        or not may(person(request), organization, Action.MANAGE_CONTRACT)
        or told not in ("", *map(str, PERIODS))
    ):
        raise Http404
    days, thinned = int(told) if told else None, request.POST.get("thinned", organization.photographs_thinned)
    if thinned not in Organization.Thinned.values:
        raise Http404
    Organization.objects.filter(pk=organization.pk).update(photographs_kept_days=days, photographs_thinned=thinned)
    record("photographs_kept", actor=whom.by, subject=whom.subject, clause="1(2)④", items=("display_content",))
    saved = {"period": period(days), "thinned": text(f"photographs.thinned.{thinned}")}
    messages.success(request, text("photographs.saved", **saved))
    return redirect("privacy_settings")


@require_POST
@login_required
def delete(request: HttpRequest) -> HttpResponse:
    """Deletes what was collected of one kind."""
    whom, what = for_whom(request), request.POST.get("what", "")
    count = _deleted(whom, what)
    items = ("camera_device", "camera_log") if what == "camera" else (what,)
    record("collected_deleted", actor=whom.by, subject=whom.subject, clause="1(2)", items=items)
    messages.success(request, text("collected.deleted", count=count))
    return redirect("privacy_settings")


def for_whom(request: HttpRequest) -> For:
    """For whom the form decides: for the person, or for an organization that they own or manage."""
    user, who = person(request), request.POST.get("who", "")
    if who == ME:
        return For(user.subject_id, user.subject_id)
    organization = Organization.objects.filter(pk=known_id(who)).first()
    if organization is None or not may(user, organization, Action.DECIDE_PRIVACY):
        raise Http404
    return For(organization.subject_id, user.subject_id, organization)


def _known(request: HttpRequest) -> tuple[str, str]:
    """The item or the purpose that the form names; what there is not is not found."""
    item, purpose = request.POST.get("item", ""), request.POST.get("purpose", "")
    if (item and item not in current().items) or (purpose and purpose not in OPTIONAL) or (item and purpose):
        raise Http404
    return item, purpose


def _stop(request: HttpRequest, whom: For, item: str, purpose: str) -> None:
    try:
        choices.stop(whom.subject, _asked(whom, text("privacy.stop")), item=item, purpose=purpose)
    except PremiseError:
        messages.error(request, text("privacy.cannot_stop", item=_label(item, purpose)))
    else:
        messages.success(request, text("privacy.stopped", item=_label(item, purpose)))


def _stop_all(request: HttpRequest, whom: For) -> None:
    stay = choices.stop_all(whom.subject, _asked(whom, text("privacy.stop_all")), OPTIONAL)
    listed = text("app.and").join(_label(item, "") for item in stay)
    messages.success(request, text("privacy.all_stopped", items=listed))


def _asked(whom: For, words: str) -> Asked:
    return Asked(words, spoken(), CHANNEL, whom.by)


def _label(item: str, purpose: str) -> str:
    told = current().items[item] if item else current().purposes[purpose]
    return told.ja if spoken() == "ja" else told.en


def _mind_browser(request: HttpRequest, answer: HttpResponse, whom: For, action: str, item: str) -> None:
    """A stop of cookies holds in this browser too when nobody is signed in to it."""
    if whom.organization is not None:
        return
    if action == "stop_all" or (action == "stop" and item == "cookie"):
        browsers.forget(request, answer)
    elif action == "resume" and item == "cookie":
        browsers.allow(answer)


def _deleted(whom: For, what: str) -> int:
    if whom.organization is not None and whom.organization.ended_at is None and what == "camera":
        return delete_reported(whom.organization.pk)
    if whom.organization is None and what == "access_device":
        return AccessDevice.objects.filter(subject=whom.subject).delete()[0]
    if whom.organization is None and what == "access_log":
        return AccessLog.objects.filter(subject=whom.subject).delete()[0]
    raise Http404


def _back(request: HttpRequest) -> str:
    """The page on which the question stood."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if safe else "privacy_settings"
