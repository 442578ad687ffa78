"""Whoever signs out leaves nothing in the browser."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from harimi.service.accounts.models import User


class LeavingMiddleware:
    """Tells the browser to forget what pages kept in it: another person may hold the telephone next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        match = request.resolver_match
        left = match is not None and match.url_name == "account_logout" and request.method == "POST"
        if left and not isinstance(request.user, User):
            response.headers["Clear-Site-Data"] = '"storage"'
        return response
