"""Who did what in an organization: `note` is called by services, in the transaction of what they do.

An action is `<kind>.<what>`. Each layer declares its kinds with what it does, and how the ids in `about` are named to people.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from harimi.service.accounts.models import Activity, Membership, Organization, User

Names = Callable[[Collection[str]], Mapping[str, str]]
"""From ids to what people call them, those that are still there."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be done to a kind of thing, and how such things are called."""

    actions: frozenset[str]
    names: Names


class UnknownActionError(ValueError):
    """An action that no layer declared."""


_KINDS: dict[str, Kind] = {}


def declare(kind: str, *actions: str, names: Names) -> None:
    """A layer tells what is done in it. It needs a text `activity.<kind>.<action>` for each, and `activity.kind.<kind>`."""
    _KINDS[kind] = Kind(frozenset(actions), names)


def kinds() -> Mapping[str, Kind]:
    """All that was declared."""
    return dict(_KINDS)


def note(organization: Organization, action: str, *, actor: User | None, about: object = "", **details: object) -> None:
    """Keeps that it was done. Raises `UnknownActionError`, and `UnknownKeyError` for details that the manifest does not map."""
    kind, _, what = action.partition(".")
    if kind not in _KINDS or what not in _KINDS[kind].actions:
        raise UnknownActionError(f"{action} is no declared action; see accounts.activity.declare")
    Activity.objects.create(organization=organization, action=action, actor=actor, about=str(about), details=details)


def let_in(organization: Organization) -> frozenset[UUID]:
    """Who of the operator's did something there without belonging there; customers are told that, and not who it was."""
    did = Activity.objects.filter(organization=organization, actor__is_staff=True)
    members = Membership.objects.filter(organization=organization).values("user")
    return frozenset(did.exclude(actor__in=members).values_list("actor", flat=True))


def named(activities: Collection[Activity]) -> Mapping[tuple[str, str], str]:
    """What the activities were about, by kind and id: one query a kind."""
    found: dict[tuple[str, str], str] = {}
    for kind, told in _KINDS.items():
        ids = {one.about for one in activities if one.about and one.action.partition(".")[0] == kind}
        found.update({(kind, about): name for about, name in (told.names(ids) if ids else {}).items()})
    return found
