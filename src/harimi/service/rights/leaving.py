"""Leaving the service (terms 1 §10): an account is closed, or an organization's contract ends. From then on nothing is taken.

A closed account is erased at once. What an organization's contract held can be taken along for some days, in which its end can
be taken back; then it is erased. A hold puts erasure off.
"""

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts import members
from harimi.service.accounts.models import Organization, User
from harimi.service.logistics.returns import ask_all_back, let_keep
from harimi.service.privacy.audit import record
from harimi.service.privacy.models import Subject
from harimi.service.rights import words
from harimi.service.rights.models import Leaving
from harimi.service.rights.steps import go_on, leaves, shut, stop


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
    shut(user)
    return leaves(user.subject, timezone.now(), actor=(actor or user).subject_id)


@transaction.atomic
def end_contract(organization: Organization, *, actor: User | None, staff: User | None = None) -> Leaving:
    """Ends a contract: cameras are heard no more, invitations are void, and what is held is only looked at and taken along.

    `actor` is one of its owners, or None where `staff` does it for them. Raises `LeavingError` where it is over already.
    """
    now = timezone.now()
    if not Organization.objects.filter(pk=organization.pk, ended_at=None).update(ended_at=now):
        raise LeavingError("ended")
    stop(organization, now, actor=actor)
    ask_all_back(organization, actor or staff)
    by = actor or staff
    return leaves(organization.subject, now, actor=None if by is None else by.subject_id)


@transaction.atomic
def take_back(organization: Organization, *, actor: User) -> None:
    """The contract goes on; cameras need new tokens. Raises `LeavingError` where it is not over, or its erasure has begun."""
    row = Leaving.objects.select_for_update().filter(subject=organization.subject_id).first()
    if row is None or row.begun:
        raise LeavingError("too_late")
    if organization.ended_at is not None:
        let_keep(organization, organization.ended_at)
    words.tell(organization.subject_id, go_on(organization, actor=actor), "resumed")


@transaction.atomic
def erase_now(organization: Organization, *, actor: User) -> None:
    """What an ended contract held is erased as soon as a worker comes to it. Raises `LeavingError` where it goes on."""
    record("erasure_asked", actor=actor.subject_id, subject=organization.subject_id, clause="3-2")
    if not Leaving.objects.filter(subject=organization.subject_id, done_at=None).update(due_at=timezone.now()):
        raise LeavingError("not_ended")


def leaving_of(subject: Subject) -> Leaving | None:
    """That somebody leaves, None where they do not."""
    return Leaving.objects.filter(subject=subject.pk).first()
