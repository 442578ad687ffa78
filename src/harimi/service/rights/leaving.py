"""Leaving the service (terms 1 §10): an account is closed, or an organization's contract ends. From then on nothing is taken.

A closed account is erased at once. What an organization's contract held can be taken along for some days, in which its end can
be taken back; then it is erased. A hold puts erasure off.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts import activity, members, sessions
from harimi.service.accounts.models import Invitation, Membership, Organization, User
from harimi.service.devices.services import start_again, stop_all
from harimi.service.privacy.audit import record
from harimi.service.privacy.held import held
from harimi.service.privacy.models import Subject
from harimi.service.rights.models import Leaving


class LeavingError(ValueError):
    """What cannot be ended, or taken back; `code` is a text `leaving.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def close_account(user: User, *, actor: User | None = None) -> Leaving:
    """Closes an account: signed out everywhere, member of nothing, erased as soon as a worker comes to it.

    Contracts that are over already and have no other owner are erased with it. Raises `LeavingError` for staff, and for the
    only owner of a contract that is not over: somebody else must own it first, or it must end.
    """
    if user.is_staff:
        raise LeavingError("staff")
    if leaving_of(user.subject) is not None:
        raise LeavingError("closed")
    list(Organization.objects.filter(memberships__user=user).order_by("pk").select_for_update())
    alone = list(members.sole_owner_of(user))
    if any(one.ended_at is None for one in alone):
        raise LeavingError("last_owner")
    for organization in alone:
        erase_now(organization, actor=actor or user)
    for one in user.memberships.select_related("organization"):
        activity.note(one.organization, "people.left", actor=user, about=user.pk, role=one.role)
    Membership.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(is_active=False)
    sessions.end_all(user)
    return _leaves(user.subject, timezone.now(), actor or user)


@transaction.atomic
def end_contract(organization: Organization, *, actor: User | None, staff: User | None = None) -> Leaving:
    """Ends a contract: cameras are heard no more, invitations are void, and what is held is only looked at and taken along.

    `actor` is one of its owners, or None where `staff` does it for them. Raises `LeavingError` where it is over already.
    """
    now = timezone.now()
    if not Organization.objects.filter(pk=organization.pk, ended_at=None).update(ended_at=now):
        raise LeavingError("ended")
    organization.ended_at = now
    stop_all(organization, now)
    Invitation.objects.filter(organization=organization).delete()
    activity.note(organization, "contract.ended", actor=actor)
    return _leaves(organization.subject, now + held().kept("leaving"), actor or staff)


@transaction.atomic
def take_back(organization: Organization, *, actor: User) -> None:
    """The contract goes on; cameras need new tokens. Raises `LeavingError` where it is not over, or its erasure has begun."""
    row = Leaving.objects.select_for_update().filter(subject=organization.subject_id).first()
    if row is None or row.begun:
        raise LeavingError("too_late")
    row.delete()
    if organization.ended_at is not None:
        start_again(organization, organization.ended_at)
    Organization.objects.filter(pk=organization.pk).update(ended_at=None)
    organization.ended_at = None
    activity.note(organization, "contract.resumed", actor=actor)
    record("stays", actor=actor.subject_id, subject=organization.subject_id, clause="3-2")


@transaction.atomic
def erase_now(organization: Organization, *, actor: User) -> None:
    """What an ended contract held is erased as soon as a worker comes to it. Raises `LeavingError` where it goes on."""
    record("erasure_asked", actor=actor.subject_id, subject=organization.subject_id, clause="3-2")
    if not Leaving.objects.filter(subject=organization.subject_id, done_at=None).update(due_at=timezone.now()):
        raise LeavingError("not_ended")


def leaving_of(subject: Subject) -> Leaving | None:
    """That somebody leaves, None where they do not."""
    return Leaving.objects.filter(subject=subject.pk).first()


def _leaves(subject: Subject, due: datetime, actor: User | None) -> Leaving:
    record("left", actor=None if actor is None else actor.subject_id, subject=subject.pk, clause="3-2")
    return Leaving.objects.create(kind=subject.kind, subject=subject.pk, asked_at=timezone.now(), due_at=due)
