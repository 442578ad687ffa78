"""What is done to members: a role changed, a member removed, somebody leaves. There is always an owner."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from harimi.service.accounts import activity
from harimi.service.accounts.models import Membership, Organization, User

Role = Membership.Role


class PeopleError(ValueError):
    """What cannot be done to a member or an invitation; `code` is a text `people.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def change_role(membership: Membership, role: str, *, actor: User) -> None:
    """Gives a member another role; a tenant is made by an invitation alone."""
    if role not in Role.values or role == Role.TENANT:
        raise PeopleError("role")
    with transaction.atomic():
        found = _locked(membership)
        if found.role == role:
            return
        _keep_an_owner(found)
        before, found.role, found.tenant = found.role, role, None
        found.save(update_fields=["role", "tenant"])
        activity.note(found.organization, "people.role", actor=actor, about=found.user_id, before=before, role=role)


def remove(membership: Membership, *, actor: User) -> None:
    """Ends a membership, one's own or another's."""
    with transaction.atomic():
        found = _locked(membership)
        _keep_an_owner(found)
        found.delete()
        what = "left" if found.user_id == actor.pk else "removed"
        activity.note(found.organization, f"people.{what}", actor=actor, about=found.user_id, role=found.role)


def sole_owner_of(user: User) -> QuerySet[Organization]:
    """The organizations that would have no owner without the person."""
    others = Membership.objects.filter(organization=OuterRef("pk"), role=Role.OWNER).exclude(user=user)
    owned = Organization.objects.filter(memberships__user=user, memberships__role=Role.OWNER)
    return owned.exclude(Exists(others))


def _locked(membership: Membership) -> Membership:
    """The membership as it is now, while nobody else changes the organization's members."""
    Organization.objects.select_for_update().get(pk=membership.organization_id)
    found = Membership.objects.select_related("organization").filter(pk=membership.pk).first()
    if found is None:
        raise PeopleError("gone")
    return found


def _keep_an_owner(membership: Membership) -> None:
    others = Membership.objects.filter(organization=membership.organization_id, role=Role.OWNER).exclude(pk=membership.pk)
    if membership.role == Role.OWNER and not others.exists():
        raise PeopleError("last_owner")


def addresses(ids: Collection[str]) -> Mapping[str, str]:
    """The mail addresses of accounts: people have no other name here."""
    known = User.objects.filter(pk__in=[UUID(one) for one in ids]).values_list("pk", "email")
    return {str(pk): email for pk, email in known}


activity.declare("people", "invited", "revoked", "joined", "role", "removed", "left", names=addresses)
