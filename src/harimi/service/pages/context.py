"""What every page has around it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from harimi import __version__
from harimi.service.pages.consents import open_question


def frame(request: HttpRequest) -> dict[str, Any]:
    """The languages, the one in use, and the version that keeps browsers from showing yesterday's style."""
    return {
        "languages": settings.LANGUAGES,
        "language": get_language() or "ja",
        "version": __version__,
        "here": request.get_full_path(),
        "open_question": lambda: open_question(request),
    }
