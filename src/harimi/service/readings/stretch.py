"""A stretch of one register's pictures, judged together: what stands for each when those around it have spoken."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Max, Q
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
    """Pictures in order of time; those before `start` are only heard, and `settled` is what stands for each of the others.

    `since` is the moment from which on readings are due; `last` where no more pictures follow. `readings` are those that
    there are from the first picture to the last, and those behind it of which there is no picture.
    """

    since: datetime
    attempts: list[Attempt]
    settled: tuple[Settled, ...]
    start: int
    last: bool
    readings: list[Reading]


def stretch(register: Register, since: datetime, *, after: bool = False) -> Stretch:
    """The pictures from a moment on (or only `after` it), as many as are due at a time.

    A person's photograph that asks them is not among them: no face says where its display is, so only they can tell.
    """
    every = Attempt.objects.filter(register=register).exclude(face=None, device=None, verdict="uncertain")
    attempts = every.only(*_NEEDED)
    earlier, later = ("lte", "gt") if after else ("lt", "gte")
    before = list(attempts.filter(**{f"taken_at__{earlier}": since}).order_by("-taken_at", "-pk")[:BEFORE])[::-1]
    due = list(attempts.filter(**{f"taken_at__{later}": since}).order_by("taken_at", "pk")[:AHEAD])
    found, last = [*before, *due], len(due) < AHEAD
    kept = _kept(register, found, BEFORE - len(before))
    start = max(0, len(before) - AGAIN) if len(kept) + len(before) == BEFORE else 0
    readings = _readings(register, found, since, last=last)
    return Stretch(since, found, _settled(register, kept, found, readings, start), start, last, readings)


def _readings(register: Register, attempts: list[Attempt], since: datetime, *, last: bool) -> list[Reading]:
    """In order of time. A stretch that goes on leaves those behind its last picture to the next one."""
    if attempts:
        since = min(since, attempts[0].taken_at)
    until = Q(at__lte=attempts[-1].taken_at) if attempts else Q()
    told = Q(attempt=None) if last and attempts else Q()
    return list(Reading.objects.filter(until | told, register=register, at__gte=since).order_by("at"))


def _kept(register: Register, attempts: list[Attempt], most: int) -> list[Moment]:
    """Readings before all of these pictures whose own picture is gone: what is left of them has its say."""
    if not attempts:
        return []
    gone = Reading.objects.filter(register=register, attempt=None, at__lt=attempts[0].taken_at, state__in=TRUSTED)
    newest = list(gone.exclude(value=None).order_by("-at")[:most])[::-1]
    return [
        Moment.known(one.at, plain(one.value, register.decimals), sure=one.by_person) for one in newest if one.value is not None
    ]


def _settled(
    register: Register, kept: list[Moment], attempts: list[Attempt], readings: list[Reading], start: int
) -> tuple[Settled, ...]:
    if not attempts:
        return ()
    told = _told(register, attempts[-1].taken_at, readings)
    moments = [told.get(one.taken_at) or Moment(one.taken_at, sight.heard(one, register.decimals)) for one in attempts]
    shown = [(one, moment) for one, moment in zip(attempts, moments, strict=True) if moment.rivals]
    step = _step(shown[-1][0], shown[-1][1].rivals[0].value) if shown else Decimal(1)
    pictured = {one.taken_at for one in attempts}
    between = [(one, -1) for at, one in told.items() if at not in pictured and at >= attempts[0].taken_at]
    both = sorted([*between, *((one, n) for n, one in enumerate(moments))], key=lambda pair: pair[0].at)
    begin = len(kept) + next((k for k, (_, n) in enumerate(both) if n == start), len(both))
    heard = settle([*kept, *(one for one, _ in both)], step, limits(register), begin)
    return tuple(one for one, (_, n) in zip(heard, both[begin - len(kept) :], strict=True) if n >= 0)


def _told(register: Register, until: datetime, readings: list[Reading]) -> dict[datetime, Moment]:
    """What people said of these pictures, and between them."""
    return {
        one.at: Moment.known(one.at, plain(one.value, register.decimals), sure=True)
        for one in readings
        if one.by_person and one.value is not None and one.at <= until
    }


def _step(attempt: Attempt, value: Decimal) -> Decimal:
    if attempt.face_id is None:
        return plain(attempt.told_step, attempt.register.decimals)
    return resolution(kept_face(attempt.face_id), value)


def limits(register: Register) -> Limits:
    """What the register can do, and what was usual for it."""
    most, roll = (None if n is None else plain(n, register.decimals) for n in (register.max_per_hour, register.rolls_over_at))
    exchanges = tuple(sorted(one.at for one in register.exchanges.all()))
    return Limits(register.counts_up, most, _usual(register), roll, exchanges)


def _usual(register: Register) -> Decimal | None:
    """The most by which the value rose in an hour of the last weeks; None while hardly a day is known."""
    hours = Usage.objects.filter(register=register, period=Usage.Period.HOUR, start__gte=timezone.now() - _USUAL)
    found = hours.aggregate(most=Max("amount"), n=Count("pk"))
    if found["n"] < _DAY:
        return None
    return plain(max(0, found["most"]), register.usage_decimals) / register.multiplier
