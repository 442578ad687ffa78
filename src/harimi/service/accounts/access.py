"""Who may see and change what an organization has."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from harimi.service.accounts.models import Membership, Organization, User
from harimi.service.privacy.keys import unlock

CHANGING = (Membership.Role.OWNER, Membership.Role.MANAGER)


def organizations_of(user: User | AnonymousUser) -> list[Organization]:
    """The organizations that a person belongs to, by name."""
    if not isinstance(user, User):
        return []
    return by_name(Organization.objects.filter(memberships__user=user))


def by_name(organizations: Iterable[Organization]) -> list[Organization]:
    """Sorted by name, which the database cannot read; their keys are read at once. Whoever was erased is left out."""
    listed = list(organizations)
    readable = unlock(one.subject_id for one in listed)
    return sorted((one for one in listed if one.subject_id in readable), key=lambda one: (one.name, str(one.id)))


def may_change(user: User | AnonymousUser, organization: Organization) -> bool:
    """Whether the person may register and change meters there; staff who are no members may not."""
    return isinstance(user, User) and organization.memberships.filter(user=user, role__in=CHANGING).exists()
