"""What is held about a subject: each item with the places where something of it really is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from harimi.service.accounts.models import User
from harimi.service.privacy.choices import Chosen, choices_of
from harimi.service.privacy.collectors import collecting
from harimi.service.privacy.facts import Item, Purpose
from harimi.service.privacy.held import Retention, held
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Subject
from harimi.service.rights.whose import items_kept

COLLECTED = ("access_device", "access_log", "cookie", "camera_device", "camera_log")
"""What an operator may have collected or not (clause 1(2))."""


@dataclass(frozen=True, slots=True)
class Place:
    """A table in which something is kept, and for how long."""

    table: str
    retention: Retention


@dataclass(frozen=True, slots=True)
class Kept:
    """An item of the catalogue, where something of it is kept, what it is used for, and how it stands.

    `state` is `premise` (only leaving the service ends it), `no_consent`, `stopped` or `in_use`; `off` where the operator does
    not have it collected, so that nothing new comes in.
    """

    name: str
    item: Item
    places: tuple[Place, ...]
    purposes: tuple[Purpose, ...]
    state: str
    off: bool


def kept_about_person(user: User) -> list[Kept]:
    """What is held about somebody who is signed in."""
    return _listed(user.subject_id, items_kept(Subject.Kind.PERSON, user.subject_id))


def kept_about_organization(subject: UUID) -> list[Kept]:
    """What is held about an organization."""
    return _listed(subject, items_kept(Subject.Kind.ORGANIZATION, subject))


def not_kept(found: list[Kept]) -> list[Item]:
    """Items that could be held and are not."""
    there = {one.name for one in found}
    return [item for name, item in current().items.items() if name not in there and item.collectable]


def _listed(subject: UUID, places: Mapping[str, set[str]]) -> list[Kept]:
    """In the order of the catalogue: items of which something is kept, and those about which something was chosen."""
    chosen = choices_of((subject,))[subject]
    there = {item for found in places.values() for item in found} | chosen.stopped | chosen.consented
    return [_one(name, item, places, chosen) for name, item in current().items.items() if name in there]


def _one(name: str, item: Item, places: Mapping[str, set[str]], chosen: Chosen) -> Kept:
    where = tuple(Place(table, _retention(table)) for table, items in sorted(places.items()) if name in items)
    purposes = tuple(one for one in current().purposes.values() if name in one.items)
    off = name in COLLECTED and not collecting(name)
    return Kept(name, item, where, purposes, _state(name, item, chosen), off)


def _state(name: str, item: Item, chosen: Chosen) -> str:
    if item.premise:
        return "premise"
    if name in chosen.stopped:
        return "stopped"
    return "no_consent" if item.consent and name not in chosen.consented else "in_use"


def _retention(table: str) -> Retention:
    return held().retention[held().tables[table].retention]


def tables() -> Iterator[str]:
    """Every table that holds an item."""
    return (name for name, table in held().tables.items() if any(one.personal for one in table.columns.values()))
