"""What counters counted and gauges showed, as judges want it: asked of the database for many registers at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from harimi.service.alerts.series import Point
from harimi.service.meters.models import Register
from harimi.service.readings.models import TRUSTED, Reading, State
from harimi.service.readings.nearest import Asked, nearest

SURE = (State.CONFIRMED, State.CORRECTED)
"""What a rule believes that goes by confirmed values."""


@dataclass(frozen=True, slots=True)
class Want:
    """All points of a register from a moment on, and those beside some moments before it."""

    register: Register
    confirmed: bool
    since: datetime
    borders: Sequence[datetime] = ()

    @property
    def key(self) -> "Key":
        """By which its points are found."""
        return self.register.pk, self.confirmed


Key = tuple[UUID, bool]


class _Row(NamedTuple):
    at: datetime
    value: int
    raw: int
    attempt: int | None


def points_of(wants: Sequence[Want]) -> Mapping[Key, list[Point]]:
    """The points of each, in order of time."""
    rows: dict[Key, list[_Row]] = defaultdict(list)
    for confirmed in (False, True):
        theirs = [one for one in wants if one.confirmed == confirmed]
        for pk, row in _dense(theirs, confirmed) if theirs else ():
            rows[pk, confirmed].append(row)
    return {one.key: list(_added_up(one.register, _with_borders(one, rows[one.key]))) for one in wants}


def _dense(wants: Sequence[Want], confirmed: bool) -> Iterator[tuple[UUID, _Row]]:
    some = Q(pk__in=[])
    for one in wants:
        some |= Q(register=one.register.pk, at__gte=one.since)
    asked = Reading.objects.filter(some, state__in=_believed(confirmed)).exclude(value=None).order_by("at")
    for pk, at, value, carried, attempt in asked.values_list("register_id", "at", "value", "carried", "attempt_id"):
        yield pk, _Row(at, value or 0, (value or 0) + carried, attempt)


def _believed(confirmed: bool) -> tuple[State, ...]:
    return SURE if confirmed else TRUSTED


def _with_borders(want: Want, rows: Sequence[_Row]) -> Iterable[_Row]:
    """The points beside the moments that lie before the others."""
    asked: list[Asked] = [(side, at) for at in want.borders if at < want.since for side in ("<=", ">=")]
    if not want.borders:
        return rows
    found = nearest(want.register.pk, [*asked, ("<", want.since)], _believed(want.confirmed))
    beside = {at: total for at, total in (one for one in found if one is not None) if at < want.since}
    return [*(_Row(at, total, total, None) for at, total in sorted(beside.items())), *rows]


def _added_up(register: Register, rows: Iterable[_Row]) -> Iterator[Point]:
    """Running totals, each rise times what one unit stood for when it began."""
    held = sorted((one.until, one.multiplier) for one in register.settings.all())
    total, last = 0, None
    for row in rows:
        if last is not None and register.counts_up:
            total += (row.raw - last.raw) * _factor(register, held, last.at)
        yield Point(row.at, row.value, total, row.attempt)
        last = row


def _factor(register: Register, held: Sequence[tuple[datetime, Decimal]], at: datetime) -> int:
    multiplier = next((multiplier for until, multiplier in held if at < until), register.multiplier)
    return int(multiplier * Decimal(10) ** register.finer)
