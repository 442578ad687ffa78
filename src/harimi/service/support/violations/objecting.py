"""Whom a case is about sees what they were told, and objects; that has a clock, and an answer by letter."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.accounts.models import User
from harimi.service.support.models import Violation, ViolationEvent
from harimi.service.support.violations import telling
from harimi.service.support.violations.opening import going_on
from harimi.service.support.violations.reminding import tell_objection
from harimi.service.support.violations.telling import ViolationError, What, note, tell, tidy

ANSWERED_WITHIN = timedelta(days=14)
TOLD = (What.WARNED, What.SUSPENDED, What.LIFTED, What.OBJECTED, What.ANSWERED, What.ENDED)
"""What they read on their page, word for word; what was noticed and its evidence stand in their export."""
State = Violation.State


def told_of(user: User) -> QuerySet[Violation]:
    """Cases of which they were told: about themselves, then about organizations for which they decide; the newest first."""
    mine = Q(user=user) | Q(organization__in=allowed_in(user, Action.MANAGE_CONTRACT))
    known = ViolationEvent.objects.filter(what__in=(What.WARNED, What.SUSPENDED)).values("violation")
    return Violation.objects.filter(mine, pk__in=known).order_by(F("user").asc(nulls_last=True), "-opened_at", "pk")


def steps_of(violation: Violation) -> Iterable[ViolationEvent]:
    """What they were told and said, in order."""
    return violation.events.filter(what__in=TOLD).select_related("violation")


@transaction.atomic
def object_to(violation: Violation, words: str, *, actor: User) -> ViolationEvent:
    """They say why it is otherwise; staff are told. The clock runs from the first word that waits. Raises `ViolationError`."""
    row = going_on(violation)
    if row.objection_due_at is None:
        Violation.objects.filter(pk=row.pk).update(objection_due_at=timezone.now() + ANSWERED_WITHIN)
    said = note(row, What.OBJECTED, tidy(words), actor=actor)
    tell_objection(row)
    return said


@transaction.atomic
def answer(violation: Violation, words: str, *, actor: User) -> int:
    """Answers what they said; how many letters went out. Raises `ViolationError`."""
    row, text = going_on(violation), tidy(words)
    if row.objection_due_at is None:
        raise ViolationError("no_objection")
    Violation.objects.filter(pk=row.pk).update(objection_due_at=None)
    note(row, What.ANSWERED, text, actor=actor)
    return tell(row, telling.ANSWERED, words=text)
