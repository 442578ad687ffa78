"""Who opens which page of the office: staff with one of its roles, who have a second step to their sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from harimi.service.accounts import second_step
from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole, staff_roles
from harimi.service.pages.texts import text


class StaffRequest(HttpRequest):
    """A request by a member of staff, whose roles stand beside them."""

    user: User
    roles: frozenset[StaffRole]


View = Callable[..., HttpResponse]


def _second_step(request: StaffRequest) -> HttpResponse | None:
    """Where somebody is sent who has no second step, or did not take it in this session; None for all others."""
    if not second_step.is_missing_in(request, request.user):
        return None
    if not is_mfa_enabled(request.user):
        messages.error(request, text("staff.two_step"))
        return redirect("security")
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")


def for_staff(*roles: StaffRole) -> Callable[[View], View]:
    """Staff in any of these roles, or in any at all where none is named; for everybody else there is no such page."""

    def around(view: View) -> View:
        @login_required
        @wraps(view)
        def seen(request: StaffRequest, *arguments: Any, **named: Any) -> HttpResponse:
            request.roles = staff_roles(request.user)
            if not request.roles or (roles and not request.roles & set(roles)):
                raise Http404
            if (detour := _second_step(request)) is not None:
                return detour
            return view(request, *arguments, **named)

        return seen

    return around
