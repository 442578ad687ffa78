"""Questions to a person, one after the other: which value does this photograph show?"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.access import Action, may
from harimi.service.meters.values import unit_shown
from harimi.service.pages.access import person, visible_attempt
from harimi.service.pages.closeup import closeup
from harimi.service.pages.forms import typed_value
from harimi.service.pages.overlay import overlay
from harimi.service.pages.reads import reads
from harimi.service.pages.refusing import impossible
from harimi.service.pages.texts import text
from harimi.service.readings.models import Attempt
from harimi.service.readings.questions import around, candidates, next_question, open_questions
from harimi.service.readings.settled import ImpossibleError, Word, settle_by_person


@require_safe
@login_required
def review(request: HttpRequest) -> HttpResponse:
    """The first question, or that there is none."""
    found = next_question(person(request), None)
    return render(request, "pages/review_done.html") if found is None else redirect("question", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def question(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """One question, large; an answer leads to the next."""
    attempt = visible_attempt(request, attempt_id)
    if not may(request.user, attempt.register.meter.site.organization, Action.CHANGE_VALUES):
        raise Http404
    if request.method == "POST":
        return _answered(request, attempt)
    return render(request, "pages/review.html", _context(request, attempt))


def _context(request: HttpRequest, attempt: Attempt) -> dict[str, Any]:
    user, register = person(request), attempt.register
    before, after = around(attempt)
    drawn = overlay(attempt)
    following = next_question(user, attempt)
    return {
        "attempt": attempt,
        "register": register,
        "meter": register.meter,
        "zone": register.meter.site.zone,
        "candidates": [(n, value, share) for n, (value, share) in enumerate(candidates(attempt), start=1)],
        "before": before,
        "after": after,
        "overlay": drawn,
        "closeup": closeup(drawn),
        "left": open_questions(user).count(),
        "following": following,
        "open": attempt.settled and attempt.verdict == "uncertain",
    }


def _answered(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """The answer is kept; what is wrong with it is told where it was given."""
    user, following = person(request), next_question(person(request), attempt)
    try:
        value = None if "unreadable" in request.POST else typed_value(request.POST.get("value", ""))
        settle_by_person(attempt, Word(value, user))
    except ImpossibleError as error:
        messages.error(request, impossible(error))
        return redirect("question", attempt.pk)
    except ArithmeticError:
        messages.error(request, text("reading.bad_value"))
        return redirect("question", attempt.pk)
    messages.success(request, _told(attempt, request.POST.get("value", ""), readable=value is not None))
    return redirect("question", following.pk) if following else redirect(reverse("review"))


def _told(attempt: Attempt, typed: str, *, readable: bool) -> str:
    register = attempt.register
    if not readable:
        return text("review.answered_unreadable", name=register.meter.name)
    value = reads(int(typed_value(typed).scaleb(register.decimals)), register)
    return text("review.answered", name=register.meter.name, value=value, unit=unit_shown(register.unit)).replace(" .", ".")
