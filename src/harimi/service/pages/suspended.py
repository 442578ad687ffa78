"""Whoever is suspended signs in and finds why, objects, and keeps every right that the policy gives; all else leads there."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect

from harimi.service.accounts.models import User

OPEN = frozenset(
    {
        *(
            "violations",
            "object_violation",
            "notices",
            "notice",
            "language",
            "livez",
            "readyz",
            "receipt",
            "leave",
            "security",
            "end_session",
        ),
        *("privacy_settings", "privacy_use", "privacy_consent", "privacy_photographs", "privacy_delete"),
        *("privacy_news", "unsubscribe", "news_confirm"),
        *("export_make", "export_state", "export_file", "export_delete", "contract", "change_contract"),
        *("contact", "own_case", "own_case_file", "cases", "new_case", "case", "case_file"),
        *("agreement", "agreement_answer", "privacy_recipient", "privacy_instruction"),
        *("requests", "new_request", "request", "request_file"),
        *("request_kinds", "ask_request", "own_request", "own_request_file"),
        *("cookies", "browser_id", "procedure", "retained", "transmission", "commerce"),
        *("document", "document_versions", "document_version", "document_raw", "document_changes"),
    }
)
"""Why, and the answer to it; the policy, its rights and requests; taking along and leaving; questions and complaints."""
SIGNING = ("account_", "mfa_")
"""Signing in and out, the password, the mail address, the second step."""


class SuspendedMiddleware:
    """Leads whoever is suspended from every page to the one that says why. They stay signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Scripts are refused: they would take the page for their answer."""
        if _free(request) or not is_suspended(request):
            return None
        if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
            return HttpResponseForbidden()
        return redirect("violations")


def is_suspended(request: HttpRequest) -> bool:
    """Whether the person who is signed in is; asks nothing where nobody can be."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return isinstance(request.user, User) and request.user.suspended_at is not None


def _free(request: HttpRequest) -> bool:
    name = (request.resolver_match.url_name if request.resolver_match else None) or ""
    return name in OPEN or name.startswith(SIGNING)
