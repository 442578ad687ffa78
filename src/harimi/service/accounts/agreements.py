"""Who is asked whether they agree to a version of the policy: a person for themselves, owners for their organization."""

from dataclasses import dataclass
from uuid import UUID

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.accounts.models import Organization, User
from harimi.service.privacy.agreeing import asks_of, last_answer, unanswered
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

    By the way, on a page of something else, a new question may be seen a minute late.
    """
    publication = remembered_asking() if by_the_way else newest_asking()
    if publication is None:
        return []
    whom = _whom(user)
    asked = asks_of(publication, list(whom))
    return [Agreement(publication, one, whom[one], last_answer(publication, one)) for one in whom if one in asked]


def is_asked(user: User, *, by_the_way: bool = False) -> bool:
    """Whether an answer of theirs is missing."""
    publication = remembered_asking() if by_the_way else newest_asking()
    return publication is not None and bool(unanswered(publication, list(_whom(user))))


def _whom(user: User) -> dict[UUID, Organization | None]:
    """The person first, then what they own."""
    owned = Organization.objects.filter(pk__in=allowed_in(user, Action.MANAGE_CONTRACT)).order_by("created_at", "pk")
    return {user.subject_id: None, **{one.subject_id: one for one in owned}}
