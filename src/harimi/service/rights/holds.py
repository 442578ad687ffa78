"""Holds: what must not be erased yet, placed and lifted by staff, told to the subject."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today
from harimi.service.privacy.models import Subject
from harimi.service.rights.models import Hold


class HoldError(ValueError):
    """A hold that cannot be placed; `code` is a text `leaving.hold_error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def place(subject: Subject, ground: str, until: date, *, actor: User, article: str = "") -> Hold:
    """Nothing of the subject is erased before that day. Raises `HoldError`."""
    if ground not in Hold.Ground.values:
        raise HoldError("ground")
    if until <= today():
        raise HoldError("until")
    if ground == Hold.Ground.LAW and not article.strip():
        raise HoldError("article")
    made = Hold.objects.create(subject=subject, ground=ground, article=article.strip(), until=until, placed_by=actor)
    record("held", actor=actor.subject_id, subject=subject.pk, clause="8-1(2)", case=str(made.pk))
    return made


@transaction.atomic
def lift(hold: Hold, *, actor: User) -> None:
    """The hold is over."""
    if Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=timezone.now()):
        record("hold_lifted", actor=actor.subject_id, subject=hold.subject_id, clause="8-1(2)", case=str(hold.pk))


def holds_on(subject: UUID) -> QuerySet[Hold]:
    """Those in force, the longest first."""
    return in_force().filter(subject=subject).order_by("-until")


def held_subjects() -> set[UUID]:
    """Those of whom nothing may be deleted today."""
    return set(in_force().values_list("subject_id", flat=True))


def in_force() -> QuerySet[Hold]:
    """All that are in force today."""
    return Hold.objects.filter(Q(until__gte=today()), lifted_at=None)
