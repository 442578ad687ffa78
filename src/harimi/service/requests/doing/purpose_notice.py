"""Notice of purposes (clause 6): of this person the items that are held, each with what it is used for."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from harimi.service.privacy.documents import Language
from harimi.service.privacy.gate import Use, decide
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Subject
from harimi.service.privacy.publication import purposes_in_force
from harimi.service.requests.finding import subjects_of
from harimi.service.requests.models import Request
from harimi.service.rights.whose import items_kept

ANY_CASE = "any"
"""A purpose for which only a case's number allows a look is a purpose all the same."""


@dataclass(frozen=True, slots=True)
class Used:
    """An item of which something is held, and the purposes it is used for, each with its clause, in one language."""

    item: str
    purposes: tuple[str, ...]


def used_of(subject: Subject, language: Language, withheld: Collection[str] = ()) -> Iterator[Used]:
    """In the order of the policy, without what is withheld, nor a purpose that the person stopped or never allowed."""
    kept = {item for items in items_kept(subject.kind, subject.pk).values() for item in items}
    for name, item in current().items.items():
        if name in kept and name not in withheld:
            yield Used(item.ja if language == "ja" else item.en, tuple(_purposes(name, subject.pk, language)))


def lines(request: Request, language: Language) -> list[str]:
    """As they stand in the notice; empty where nothing is held."""
    of = "：" if language == "ja" else ": "
    joint = "、" if language == "ja" else ", "
    told = [used for one in subjects_of(request) for used in used_of(one, language, request.withheld)]
    found = [f"{used.item}{of}{joint.join(used.purposes)}" for used in told]
    return list(dict.fromkeys(found))


def _purposes(item: str, subject: UUID, language: Language) -> Iterator[str]:
    for name, purpose in purposes_in_force().items():
        if item not in purpose.items:
            continue
        if decide(Use(name, (item,), subject, ANY_CASE)).allowed:
            words = purpose.ja if language == "ja" else purpose.en
            yield f"{words}（{purpose.clause}）" if language == "ja" else f"{words} ({purpose.clause})"
