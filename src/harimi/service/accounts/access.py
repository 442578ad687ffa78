"""The one place that says what a person may do in an organization: a role's actions stand in one table."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum, auto
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, QuerySet, Value

from harimi.service.accounts.models import Membership, Organization, User
from harimi.service.privacy.keys import unlock

Role = Membership.Role


class Action(StrEnum):
    """What somebody may want to do. `SEE` is every place, meter, camera and value there; what is let to a tenant is the meters'
    to say. `SEE_PEOPLE` is who its members and tenants are, by name or address.
    """

    SEE = auto()
    SEE_PEOPLE = auto()
    CHANGE_METERS = auto()
    CHANGE_VALUES = auto()
    CHANGE_TENANTS = auto()
    DECIDE_PRIVACY = auto()
    SEE_ACTIVITY = auto()
    MANAGE_PEOPLE = auto()
    MANAGE_CONTRACT = auto()
    MANAGE_LETTING = auto()
    """What tenants are billed: tariffs, statements, what is paid."""
    CHANGE_ALERTS = auto()
    """What is watched, who is told, and that somebody has seen to it."""
    CHANGE_OUTLETS = auto()
    """Where readings go by themselves, and tokens of the API."""


class Helper(StrEnum):
    """What staff are lent for some hours (`lent_by`); nobody is a member in these roles, and they see no people."""

    SEES = "helper_sees"
    CHANGES = "helper_changes"


_VIEWER = frozenset({Action.SEE, Action.SEE_PEOPLE})
_MANAGER = _VIEWER | {
    Action.CHANGE_METERS,
    Action.CHANGE_VALUES,
    Action.CHANGE_TENANTS,
    Action.DECIDE_PRIVACY,
    Action.SEE_ACTIVITY,
    Action.MANAGE_LETTING,
    Action.CHANGE_ALERTS,
    Action.CHANGE_OUTLETS,
}
_OWNER = _MANAGER | {Action.MANAGE_PEOPLE, Action.MANAGE_CONTRACT}
ALLOWED: Mapping[str, frozenset[Action]] = {
    Role.OWNER: _OWNER,
    Role.MANAGER: _MANAGER,
    Role.VIEWER: _VIEWER,
    Role.TENANT: frozenset(),
    Helper.SEES: frozenset({Action.SEE}),
    Helper.CHANGES: frozenset({Action.SEE, Action.CHANGE_METERS, Action.CHANGE_VALUES}),
}
AFTER_THE_END = frozenset({Action.SEE, Action.SEE_PEOPLE, Action.DECIDE_PRIVACY, Action.SEE_ACTIVITY, Action.MANAGE_CONTRACT})
"""What may still be done in an organization whose contract is over, or which is suspended."""
Standing = tuple[str, datetime | None, datetime | None]
"""A role in an organization, and since when that one's contract is over, or it is suspended."""


def may(user: User | AnonymousUser, organization: Organization, action: Action) -> bool:
    """Whether the person may do it there; staff who are no members may not."""
    return action in actions_in(user, organization)


def actions_in(user: User | AnonymousUser, organization: Organization) -> frozenset[Action]:
    """All that the person may do there."""
    return _actions(user).get(organization.pk, frozenset())


def allowed_in(user: User | AnonymousUser, action: Action) -> list[UUID]:
    """The organizations in which the person may do it."""
    return [where for where, actions in _actions(user).items() if action in actions]


def in_role_in(user: User | AnonymousUser, action: Action) -> list[UUID]:
    """Those in which their role lets them do it, also where the contract is over or the organization is suspended."""
    return [where for where, role in roles_of(user).items() if action in ALLOWED[role]]


def members_who(organization: Organization, action: Action) -> QuerySet[User]:
    """The people who may do it there and whose accounts are open."""
    roles = [role for role in Role if action in _allowed(role, organization.ended_at, organization.suspended_at)]
    return User.objects.filter(memberships__organization=organization, memberships__role__in=roles, is_active=True)


def over_in(user: User | AnonymousUser) -> list[UUID]:
    """The organizations that the person sees and whose contract is over."""
    return [where for where, (role, ended_at, _) in _roles(user).items() if ended_at and Action.SEE in ALLOWED[role]]


def suspended_in(user: User | AnonymousUser) -> list[UUID]:
    """The organizations that the person sees and that are suspended."""
    return [where for where, (role, _, since) in _roles(user).items() if since and Action.SEE in ALLOWED[role]]


def roles_of(user: User | AnonymousUser) -> Mapping[UUID, str]:
    """The person's role in each organization."""
    return {where: role for where, (role, _, _) in _roles(user).items()}


def _actions(user: User | AnonymousUser) -> Mapping[UUID, frozenset[Action]]:
    """What the person may do in each organization."""
    return {where: _allowed(*standing) for where, standing in _roles(user).items()}


def _allowed(role: str, ended_at: datetime | None, suspended_at: datetime | None) -> frozenset[Action]:
    return ALLOWED[role] if ended_at is None and suspended_at is None else ALLOWED[role] & AFTER_THE_END


def _roles(user: User | AnonymousUser) -> Mapping[UUID, Standing]:
    """Their roles, and how each organization stands; read once for a request, whose user is an object of its own."""
    if not isinstance(user, User):
        return {}
    known: Mapping[UUID, Standing] | None = user.__dict__.get("_roles")
    if known is None:
        lent: dict[UUID, Standing] = {where.pk: (role, where.ended_at, where.suspended_at) for where, role in _lent_to(user)}
        own: dict[UUID, Standing] = {where: standing for where, standing, _ in _memberships(user)}
        known = user.__dict__["_roles"] = lent | own
    return known


def _memberships(user: User) -> list[tuple[UUID, Standing, bool]]:
    """Each with whether somebody is let into the organization; one query, once for a request."""
    known: list[tuple[UUID, Standing, bool]] | None = user.__dict__.get("_memberships")
    if known is None:
        mark = _MARKS[0]() if _MARKS else Value(False)
        rows = user.memberships.annotate(marked=mark)
        columns = ("organization_id", "role", "organization__ended_at", "organization__suspended_at", "marked")
        known = [(where, (role, ended, stopped), marked) for where, role, ended, stopped, marked in rows.values_list(*columns)]
        user.__dict__["_memberships"] = known
    return known


Lent = Callable[[User], Iterable[tuple[Organization, str]]]
_LENT: list[Lent] = []
_MARKS: list[Callable[[], Exists]] = []


def lent_by(lent: Lent) -> None:
    """A layer above knows which organizations let somebody of the staff in for a time, and in which of `Helper`'s roles."""
    _LENT.append(lent)


def marked_by(marks: Callable[[], Exists]) -> None:
    """A layer above tells, of a row with an `organization`, whether somebody is let in there now."""
    _MARKS[:] = [marks]


def letting_in(user: User | AnonymousUser) -> list[UUID]:
    """The organizations that the person sees and into which somebody of the staff is let now."""
    mine = _memberships(user) if isinstance(user, User) else []
    return [where for where, (role, _, _), marked in mine if marked and Action.SEE in ALLOWED[role]]


def _lent_to(user: User) -> Iterable[tuple[Organization, str]]:
    return (one for lent in _LENT for one in lent(user)) if user.is_staff else ()


def organizations_of(user: User | AnonymousUser) -> list[Organization]:
    """The organizations that the person sees, by name."""
    return by_name(Organization.objects.filter(pk__in=allowed_in(user, Action.SEE)))


def by_name(organizations: Iterable[Organization]) -> list[Organization]:
    """Sorted by name, which the database cannot read; their keys are read at once. Whoever was erased is left out."""
    listed = list(organizations)
    readable = unlock(one.subject_id for one in listed)
    return sorted((one for one in listed if one.subject_id in readable), key=lambda one: (one.name, str(one.id)))
