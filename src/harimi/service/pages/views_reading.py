"""A reading's evidence: its photograph with what was read drawn over it, and a person's last word."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.access import Action, may
from harimi.service.captures.pictures import small
from harimi.service.pages.access import person, visible_attempt, visible_cut
from harimi.service.pages.forms import clean_name, typed_value
from harimi.service.pages.overlay import overlay
from harimi.service.pages.refusing import impossible
from harimi.service.pages.texts import text
from harimi.service.platform.blobs import BlobMissingError, blobs
from harimi.service.readings.models import Attempt, Reading, ReadingVersion
from harimi.service.readings.settled import ImpossibleError, Word, settle_by_person
from harimi.service.readings.sight import texts

SMALL = 320
"""Pixels of the width of a picture in a list."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reading(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The evidence of one reading; who may change the meter may also settle its value."""
    attempt = visible_attempt(request, attempt_id)
    register = attempt.register
    allowed = may(request.user, register.meter.site.organization, Action.CHANGE_VALUES)
    if request.method == "POST":
        if not allowed:
            raise Http404
        return _settled(request, attempt)
    now = Reading.objects.filter(register=register, at=attempt.taken_at).first()
    context = {
        "attempt": attempt,
        "register": register,
        "meter": register.meter,
        "zone": register.meter.site.zone,
        "reading": now,
        "state": now.state if now is not None else attempt.verdict or "waiting",
        "value": now.value if now is not None else attempt.guess,
        "rivals": [(value, share) for value, share in attempt.alternatives if value != attempt.guess and share >= 0.001][:5],
        "reasons": dict.fromkeys(texts([*attempt.doubts, *attempt.reasons], get_language() or "ja")),
        "overlay": overlay(attempt),
        "versions": ReadingVersion.objects.filter(register=register, at=attempt.taken_at).order_by("-replaced_at"),
        "may_change": allowed,
        "member": may(request.user, register.meter.site.organization, Action.SEE),
        "sees_people": may(request.user, register.meter.site.organization, Action.SEE_PEOPLE),
    }
    return render(request, "pages/reading.html", context)


def _settled(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    try:
        value = None if "unreadable" in request.POST else typed_value(request.POST.get("value", ""))
        settle_by_person(attempt, Word(value, person(request), clean_name(request.POST.get("reason", ""))))
        messages.success(request, text("reading.settled"))
    except ImpossibleError as error:
        messages.error(request, impossible(error))
    except ArithmeticError:
        messages.error(request, text("reading.bad_value"))
    return redirect("reading", attempt.pk)


@require_safe
@login_required
def picture(request: HttpRequest, cut_id: int) -> HttpResponse:
    """A kept photograph, or a small one for lists; only those who may see its meter get it, and nobody between keeps a copy."""
    cut = visible_cut(request, cut_id)
    try:
        kept = blobs().get(cut.blob)
        answer = HttpResponse(small(kept, SMALL) if request.GET.get("wide") == str(SMALL) else kept, content_type="image/jpeg")
    except BlobMissingError as error:
        raise Http404 from error
    answer.headers["Cache-Control"] = "private, max-age=3600"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
