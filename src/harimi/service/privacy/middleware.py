"""What a page of My Account or the API does for the person who asked is the provision of the service (clause 2-2(1)).

The office has no such purpose by itself: each of its pages says what it looks for.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from harimi.service.privacy.gate import using

OFFICE = "/office/"


class PurposeMiddleware:
    """Declares the purpose of each request outside the office."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OFFICE):
            return self._get_response(request)
        with using("provision"):
            return self._get_response(request)
