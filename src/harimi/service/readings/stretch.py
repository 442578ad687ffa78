"""A stretch of one register's pictures, judged together: what stands for each when those around it have spoken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from harimi.service.meters.models import Register
from harimi.service.meters.values import plain
from harimi.service.readings import sight
from harimi.service.readings.kept_faces import kept_face
from harimi.service.readings.models import Attempt, Reading
from harimi.service.readings.surroundings import BEFORE, Pictures, Wanted, pictures, readings, usual, without_pictures
from harimi.vision.decode.judge import resolution
from harimi.vision.decode.settle import Settled, settle
from harimi.vision.history import Limits, Moment

AGAIN = 20
"""How many of the pictures before the first that is due may still change."""


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


def stretches(wanted: Sequence[Wanted]) -> list[Stretch]:
    """Of each register the pictures that are wanted, as many as are due at a time, with what was known around them."""
    shown = pictures(wanted)
    there, gone = readings(wanted, shown), without_pictures(wanted, shown)
    most = usual([one.register for one in wanted])
    return [
        _stretch(one, theirs, there[one.register.pk], gone.get(one.register.pk, []), most.get(one.register.pk))
        for one, theirs in zip(wanted, shown, strict=True)
    ]


def _stretch(wanted: Wanted, shown: Pictures, there: list[Reading], gone: list[Reading], most: Decimal | None) -> Stretch:
    register, before = wanted.register, len(shown.before)
    kept = [
        Moment.known(one.at, plain(one.value, register.decimals), sure=one.by_person) for one in gone if one.value is not None
    ]
    start = max(0, before - AGAIN) if len(kept) + before == BEFORE else 0
    settled = _settled(register, kept, shown.all, there, start, limits(register, most))
    return Stretch(wanted.since, shown.all, settled, start, shown.last, there)


def _settled(
    register: Register,
    kept: list[Moment],
    attempts: list[Attempt],
    readings: list[Reading],
    start: int,
    limits: Limits,
) -> tuple[Settled, ...]:
    if not attempts:
        return ()
    told = _told(register, attempts[-1].taken_at, readings)
    moments = [told.get(one.taken_at) or Moment(one.taken_at, sight.heard(one, register.decimals)) for one in attempts]
    shown = [(one, moment) for one, moment in zip(attempts, moments, strict=True) if moment.rivals]
    step = _step(register, shown[-1][0], shown[-1][1].rivals[0].value) if shown else Decimal(1)
    pictured = {one.taken_at for one in attempts}
    between = [(one, -1) for at, one in told.items() if at not in pictured and at >= attempts[0].taken_at]
    both = sorted([*between, *((one, n) for n, one in enumerate(moments))], key=lambda pair: pair[0].at)
    begin = len(kept) + next((k for k, (_, n) in enumerate(both) if n == start), len(both))
    heard = settle([*kept, *(one for one, _ in both)], step, limits, begin)
    return tuple(one for one, (_, n) in zip(heard, both[begin - len(kept) :], strict=True) if n >= 0)


def _told(register: Register, until: datetime, readings: list[Reading]) -> dict[datetime, Moment]:
    """What people said of these pictures, and between them."""
    return {
        one.at: Moment.known(one.at, plain(one.value, register.decimals), sure=True)
        for one in readings
        if one.by_person and one.value is not None and one.at <= until
    }


def _step(register: Register, attempt: Attempt, value: Decimal) -> Decimal:
    if attempt.face_id is None:
        return plain(attempt.told_step, register.decimals)
    return resolution(kept_face(attempt.face_id), value)


def limits(register: Register, usual: Decimal | None) -> Limits:
    """What the register can do, and what was `usual` for it."""
    most, roll = (None if n is None else plain(n, register.decimals) for n in (register.max_per_hour, register.rolls_over_at))
    exchanges = tuple(sorted(one.at for one in register.exchanges.all()))
    return Limits(register.counts_up, most, usual, roll, exchanges)
