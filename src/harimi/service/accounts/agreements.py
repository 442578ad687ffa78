"""Who is asked whether they agree to a version of the policy: a person for themselves, owners for their organization."""

from dataclasses import dataclass
from uuid import UUID

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.accounts.models import Organization, User
from harimi.service.privacy.agreeing import Kind, asking, asks_of, standing, unanswered
from harimi.service.privacy.asking import newest_asking, remembered_asking
from harimi.service.privacy.models import PolicyPublication


@dataclass(frozen=True, slots=True)
class Agreement:
    """A question to somebody, and what was answered last, empty for nothing. Without an organization it is the person's own."""

    publication: PolicyPublication
    subject: UUID
    organization: Organization | None
    answer: str


def agreements(user: User, *, by_the_way: bool = False) -> list[Agreement]:
    """The newest question to a person and to each organization that is theirs, answered or not.

    Earlier ones follow that somebody agreed to and may withdraw. By the way, on a page of something else, a new question may be
    seen a minute late.
    """
    publication = remembered_asking() if by_the_way else newest_asking()
    if publication is None:
        return []
    whom = _whom(user)
    asked, found = asks_of(publication, list(whom)), list[Agreement]()
    for one, organization in whom.items():
        said = standing(one)
        if one in asked or said.get(publication.number):
            found.append(Agreement(publication, one, organization, said.pop(publication.number, "")))
        agreed = [number for number, answer in said.items() if answer == Kind.AGREED]
        earlier = asking().filter(number__in=agreed).order_by("-number")
        found += [Agreement(row, one, organization, Kind.AGREED) for row in earlier]
    return found


def is_asked(user: User, *, by_the_way: bool = False) -> bool:
    """Whether an answer of theirs is missing."""
    publication = remembered_asking() if by_the_way else newest_asking()
    return publication is not None and bool(unanswered(publication, list(_whom(user))))


def _whom(user: User) -> dict[UUID, Organization | None]:
    """The person first, then what they own."""
    owned = Organization.objects.filter(pk__in=allowed_in(user, Action.MANAGE_CONTRACT)).order_by("created_at", "pk")
    return {user.subject_id: None, **{one.subject_id: one for one in owned}}
