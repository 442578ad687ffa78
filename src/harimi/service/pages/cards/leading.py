"""Pages whose forms lead on to the provider's: the browser has to be told that they may."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from harimi.service.egress.cards import provider
from harimi.service.pages.texts import spoken

View = Callable[..., HttpResponse]


def leads_to_provider(view: View) -> View:
    """Its forms may lead to the provider's page where cards are taken, and to no other."""

    @wraps(view)
    def led(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not provider.taken():
            return view(request, *arguments, **named)
        answer: HttpResponse = csp_update({"form-action": [provider.hosted()]})(view)(request, *arguments, **named)
        return answer

    return led


def back_to(name: str, *arguments: Any, away: str) -> dict[str, str]:
    """Where the provider's page leads, done or not, and the language in which it speaks."""
    there = f"{settings.HARIMI.url}{reverse(name, args=arguments)}"
    return {"success_url": there, "cancel_url": f"{settings.HARIMI.url}{away}", "locale": spoken()}
