"""What every page has around it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from harimi import __version__
from harimi.service.accounts.access import Action, allowed_in, by_name, in_role_in, letting_in, may, over_in, suspended_in
from harimi.service.accounts.models import Organization, User
from harimi.service.contracts.applying import is_open
from harimi.service.pages.agreeing import is_asked_here
from harimi.service.pages.consents import open_question
from harimi.service.pages.waiting import Waiting, waiting
from harimi.service.rights.models import Leaving
from harimi.service.support.grants import acting


def frame(request: HttpRequest) -> dict[str, Any]:
    """The languages, the one in use, and the version that keeps browsers from showing yesterday's style."""
    return {
        "languages": settings.LANGUAGES,
        "language": get_language() or "ja",
        "version": __version__,
        "here": request.get_full_path(),
        "may_register": lambda: _may_register(request),
        "may_let": lambda: bool(allowed_in(request.user, Action.CHANGE_TENANTS)),
        "has_outlets": lambda: bool(allowed_in(request.user, Action.CHANGE_OUTLETS)),
        "has_tokens": lambda: bool(in_role_in(request.user, Action.CHANGE_OUTLETS)),
        "sees_sites": lambda: bool(allowed_in(request.user, Action.SEE)),
        "for_you": lambda: _waiting(request),
        "open_question": lambda: open_question(request),
        "open_policy": lambda: is_asked_here(request),
        "ended": lambda: _ended(request),
        "suspended": lambda: _suspended(request),
        "can_apply": is_open,
        "letting_in": lambda: bool(letting_in(request.user)),
        "acting": lambda: acting(request.user) if isinstance(request.user, User) and request.user.is_staff else [],
    }


def _ended(request: HttpRequest) -> list[tuple[Organization, datetime]]:
    """The person's contracts that are over, with the day on which what is held is erased."""
    over = over_in(request.user)
    if not over:
        return []
    organizations = by_name(Organization.objects.filter(pk__in=over))
    leaving = Leaving.objects.filter(subject__in=[one.subject_id for one in organizations], due_at__isnull=False)
    due = {one.subject: one.due_at for one in leaving}
    return [(one, at) for one in organizations if (at := due.get(one.subject_id))]


def _suspended(request: HttpRequest) -> list[tuple[Organization, bool]]:
    """The person's organizations that are suspended, each with whether they may read why and object."""
    there = suspended_in(request.user)
    if not there:
        return []
    organizations = by_name(Organization.objects.filter(pk__in=there))
    return [(one, may(request.user, one, Action.MANAGE_CONTRACT)) for one in organizations]


def _may_register(request: HttpRequest) -> bool:
    """Whether there is a place where the person may register meters."""
    return bool(allowed_in(request.user, Action.CHANGE_METERS))


def _waiting(request: HttpRequest) -> Waiting:
    """What waits for the person, asked once for a page."""
    known: Waiting | None = request.__dict__.get("_waiting")
    if known is None:
        known = request.__dict__["_waiting"] = waiting(request)
    return known
