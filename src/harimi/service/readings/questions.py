"""Pictures that ask a person, and what helps to answer."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.meters.queries import changeable_meters
from harimi.service.meters.values import scaled
from harimi.service.readings import sight
from harimi.service.readings.models import TRUSTED, Attempt, Reading

MOST_CANDIDATES = 5
LEAST_SHARE = 0.005
"""The least probability at which a value is worth a button."""


def open_questions(user: User) -> QuerySet[Attempt]:
    """Pictures of meters that the person may change, newest first, whose value nobody knows; paused meters do not ask.

    Whose they are is asked of each picture, since few of them are open, and not the other way round: meters are many.
    """
    resting = Q(register__meter__pauses__since__lte=timezone.now(), register__meter__pauses__until=None)
    mine = Exists(changeable_meters(user).filter(pk=OuterRef("register__meter")))
    asking = Attempt.objects.filter(mine, settled=True, verdict="uncertain", register__meter__retired_at=None)
    return asking.exclude(resting).order_by("-taken_at", "-pk")


def next_question(user: User, after: Attempt | None) -> Attempt | None:
    """The question that follows on one, the first after the last; None where no other is open."""
    found = open_questions(user)
    if after is None:
        return found.first()
    others = found.exclude(pk=after.pk)
    older = Q(taken_at__lt=after.taken_at) | Q(taken_at=after.taken_at, pk__lt=after.pk)
    return others.filter(older).first() or others.first()


def candidates(attempt: Attempt) -> list[tuple[int, float]]:
    """The values that it may be, scaled, with their probabilities; most probable first."""
    decimals = attempt.register.decimals
    found = ((scaled(one.value, decimals), one.probability) for one in sight.heard(attempt, decimals))
    return [(value, share) for value, share in found if share >= LEAST_SHARE][:MOST_CANDIDATES]


def around(attempt: Attempt) -> tuple[Reading | None, Reading | None]:
    """The trusted readings before and after the picture."""
    trusted = Reading.objects.filter(register=attempt.register_id, state__in=TRUSTED).exclude(value=None)
    before = trusted.filter(at__lt=attempt.taken_at).order_by("-at").first()
    return before, trusted.filter(at__gt=attempt.taken_at).order_by("at").first()
