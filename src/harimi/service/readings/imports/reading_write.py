"""The rows of a confirmed table become readings: some in each transaction, then what was used between them."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.meters.models import Register
from harimi.service.platform.outbox import tell
from harimi.service.readings.carrying import Carrier, last_trusted
from harimi.service.readings.imports.reading_plan import ReadingPlans, RegisterPlan
from harimi.service.readings.imports.reading_rows import ReadingLine
from harimi.service.readings.marking import hold_still, mark
from harimi.service.readings.models import TRUSTED, Attempt, Reading, State
from harimi.service.readings.standing import forget_usual, refresh
from harimi.service.readings.usage import recompute_between
from harimi.service.readings.writing import Said, Writer

IMPORTED = "readings.imported"
"""Many readings of a register came in at once, between two moments: one event, and not one for each."""
AT_A_TIME = 500
"""Readings in one transaction: well below a second of the one lock that SQLite has."""
Hold = Callable[[], None]


def write_readings(plans: ReadingPlans, actor: User, hold: Hold, *, again: bool) -> Iterator[int]:
    """Writes what is new or replaced, register by register, and tells after each part how many rows that were.

    `again` where another worker may have been killed at it: then what was used is counted over all rows once more.
    """
    for plan in plans.registers:
        todo = plan.todo
        for part in _parts(todo):
            with transaction.atomic():
                hold()
                hold_still(plan.register)
                _write(plan.register, part, actor)
            yield len(part)
        yield from _counted(plan, plan.rows if again else todo, hold)


def _parts(rows: list[ReadingLine]) -> Iterator[list[ReadingLine]]:
    for start in range(0, len(rows), AT_A_TIME):
        yield rows[start : start + AT_A_TIME]


def _write(register: Register, rows: list[ReadingLine], actor: User) -> None:
    """One part: the rows and what is there between them, in order of time, each carrying what those before it say."""
    carrier, first, last = Carrier(register), rows[0].when, rows[-1].when
    stood = last_trusted(register, first)
    between = Reading.objects.filter(register=register, at__gte=first, at__lte=last).select_related("attempt")
    there, told = {one.at: one for one in between}, {row.when: row for row in rows}
    writer = Writer()
    for at in sorted(there.keys() | told.keys()):
        now, row = there.get(at), told.get(at)
        if row is None:
            stood = _followed(carrier, stood, now)
            continue
        said = _said(row, now, carrier.carried(stood, row.value, at))
        writer.put(register, at, now, said, why="person", actor=actor)
        stood = Reading(register=register, at=at, **said.__dict__)
    writer.write()
    _shift_later(register, carrier, stood)


def _said(row: ReadingLine, now: Reading | None, carried: int) -> Said:
    state = State.CONFIRMED if now is None else State.CORRECTED
    attempt = None if now is None else now.attempt
    return Said(row.value, carried, state, 1.0, attempt, by_person=True, reason=row.reason)


def _followed(carrier: Carrier, stood: Reading | None, now: Reading | None) -> Reading | None:
    """A reading between the rows carries what they say; one of a picture is decided again later, with its picture."""
    if now is None or now.value is None or now.state not in TRUSTED:
        return stood
    carried = carrier.carried(stood, now.value, now.at)
    if now.attempt_id is None and carried != now.carried:
        Reading.objects.filter(register=now.register_id, at=now.at).update(carried=carried, changed_at=timezone.now())
        now.carried = carried
    return now


def _shift_later(register: Register, carrier: Carrier, stood: Reading | None) -> None:
    """What follows carries as much more as the next one does, up to the first picture's."""
    if stood is None or not register.counts_up:
        return
    trusted = Reading.objects.filter(register=register, at__gt=stood.at, state__in=TRUSTED).exclude(value=None)
    following = trusted.order_by("at").first()
    if following is None or following.attempt_id is not None:
        return
    more = carrier.carried(stood, following.value, following.at) - following.carried
    picture = trusted.exclude(attempt=None).order_by("at").values_list("at", flat=True).first()
    told = trusted if picture is None else trusted.filter(at__lt=picture)
    if more:
        told.update(carried=F("carried") + more, changed_at=timezone.now())


def _counted(plan: RegisterPlan, rows: list[ReadingLine], hold: Hold) -> Iterator[int]:
    """What was used, in parts too; then the register's pictures are decided again, and others hear of it once."""
    if not rows:
        return
    register = plan.register
    for part in _parts(rows) if register.counts_up else ():
        with transaction.atomic():
            hold()
            recompute_between(register, part[0].when, part[-1].when)
        yield 0
    with transaction.atomic():
        hold()
        _told(register, rows[0].when, rows[-1].when, len(rows))
    yield 0


def _told(register: Register, first: datetime, last: datetime, count: int) -> None:
    if Attempt.objects.filter(register=register, taken_at__gte=first).exists():
        mark(register, first)
    refresh(register)
    forget_usual(register)
    tell(IMPORTED, {"register": str(register.pk), "from": first.isoformat(), "to": last.isoformat(), "count": count})
