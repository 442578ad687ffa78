"""What a page of My Account or the API does for the person who asked is the provision of the service (clause 2-2(1)).

The office has no such purpose by itself: each of its pages says what it looks for. What is noted down of a visit is decided by
the collectors.
"""

from collections.abc import Callable
from contextlib import suppress

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from harimi.service.privacy.browsers import given_id
from harimi.service.privacy.collectors import Visit, collect
from harimi.service.privacy.gate import using

OFFICE = "/office/"
NO_PAGES = ("picture", "livez", "readyz", "stripe_hook")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class PurposeMiddleware:
    """Declares the purpose of each request outside the office."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OFFICE):
            return self._get_response(request)
        with using("provision"):
            return self._get_response(request)


class CollectingMiddleware:
    """Notes down what the collectors may, after the page was made. It runs inside sign-in, so that it knows who asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if _of_a_person(request):
            with suppress(DatabaseError):  # a page is worth more than what is noted of it
                collect(_visit(request, response))
        return response


def _of_a_person(request: HttpRequest) -> bool:
    """Pages that people open; not pictures, the device API, the card provider or the service's own health."""
    match = request.resolver_match
    return match is not None and not match.namespaces and match.url_name not in (None, *NO_PAGES)


def _visit(request: HttpRequest, response: HttpResponse) -> Visit:
    subject = getattr(request.user, "subject_id", None)
    anonymous = "" if subject else given_id(request, response)
    page = request.resolver_match.url_name if request.resolver_match else None
    named = request.headers.get("User-Agent", "") if subject else ""
    method = request.method if request.method in METHODS else "OTHER"
    return Visit(subject, anonymous, method or "", page or "", response.status_code, named)
