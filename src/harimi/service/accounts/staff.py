"""The operator's staff: each has roles, a role stands for purposes of the policy, and what a page shows follows from those."""

from collections.abc import Collection, Mapping

from django.contrib.auth.models import AnonymousUser, Group
from django.db import models, transaction
from django.db.models import Q, QuerySet

from harimi.service.accounts.models import User
from harimi.service.privacy.audit import record


class StaffRole(models.TextChoices):
    """What somebody does here. A role is a group of that name; administrators are superusers and have every role."""

    RECEPTION = "reception"
    LOGISTICS = "logistics"
    SUPPORT = "support"
    BILLING = "billing"
    PRIVACY = "privacy"
    ADMINISTRATOR = "administrator"


GIVEN = tuple(one for one in StaffRole if one != StaffRole.ADMINISTRATOR)
PURPOSES: Mapping[StaffRole, tuple[str, ...]] = {
    StaffRole.RECEPTION: ("registration", "identity_check"),
    StaffRole.LOGISTICS: ("shipping", "receipt"),
    StaffRole.SUPPORT: ("inquiries", "guidance", "upkeep"),
    StaffRole.BILLING: ("fees", "invoicing", "payment_check"),
    StaffRole.PRIVACY: ("violations", "protection"),
    StaffRole.ADMINISTRATOR: ("provision", "terms_change"),
}
"""For what somebody in a role looks at personal data; the policy says which items each of these may see."""


class StaffError(ValueError):
    """Roles that cannot be given or taken; `code` is a text `staff.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def staff_roles(user: User | AnonymousUser) -> frozenset[StaffRole]:
    """What the person does here; nothing for all who are no staff."""
    if not isinstance(user, User) or not (user.is_staff and user.is_active):
        return frozenset()
    if user.is_superuser:
        return frozenset(StaffRole)
    return frozenset(StaffRole(name) for name in user.groups.values_list("name", flat=True) if name in GIVEN)


def purposes_of(roles: Collection[StaffRole]) -> tuple[str, ...]:
    """For what somebody with these roles may look at personal data, in the order of the roles."""
    return tuple(purpose for role in StaffRole if role in roles for purpose in PURPOSES[role])


def all_staff() -> QuerySet[User]:
    """Everybody who works here, administrators first."""
    return User.objects.filter(is_staff=True, is_active=True).order_by("-is_superuser", "email")


def staff_in(role: StaffRole) -> QuerySet[User]:
    """Who has that role."""
    return all_staff().filter(Q(groups__name=role) | Q(is_superuser=True)).distinct()


@transaction.atomic
def set_roles(user: User, roles: Collection[str], *, actor: User) -> None:
    """Gives somebody exactly these roles; with none they are no staff any more. Raises `StaffError`.

    There is always an administrator, and nobody takes that from themselves: a slip would shut everybody out.
    """
    chosen = _known(roles)
    bosses = User.objects.select_for_update().filter(is_superuser=True, is_active=True).order_by("pk")
    keys = set(bosses.values_list("pk", flat=True))
    user.refresh_from_db()
    if user.is_superuser and StaffRole.ADMINISTRATOR not in chosen and actor.pk not in keys:
        raise StaffError("not_you")
    if user.is_superuser and StaffRole.ADMINISTRATOR not in chosen and user == actor:
        raise StaffError("yourself")
    before = staff_roles(user)
    user.is_staff, user.is_superuser = bool(chosen), StaffRole.ADMINISTRATOR in chosen
    user.save(update_fields=["is_staff", "is_superuser"])
    user.groups.set([Group.objects.get_or_create(name=one)[0] for one in sorted(chosen & set(GIVEN))])
    _tell(user, before, staff_roles(user), actor)


def add_roles(user: User, roles: Collection[str], *, actor: User) -> None:
    """Gives somebody these roles besides those that they have. Raises `StaffError`."""
    set_roles(user, {*roles, *staff_roles(user)}, actor=actor)


def _tell(user: User, before: frozenset[StaffRole], after: frozenset[StaffRole], actor: User) -> None:
    """Each role that was given or taken stands in the audit."""
    for action, changed in (("role_given", after - before), ("role_taken", before - after)):
        for role in sorted(changed):
            record(action, actor=actor.subject_id, subject=user.subject_id, clause="A-1", case=role)


def _known(roles: Collection[str]) -> set[StaffRole]:
    if set(roles) - set(StaffRole.values):
        raise StaffError("role")
    return {StaffRole(one) for one in roles}
