"""What no page of the service ever asks a browser for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NEVER = ("geolocation", "microphone", "camera", "payment", "usb", "browsing-topics")
"""A position has no basis in the policy, and neither has anything else that a browser could tell."""

OURS = ("publickey-credentials-get", "publickey-credentials-create")
"""Passkeys, which tell a page nothing but that their person is there."""


class PermissionsMiddleware:
    """Tells browsers to refuse it even to a script."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        allowed = [f"{name}=()" for name in NEVER] + [f"{name}=(self)" for name in OURS]
        response.headers["Permissions-Policy"] = ", ".join(allowed)
        return response
