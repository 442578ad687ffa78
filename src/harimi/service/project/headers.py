"""What no page of the service ever asks a browser for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NEVER = ("geolocation", "microphone", "camera", "payment", "usb", "browsing-topics")
"""A position has no basis in the policy, and neither has anything else that a browser could tell."""


class PermissionsMiddleware:
    """Tells browsers to refuse it even to a script."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        response.headers["Permissions-Policy"] = ", ".join(f"{name}=()" for name in NEVER)
        return response
