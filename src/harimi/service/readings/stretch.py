"""A stretch of one register's pictures, judged together: what stands for each when those around it have spoken."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Max
from django.utils import timezone

from harimi.service.meters.models import Register
from harimi.service.meters.values import plain
from harimi.service.readings import sight
from harimi.service.readings.kept_faces import kept_face
from harimi.service.readings.models import TRUSTED, Attempt, Reading, Usage
from harimi.vision.decode.judge import resolution
from harimi.vision.decode.settle import Settled, settle
from harimi.vision.history import Limits, Moment

BEFORE, AGAIN, AHEAD = 40, 20, 100
"""Pictures before the first that is due which have a say; how many of these may still change; how many are due at a time."""
_NEEDED = ("cut_id", "register_id", "face_id", "taken_at", "alternatives", "told", "told_step", "settled", "verdict", "guess")
_USUAL = timedelta(days=60)
_DAY = 24


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pictures in order of time with what stands for each; those before `start` are only heard. `last` where no more follow.

    `since` is the moment from which on readings are due.
    """

    since: datetime
    attempts: list[Attempt]
    settled: tuple[Settled, ...]
    start: int
    last: bool


def stretch(register: Register, since: datetime, *, after: bool = False) -> Stretch:
    """The pictures from a moment on (or only `after` it), as many as are due at a time.

    A person's photograph that asks them is not among them: no face says where its display is, so only they can tell.
    """
    every = Attempt.objects.filter(register=register).exclude(face=None, device=None, verdict="uncertain")
    attempts = every.only(*_NEEDED)
    earlier, later = ("lte", "gt") if after else ("lt", "gte")
    before = list(attempts.filter(**{f"taken_at__{earlier}": since}).order_by("-taken_at", "-pk")[:BEFORE])[::-1]
    due = list(attempts.filter(**{f"taken_at__{later}": since}).order_by("taken_at", "pk")[:AHEAD])
    found = [*before, *due]
    kept = _kept(register, found, BEFORE - len(before))
    start = max(0, len(before) - AGAIN) if len(kept) + len(before) == BEFORE else 0
    return Stretch(since, found, _settled(register, kept, found), start, len(due) < AHEAD)


def _kept(register: Register, attempts: list[Attempt], most: int) -> list[Moment]:
    """Readings before all of these pictures whose own picture is gone: what is left of them has its say."""
    if not attempts:
        return []
    gone = Reading.objects.filter(register=register, attempt=None, at__lt=attempts[0].taken_at, state__in=TRUSTED)
    newest = list(gone.exclude(value=None).order_by("-at")[:most])[::-1]
    return [
        Moment.known(one.at, plain(one.value, register.decimals), sure=one.by_person) for one in newest if one.value is not None
    ]


def _settled(register: Register, kept: list[Moment], attempts: list[Attempt]) -> tuple[Settled, ...]:
    told = _told(register, attempts)
    moments = [told.get(one.taken_at) or Moment(one.taken_at, sight.heard(one, register.decimals)) for one in attempts]
    shown = [(one, moment) for one, moment in zip(attempts, moments, strict=True) if moment.rivals]
    step = _step(shown[-1][0], shown[-1][1].rivals[0].value) if shown else Decimal(1)
    pictured = {one.taken_at for one in attempts}
    between = [(one, False) for at, one in told.items() if at not in pictured]
    both = sorted([*between, *((one, True) for one in moments)], key=lambda pair: pair[0].at)
    heard = settle([*kept, *(one for one, _ in both)], step, limits(register))[len(kept) :]
    return tuple(one for one, (_, of_picture) in zip(heard, both, strict=True) if of_picture)


def _told(register: Register, attempts: list[Attempt]) -> dict[datetime, Moment]:
    """What people said of these pictures, and between them."""
    if not attempts:
        return {}
    ends = attempts[0].taken_at, attempts[-1].taken_at
    said = Reading.objects.filter(register=register, at__range=ends, by_person=True).exclude(value=None)
    return {
        one.at: Moment.known(one.at, plain(one.value, register.decimals), sure=True) for one in said if one.value is not None
    }


def _step(attempt: Attempt, value: Decimal) -> Decimal:
    if attempt.face_id is None:
        return plain(attempt.told_step, attempt.register.decimals)
    return resolution(kept_face(attempt.face_id), value)


def limits(register: Register) -> Limits:
    """What the register can do, and what was usual for it."""
    most, roll = (None if n is None else plain(n, register.decimals) for n in (register.max_per_hour, register.rolls_over_at))
    exchanges = tuple(register.exchanges.order_by("at").values_list("at", flat=True))
    return Limits(register.counts_up, most, _usual(register), roll, exchanges)


def _usual(register: Register) -> Decimal | None:
    """The most by which the value rose in an hour of the last weeks; None while hardly a day is known."""
    hours = Usage.objects.filter(register=register, period=Usage.Period.HOUR, start__gte=timezone.now() - _USUAL)
    found = hours.aggregate(most=Max("amount"), n=Count("pk"))
    if found["n"] < _DAY:
        return None
    return plain(max(0, found["most"]), register.usage_decimals) / register.multiplier
