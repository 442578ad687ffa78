"""What every page has around it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from harimi import __version__
from harimi.service.accounts.access import Action, allowed_in
from harimi.service.accounts.models import User
from harimi.service.pages.consents import open_question
from harimi.service.readings.questions import open_questions


def frame(request: HttpRequest) -> dict[str, Any]:
    """The languages, the one in use, and the version that keeps browsers from showing yesterday's style."""
    return {
        "languages": settings.LANGUAGES,
        "language": get_language() or "ja",
        "version": __version__,
        "here": request.get_full_path(),
        "may_register": lambda: _may_register(request),
        "sees_sites": lambda: bool(allowed_in(request.user, Action.SEE)),
        "questions": lambda: _questions(request),
        "open_question": lambda: open_question(request),
    }


def _may_register(request: HttpRequest) -> bool:
    """Whether there is a place where the person may register meters."""
    return bool(allowed_in(request.user, Action.CHANGE_METERS))


def _questions(request: HttpRequest) -> int:
    """How many photographs wait for the person's answer."""
    return open_questions(request.user).count() if isinstance(request.user, User) else 0
