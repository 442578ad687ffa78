"""Whether somebody of the staff took their second step in the session in which they are at work."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

from harimi.service.accounts.models import User


def is_missing_in(request: HttpRequest, user: User) -> bool:
    """Whether it is asked for here and was not taken, or whoever took it has none any more."""
    if not settings.HARIMI.staff_two_step:
        return False
    taken = any(one.get("method") == "mfa" for one in get_authentication_records(request, user))
    return not (taken and is_mfa_enabled(user))


def is_missing(user: User) -> bool:
    """The same of the request that is being answered. A worker that finishes what somebody began has none, and asks nothing."""
    return context.request is not None and is_missing_in(context.request, user)
