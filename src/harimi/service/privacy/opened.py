"""What a later version of the policy adds, and from when: for all on its day, or for each who agrees to it.

The matrix of the manifest says what the software can do; a purpose, or an item of one, that a version adds is closed to
everybody until that version holds. Where the version asks for agreement it stays closed to whoever gave none. Templates begin
with version 1, to which nothing is added: as long as it is the one at work, nothing is asked of the database here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from harimi.service.privacy import manifest as manifests
from harimi.service.privacy.agreeing import agreed_up_to, came_under
from harimi.service.privacy.manifest import Manifest
from harimi.service.privacy.models import PolicyPublication

FIRST = 1
Pair = tuple[str, str]
"""A purpose and an item that it may use; the purpose alone with an empty item."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What of a manifest's matrix holds for everybody, and which publication's agreement each other pair needs."""

    all: bool = True
    pairs: frozenset[Pair] = frozenset()
    needs: Mapping[Pair, int] = field(default_factory=dict)

    def closed(self, purpose: str, items: Iterable[str] = ()) -> str | None:
        """The item, or empty for the purpose itself, that no version in force has yet; None where there is none."""
        if self.all:
            return None
        return next((item for item in ("", *items) if (purpose, item) not in self.pairs), None)

    def needed(self, purpose: str, items: Iterable[str] = ()) -> tuple[int, str]:
        """The newest publication whose agreement such a use needs, and the item because of which; 0 for none."""
        return max(((self.needs.get((purpose, item), 0), item) for item in ("", *items)), default=(0, ""))


def opened(made: Manifest) -> Opened:
    """How it stands now."""
    if made.version == FIRST:
        return Opened()
    now, before, needs = timezone.now(), frozenset[Pair](), dict[Pair, int]()
    rows = PolicyPublication.objects.filter(effective_from__lte=now).order_by("number")
    for number, version, asks in rows.values_list("number", "version", "consent_required"):
        pairs = pairs_of(manifests.version(version))
        needs = {pair: asked for pair, asked in needs.items() if pair in pairs}
        if asks:
            needs |= dict.fromkeys(pairs - before, number)
        before = pairs
    return Opened(all=False, pairs=before, needs=needs)


def pairs_of(made: Manifest) -> frozenset[Pair]:
    """The matrix as pairs."""
    return frozenset(
        (name, item)
        for name, purpose in made.purposes.items()
        for item in ("", *(one for one in purpose.items if made.items[one].collectable))
    )


def added(old: Manifest, new: Manifest) -> dict[str, tuple[str, ...]]:
    """By purpose, the items that the new one may use and the old one may not; of a new purpose all of them."""
    before, found = pairs_of(old), dict[str, tuple[str, ...]]()
    for purpose, item in sorted(pairs_of(new) - before):
        found[purpose] = (*found.get(purpose, ()), *([item] if item else []))
    return found


def bound(subjects: Collection[UUID], number: int) -> set[UUID]:
    """Those for whom a publication that asks holds: they agreed to it or to a later one, or came under it."""
    publication = PolicyPublication.objects.get(number=number)
    agreed = {one for one, newest in agreed_up_to(subjects).items() if newest >= number}
    return agreed | came_under(publication, subjects)
