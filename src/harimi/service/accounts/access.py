"""Who may see and change what an organization has."""

from django.contrib.auth.models import AnonymousUser

from harimi.service.accounts.models import Membership, Organization, User

CHANGING = (Membership.Role.OWNER, Membership.Role.MANAGER)


def organizations_of(user: User | AnonymousUser) -> list[Organization]:
    """The organizations that a person belongs to, by name."""
    if not isinstance(user, User):
        return []
    return list(Organization.objects.filter(memberships__user=user).order_by("name", "id"))


def may_change(user: User | AnonymousUser, organization: Organization) -> bool:
    """Whether the person may register and change meters there; staff who are no members may not."""
    return isinstance(user, User) and organization.memberships.filter(user=user, role__in=CHANGING).exists()
