"""Members of the organization in their roles, and who was invited."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query
from pydantic import BaseModel, Field

from harimi.service.accounts import invitations, members
from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.accounts.members import PeopleError, Role
from harimi.service.accounts.models import Invitation as InvitationRow
from harimi.service.accounts.models import Membership
from harimi.service.accounts.tenants import tenants_of
from harimi.service.api.v1.caller import Caller, allowed, found, missing, refused
from harimi.service.api.v1.calls import Subject, unchanged
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.words import Id, Listed, Sent

people_calls = Subject("people", "Members of the organization in their roles, and who was invited.")


class Member(BaseModel):
    """Somebody who belongs to the organization; people have no other name than their mail address.

    `tenant_id` is whom the meters know as that tenant, for that role alone.
    """

    id: int
    email: str
    role: Membership.Role
    tenant_id: UUID | None
    since: datetime


class Members(Listed):
    """A page of members."""

    data: list[Member]


class RoleChange(Sent):
    """The role that a member is to have; a tenant is made by an invitation alone."""

    role: Membership.Role


class Invitation(BaseModel):
    """That somebody may join until `ends_at`, by the link in a mail."""

    id: UUID
    email: str
    role: Membership.Role
    tenant_id: UUID | None
    sent_at: datetime
    ends_at: datetime


class Invitations(Listed):
    """A page of invitations."""

    data: list[Invitation]


class NewInvitation(Sent):
    """Who is to be invited, and in which role; a tenant needs the `tenant_id` of the meters' tenant."""

    email: str = Field(min_length=3, max_length=254, examples=["somebody@example.jp"])
    role: Membership.Role
    tenant_id: UUID | None = None


@people_calls.get("/members", Scope.PEOPLE_READ, Members)
def list_members(request: HttpRequest, paging: Query[Paging]) -> Members:
    """All members, tenants who sign in among them."""
    part = part_of(request, _members(allowed(request, Action.SEE_PEOPLE)), ("id",), paging)
    return Members(data=[_told(one) for one in part.rows], next=part.next)


@people_calls.get("/members/{member_id}", Scope.PEOPLE_READ, Member, missing=True)
def get_member(request: HttpRequest, member_id: Id) -> Member:
    """One member."""
    return _told(found(_members(allowed(request, Action.SEE_PEOPLE)), pk=member_id))


@people_calls.change("/members/{member_id}", Scope.PEOPLE_WRITE, Member)
def change_member(request: HttpRequest, member_id: Id, body: RoleChange) -> Member:
    """Gives a member another role. There is always an owner."""
    who = allowed(request, Action.MANAGE_PEOPLE)
    row = found(_members(who), pk=member_id)
    unchanged(request, _told(row))
    try:
        members.change_role(row, body.role, actor=who.user)
    except PeopleError as error:
        raise refused(error.code, _why(error)) from error
    return _told(found(_members(who), pk=member_id))


@people_calls.delete("/members/{member_id}", Scope.PEOPLE_WRITE)
def remove_member(request: HttpRequest, member_id: Id) -> None:
    """Removes a member. Their tokens stop with it."""
    who = allowed(request, Action.MANAGE_PEOPLE)
    try:
        members.remove(found(_members(who), pk=member_id), actor=who.user)
    except PeopleError as error:
        raise refused(error.code, _why(error)) from error


@people_calls.get("/invitations", Scope.PEOPLE_READ, Invitations)
def list_invitations(request: HttpRequest, paging: Query[Paging]) -> Invitations:
    """Invitations that are open."""
    part = part_of(request, _invitations(allowed(request, Action.MANAGE_PEOPLE)), ("-sent_at", "-pk"), paging)
    return Invitations(data=[_invitation(one) for one in part.rows], next=part.next)


@people_calls.make("/invitations", Scope.PEOPLE_WRITE, Invitation)
def invite(request: HttpRequest, body: NewInvitation) -> Invitation:
    """Invites somebody by mail. An earlier invitation of the same address counts no more."""
    who = allowed(request, Action.MANAGE_PEOPLE)
    if body.tenant_id is not None and body.tenant_id not in {pk for pk, _ in tenants_of(who.organization)}:
        raise missing()
    try:
        invitations.invite(who.organization, body.email, body.role, actor=who.user, link=_link, tenant=body.tenant_id)
    except PeopleError as error:
        raise refused(error.code, _why(error)) from error
    return _invitation(found(_invitations(who), email=body.email.strip().lower()))


@people_calls.delete("/invitations/{invitation_id}", Scope.PEOPLE_WRITE)
def revoke_invitation(request: HttpRequest, invitation_id: UUID) -> None:
    """Takes an invitation back."""
    who = allowed(request, Action.MANAGE_PEOPLE)
    invitations.revoke(found(_invitations(who), pk=invitation_id), actor=who.user)


def _members(who: Caller) -> QuerySet[Membership]:
    """Those who only look see no tenants."""
    rows = Membership.objects.filter(organization=who.organization).select_related("user", "organization")
    return rows if who.may(Action.SEE_ACTIVITY) else rows.exclude(role=Role.TENANT)


def _invitations(who: Caller) -> QuerySet[InvitationRow]:
    return invitations.open_invitations().filter(organization=who.organization)


def _told(row: Membership) -> Member:
    return Member(id=row.pk, email=row.user.email, role=Role(row.role), tenant_id=row.tenant, since=row.since)


def _invitation(row: InvitationRow) -> Invitation:
    told: dict[str, Any] = {"id": row.pk, "email": row.email, "tenant_id": row.tenant, "sent_at": row.sent_at}
    return Invitation(**told, role=Role(row.role), ends_at=invitations.ends(row))


def _link(token: str) -> str:
    return f"{settings.HARIMI.url}{reverse('invitation', args=[token])}"


def _why(error: PeopleError) -> str:
    known = {
        "last_owner": "there is always an owner: make somebody else one first",
        "role": "this role cannot be given so",
        "member": "they are a member already",
        "address": "this is no mail address",
        "too_many": "too many invitations in this hour; send it later",
        "gone": "it is gone",
    }
    return known.get(error.code, error.code)
