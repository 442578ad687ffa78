"""What has a say about the pictures of registers, asked of the database once for several of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from harimi.service.meters.models import Register
from harimi.service.meters.values import plain
from harimi.service.readings.models import TRUSTED, Attempt, Reading, Usage

BEFORE, AHEAD = 40, 100
"""Pictures before the first that is due which have a say; how many are due at a time."""
_NEEDED = (
    "id",
    "cut_id",
    "register_id",
    "face_id",
    "device_id",
    "taken_at",
    "alternatives",
    "told",
    "told_step",
    "settled",
    "verdict",
    "guess",
)
_SIDE = """SELECT * FROM (
    SELECT {n} AS side, {columns} FROM readings_attempt WHERE register_id = %s AND taken_at {compared} %s
    AND NOT (face_id IS NULL AND device_id IS NULL AND verdict = 'uncertain') ORDER BY taken_at {order}, id {order} LIMIT {most}
) AS side{n}"""
_USUAL = timedelta(days=60)
_DAY = 24


@dataclass(frozen=True, slots=True)
class Wanted:
    """The pictures of a register from a moment on, or only `after` it."""

    register: Register
    since: datetime
    after: bool = False


@dataclass(frozen=True, slots=True)
class Pictures:
    """In order of time: those `before` the moment that have a say, and as many `due` ones as are judged at a time."""

    before: list[Attempt]
    due: list[Attempt]

    @property
    def all(self) -> list[Attempt]:
        """Both."""
        return [*self.before, *self.due]

    @property
    def last(self) -> bool:
        """Whether no more follow."""
        return len(self.due) < AHEAD


def pictures(wanted: Sequence[Wanted]) -> list[Pictures]:
    """Those of each, with what deciding needs of them.

    A person's photograph that asks them is not among them: no face says where its display is, so only they can tell.
    """
    sides, given = list[str](), list[object]()
    for one in wanted:
        for compared, order, most in (("<=" if one.after else "<", "DESC", BEFORE), (">" if one.after else ">=", "ASC", AHEAD)):
            sides.append(_SIDE.format(n=len(sides), columns=", ".join(_NEEDED), compared=compared, order=order, most=most))
            given += [_key(one.register), connection.ops.adapt_datetimefield_value(one.since)]
    found = defaultdict[int, list[Attempt]](list)
    for attempt in Attempt.objects.raw(" UNION ALL ".join(sides), given):
        found[vars(attempt)["side"]].append(attempt)
    ordered = [sorted(found[n], key=lambda one: (one.taken_at, one.pk)) for n in range(len(sides))]
    return [Pictures(*pair) for pair in zip(ordered[::2], ordered[1::2], strict=True)]


def _key(register: Register) -> object:
    return Attempt._meta.get_field("register").get_db_prep_value(register.pk, connection)


def readings(wanted: Sequence[Wanted], shown: Sequence[Pictures]) -> dict[UUID, list[Reading]]:
    """The readings of each register beside its pictures, in order of time; behind the last one those of people.

    A stretch that goes on leaves those behind its last picture to the next one.
    """
    beside = Q(pk__in=[])
    for one, theirs in zip(wanted, shown, strict=True):
        beside |= _beside(one, theirs)
    found: dict[UUID, list[Reading]] = {one.register.pk: [] for one in wanted}
    for reading in sorted(Reading.objects.filter(beside), key=lambda one: one.at):
        found[reading.register_id].append(reading)
    return found


def _beside(wanted: Wanted, shown: Pictures) -> Q:
    attempts, since = shown.all, Q(register=wanted.register, at__gte=wanted.since)
    if not attempts:
        return since
    since = Q(register=wanted.register, at__gte=min(wanted.since, attempts[0].taken_at))
    until = Q(at__lte=attempts[-1].taken_at)
    return since & (until | Q(attempt=None) if shown.last else until)


def without_pictures(wanted: Sequence[Wanted], shown: Sequence[Pictures]) -> dict[UUID, list[Reading]]:
    """Readings before all pictures of a register that has few, whose own picture is gone: as many as there is room for."""
    few = {
        one.register.pk: (theirs.all[0].taken_at, BEFORE - len(theirs.before))
        for one, theirs in zip(wanted, shown, strict=True)
        if theirs.all and len(theirs.before) < BEFORE
    }
    gone = Reading.objects.filter(attempt=None, state__in=TRUSTED).exclude(value=None)
    latest = max((first for first, _ in few.values()), default=timezone.now())
    some = Register.objects.filter(Exists(gone.filter(register=OuterRef("pk"), at__lt=latest)), pk__in=few)
    found: dict[UUID, list[Reading]] = {}
    for pk in some.values_list("pk", flat=True) if few else ():
        first, room = few[pk]
        found[pk] = list(gone.filter(register=pk, at__lt=first).order_by("-at")[:room])[::-1]
    return found


def usual(registers: Sequence[Register]) -> Mapping[UUID, Decimal]:
    """The most by which each value rose in an hour of the last weeks, where more than a day is known."""
    since = timezone.now() - _USUAL
    hours = Usage.objects.filter(register__in=registers, period=Usage.Period.HOUR, start__gte=since)
    most = {pk: top for pk, top, n in hours.values_list("register").annotate(Max("amount"), Count("pk")) if n >= _DAY}
    return {one.pk: plain(max(0, most[one.pk]), one.usage_decimals) / one.multiplier for one in registers if one.pk in most}
