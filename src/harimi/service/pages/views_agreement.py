"""Whether somebody agrees to a new version of the policy: a page of its own, which they may leave without an answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.agreements import Agreement, agreements
from harimi.service.pages.access import person
from harimi.service.pages.agreeing import asked, shown
from harimi.service.pages.consents import ME
from harimi.service.pages.texts import spoken, text
from harimi.service.privacy import agreeing
from harimi.service.privacy.agreeing import AnswerError, Kind
from harimi.service.privacy.choices import Asked

CHANNEL = "my_account"
SAYS = {"yes": Kind.AGREED, "no": Kind.DECLINED, "withdraw": Kind.WITHDRAWN}


@require_safe
@login_required
def agreement(request: HttpRequest) -> HttpResponse:
    """The newest question to the person, and to each organization that is theirs, with what differs and what was answered."""
    questions = [asked(one) for one in agreements(person(request))]
    context = {"questions": questions, "onward": _onward(request, request.GET.get("next", "")), "tab": "privacy"}
    answer = render(request, "pages/agreement.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@login_required
def answer(request: HttpRequest) -> HttpResponse:
    """A yes, a no, or a withdrawal. A yes counts only with today's words, which are kept with it."""
    said, one = SAYS.get(request.POST.get("answer", "")), _asked_for(request)
    if said is None:
        raise Http404
    words = shown(one.publication, request.POST.get("shown", ""))
    if words is None and said == Kind.AGREED:
        messages.error(request, text("agreement.changed"))
        return redirect("agreement")
    told, language = words or (text("agreement.withdraw"), spoken())
    asked_so = Asked(told, language, CHANNEL, person(request).subject_id)
    try:
        agreeing.answer(one.publication, said, asked_so, subject=one.subject)
    except AnswerError as error:
        raise Http404 from error
    messages.success(request, text(f"agreement.done.{said}"))
    return redirect(_onward(request, request.POST.get("next", "")) or "agreement")


def _asked_for(request: HttpRequest) -> Agreement:
    """The question that the form answers: put to the person, or to an organization that is theirs, and still the newest."""
    who, number = request.POST.get("who", ""), request.POST.get("number", "")
    for one in agreements(person(request)):
        if who == (str(one.organization.pk) if one.organization else ME) and number == str(one.publication.number):
            return one
    raise Http404


def _onward(request: HttpRequest, told: str) -> str:
    """Where somebody wanted to go when they signed in."""
    safe = url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure())
    return told if safe else ""
