"""The applicant's own page behind the link in their mail: confirmed, followed, with a picture sent, withdrawn."""

from functools import cache

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from limits import RateLimitItemPerHour

from harimi.service.contracts import applying, identity
from harimi.service.contracts.applying import ApplicationError
from harimi.service.contracts.models import Application, IdentityCheck
from harimi.service.pages.apply.views import link
from harimi.service.pages.texts import text
from harimi.service.platform.limiting import Limiter
from harimi.service.platform.redrawing import MOST_BYTES, PictureError

Outcome = IdentityCheck.Outcome
AN_HOUR = 5
"""Pictures that are taken of one applicant in an hour: each costs a processor some time."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, token: str) -> HttpResponse:
    """How far it is, and what the applicant can do now. It shows nothing of what they typed: a mail may be read by others."""
    found = applying.by_token(token)
    if found is None:
        return render(request, "pages/apply/gone.html", status=404)
    if request.method == "POST":
        _step(request, found, token)
        return redirect("application", token)
    context = {"application": found, "token": token, "asked": _asked(found)}
    return render(request, "pages/apply/own.html", context)


def _step(request: HttpRequest, found: Application, token: str) -> None:
    step = request.POST.get("step", "")
    try:
        if step == "confirm":
            applying.confirm(found, link=link(token))
        elif step == "withdraw":
            applying.withdraw(found)
        elif step == "picture":
            _picture(request, found)
        else:
            raise Http404
    except (ApplicationError, PictureError) as error:
        messages.error(request, text(f"apply.error.{error.code}"))
    else:
        messages.success(request, text(f"apply.done.{step}"))


def _picture(request: HttpRequest, found: Application) -> None:
    check, sent = _asked(found), request.FILES.get("picture")
    if check is None:
        raise ApplicationError("not_possible")
    if sent is None:
        raise PictureError("no_picture")
    if not _limiter().hit(RateLimitItemPerHour(AN_HOUR), "pictures", str(found.pk)):
        raise PictureError("many_pictures")
    if (sent.size or 0) > MOST_BYTES:
        raise PictureError("picture_too_large")
    identity.send(check, sent.read())


@cache
def _limiter() -> Limiter:
    return Limiter(settings.HARIMI.redis, settings.HARIMI.redis_prefix)


def _asked(found: Application) -> IdentityCheck | None:
    """The check for which the applicant may send a picture."""
    if found.state != Application.State.RECEIVED:
        return None
    return found.checks.filter(outcome__in=(Outcome.ASKED, Outcome.SENT)).first()
