"""Organization and people: who is a member in which role, who was invited, and what an owner changes there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts import members
from harimi.service.accounts.access import Action, by_name, may, roles_of
from harimi.service.accounts.invitations import ends, open_invitations
from harimi.service.accounts.members import PeopleError
from harimi.service.accounts.models import Membership, Organization, User
from harimi.service.accounts.tenants import tenants_of
from harimi.service.pages.access import person
from harimi.service.pages.texts import text
from harimi.service.privacy.collectors import collecting
from harimi.service.privacy.gate import Use, permitted

Role = Membership.Role
ORDER = (Role.OWNER, Role.MANAGER, Role.VIEWER, Role.TENANT)
GIVEN = (Role.OWNER, Role.MANAGER, Role.VIEWER)
"""Roles that a member can be given; a tenant is made by an invitation."""


@dataclass(frozen=True, slots=True)
class Member:
    """A line of the list. `seen` is when they last signed in, where that may be told."""

    membership: Membership
    me: bool
    seen: datetime | None


def organization_for(request: HttpRequest, organization_id: UUID, action: Action) -> Organization:
    """An organization in which the person may do it; everybody else is told that there is nothing."""
    found = Organization.objects.filter(pk=organization_id).first()
    if found is None or not may(request.user, found, action):
        raise Http404
    return found


@require_safe
@login_required
def organizations(request: HttpRequest) -> HttpResponse:
    """All that somebody belongs to, with their role; who belongs to one sees it directly."""
    user = person(request)
    mine = user.memberships.select_related("organization")
    found = {one.organization_id: one for one in mine}
    listed = [found[one.pk] for one in by_name(one.organization for one in found.values())]
    if len(listed) == 1 and may(user, listed[0].organization, Action.SEE_PEOPLE):
        return redirect("organization", listed[0].organization_id)
    return render(request, "pages/organizations.html", {"memberships": listed, "tab": "people"})


@require_safe
@login_required
def organization(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """One organization and its people."""
    user, found = person(request), organization_for(request, organization_id, Action.SEE_PEOPLE)
    manages = may(user, found, Action.MANAGE_PEOPLE)
    invited = open_invitations().filter(organization=found).order_by("-sent_at") if manages else ()
    tenants = tenants_of(found) if manages else []
    context = {
        "organization": found,
        "members": _members(user, found, manages=manages),
        "manages": manages,
        "owns": may(user, found, Action.MANAGE_CONTRACT),
        "several": len(roles_of(user)) > 1,
        "sees_activity": may(user, found, Action.SEE_ACTIVITY),
        "invited": [(one, ends(one)) for one in invited],
        "roles": GIVEN,
        "invitable": (Role.VIEWER, Role.MANAGER, Role.OWNER, *((Role.TENANT,) if tenants else ())),
        "tenants": tenants,
        "tab": "people",
    }
    answer = render(request, "pages/organization.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@login_required
def change_member(request: HttpRequest, organization_id: UUID, membership_id: int) -> HttpResponse:
    """Gives a member another role, or ends a membership; everybody may end their own."""
    user, action = person(request), request.POST.get("action", "")
    found = get_object_or_404(Membership.objects.select_related("organization", "user"), pk=membership_id)
    if found.organization_id != organization_id or not _may_touch(user, found, action):
        raise Http404
    try:
        if action == "role":
            members.change_role(found, request.POST.get("role", ""), actor=user)
        else:
            members.remove(found, actor=user)
    except PeopleError as error:
        messages.error(request, text(f"people.error.{error.code}"))
    else:
        messages.success(request, text(f"people.done.{action}", email=found.user.email))
    return redirect("organizations" if action == "leave" else "organization", *([] if action == "leave" else [organization_id]))


def _may_touch(user: User, membership: Membership, action: str) -> bool:
    if action == "leave":
        return membership.user_id == user.pk
    return action in ("role", "remove") and may(user, membership.organization, Action.MANAGE_PEOPLE)


def _members(user: User, organization: Organization, *, manages: bool) -> list[Member]:
    """Owners first; those who only look see no tenants, and only owners see when somebody last came."""
    shown = organization.memberships.select_related("user")
    if not may(user, organization, Action.SEE_ACTIVITY):
        shown = shown.exclude(role=Role.TENANT)
    listed = sorted(shown, key=lambda one: (ORDER.index(Role(one.role)), one.user.email))
    tells = manages and collecting("access_log")
    told = permitted(Use("provision", ("access_log",)), [one.user.subject_id for one in listed]) if tells else set()
    return [Member(one, one.user_id == user.pk, one.user.last_login if one.user.subject_id in told else None) for one in listed]
