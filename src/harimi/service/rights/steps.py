"""What happens when somebody leaves or stays after all, whether they say so now or the ledger says so once more."""

from datetime import datetime, timedelta
from uuid import UUID

from harimi.service.accounts import activity, sessions
from harimi.service.accounts.models import Invitation, Membership, Organization, User
from harimi.service.devices.services import start_again, stop_all
from harimi.service.privacy.audit import record
from harimi.service.privacy.held import held
from harimi.service.privacy.models import Subject
from harimi.service.rights import words
from harimi.service.rights.models import Leaving


def leaves(subject: Subject, at: datetime, *, actor: UUID | None, case: str = "") -> Leaving:
    """They left at a moment: erased at once, what a contract held after some days. The ledger is told of it."""
    record("left", actor=actor, subject=subject.pk, clause="3-2", case=case)
    later = held().kept("leaving") if subject.kind == Subject.Kind.ORGANIZATION else timedelta()
    told = {"kind": subject.kind, "asked_at": at, "due_at": at + later, "lease": None, "lease_until": None}
    row, _ = Leaving.objects.update_or_create(subject=subject.pk, defaults=told)
    words.tell(subject.pk, at, "ended")
    return row


def stop(organization: Organization, at: datetime, *, actor: User | None) -> None:
    """Cameras are heard no more, and invitations are void."""
    Organization.objects.filter(pk=organization.pk).update(ended_at=at)
    organization.ended_at = at
    stop_all(organization, at)
    Invitation.objects.filter(organization=organization).delete()
    activity.note(organization, "contract.ended", actor=actor)


def go_on(organization: Organization, *, actor: User | None, case: str = "") -> datetime:
    """The contract goes on, since when; cameras need new tokens. That it ended is forgotten."""
    Leaving.objects.filter(subject=organization.subject_id).delete()
    if organization.ended_at is not None:
        start_again(organization, organization.ended_at)
    Organization.objects.filter(pk=organization.pk).update(ended_at=None)
    organization.ended_at = None
    activity.note(organization, "contract.resumed", actor=actor)
    by = None if actor is None else actor.subject_id
    return record("stays", actor=by, subject=organization.subject_id, clause="3-2", case=case).at


def shut(user: User) -> None:
    """The person is signed in nowhere, and a member of nothing."""
    for one in user.memberships.select_related("organization"):
        activity.note(one.organization, "people.left", actor=user, about=user.pk, role=one.role)
    Membership.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(is_active=False)
    sessions.end_all(user)
