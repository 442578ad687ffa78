"""Whom a campaign may be written to at this moment: who meets its conditions, asked for news and stopped nothing of it.

On PostgreSQL the conditions are asked by the purpose's role, which sees no other columns; the gate is asked after that, about
everybody. Only ids come out of here.
"""

from uuid import UUID

from harimi.service.accounts.addresses import proven_among
from harimi.service.accounts.models import User
from harimi.service.marketing.segments import PURPOSE, Segment
from harimi.service.privacy.choices import choices_of
from harimi.service.privacy.gate import Use, permitted, using
from harimi.service.privacy.roles import reading_for


def people(segment: Segment, after: UUID | None = None) -> list[UUID]:
    """The ids of users, in order; those after one of them."""
    with using(PURPOSE), reading_for(PURPOSE):
        found = segment.users() if after is None else segment.users().filter(pk__gt=after)
        whose = "memberships__organization__subject_id" if segment.of_organizations else "subject_id"
        rows = list(found.order_by("pk").values_list("pk", "subject_id", whose).distinct())
    may = permitted(Use(PURPOSE, segment.items), {subject for _, subject, _ in rows})
    left_out = _stopped({organization for _, _, organization in rows}) if segment.of_organizations else set()
    chosen = {user for user, subject, organization in rows if subject in may and organization not in left_out}
    return sorted(proven_among(User.objects.filter(pk__in=chosen)).values_list("pk", flat=True))


def _stopped(organizations: set[UUID]) -> set[UUID]:
    """Organizations whose data may not be used to choose anybody."""
    return {one for one, chosen in choices_of(organizations).items() if PURPOSE in chosen.stopped_purposes}
