"""A browser's anonymous id: given where the operator wants it, forgotten and refused at a click."""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from harimi.service.privacy.collectors import collecting, known_anonymous_id, new_anonymous_id
from harimi.service.privacy.held import held
from harimi.service.privacy.models import AccessLog, AnonymousId

COOKIE = "harimi_anonymous"
REFUSED = "off"
"""What the cookie holds, instead of an id, in a browser that wants none."""


def sent_id(request: HttpRequest) -> str:
    """The id that the browser has from us; none where it has none."""
    return known_anonymous_id(request.COOKIES.get(COOKIE, ""))


def refuses(request: HttpRequest) -> bool:
    """Whether somebody said in this browser that it is to have none."""
    return request.COOKIES.get(COOKIE) == REFUSED


def given_id(request: HttpRequest, response: HttpResponse) -> str:
    """The browser's id, a new one where it has none; none at all where the operator or the browser wants none."""
    if not collecting("cookie") or _wants_none(request, response):
        return ""
    kept = sent_id(request)
    if kept:
        return kept
    made = new_anonymous_id()
    _set(response, made)
    return made


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Deletes the browser's id with all that was noted under it, and gives it no other."""
    kept = sent_id(request)
    with transaction.atomic():
        AccessLog.objects.filter(anonymous_id=kept).exclude(anonymous_id="").delete()
        AnonymousId.objects.filter(pk=kept).delete()
    _set(response, REFUSED)


def allow(response: HttpResponse) -> None:
    """The browser may be given one again."""
    response.delete_cookie(COOKIE, samesite="Lax")


def _wants_none(request: HttpRequest, response: HttpResponse) -> bool:
    """What this answer itself says counts before what the browser sent."""
    return refuses(request) or COOKIE in response.cookies


def _set(response: HttpResponse, value: str) -> None:
    response.set_cookie(
        COOKIE,
        value,
        max_age=held().kept("anonymous"),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
