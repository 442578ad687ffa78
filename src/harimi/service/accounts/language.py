"""The language of a page: what the person chose, else what the browser asks for, else Japanese."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

KNOWN = tuple(code for code, _ in settings.LANGUAGES)


class LanguageMiddleware:
    """Sets the language for each request. A person's own choice is kept in a cookie, and in the account when signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(chosen(request)):
            response = self._get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


def chosen(request: HttpRequest) -> str:
    """The language for a request."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in KNOWN:
        return cookie
    wished = request.headers.get("Accept-Language", "").lower()
    ranked = [part.split(";")[0].strip()[:2] for part in wished.split(",")]
    return next((code for code in ranked if code in KNOWN), settings.LANGUAGE_CODE)
