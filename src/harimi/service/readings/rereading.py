"""Photographs are read again on request, with the face in force and the models of today; the rows themselves are the queue."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from harimi.service.captures.models import UNREAD, Cut
from harimi.service.meters.models import Register
from harimi.service.readings.models import TRUSTED, Chain, Reading, ReadingVersion
from harimi.service.readings.set_up import read_anew

MOST_CHANGES = 100
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Before any photograph."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: photographs in all, those that still wait, and whether their values are being decided."""

    total: int
    waiting: int
    failed: int
    deciding: bool

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def over(self) -> bool:
        return self.waiting == 0 and not self.deciding


@dataclass(frozen=True, slots=True)
class Change:
    """A reading that says something else than before; `attempt` is where its evidence is, if it has any."""

    at: datetime
    before: ReadingVersion
    now: Reading | None

    @property
    def attempt(self) -> int | None:
        return self.before.attempt_id if self.now is None else self.now.attempt_id


def pictures_between(register: Register, start: datetime, end: datetime) -> QuerySet[Cut]:
    """The photographs of the meter that are kept from `start` until `end` and can be read."""
    kept = Cut.objects.filter(installation__meter=register.meter_id, taken_at__gte=start, taken_at__lt=end)
    return kept.exclude(frame__isnull=True).exclude(state=Cut.State.WAITING)


def ask_again(register: Register, start: datetime, end: datetime) -> int:
    """All of them are due, those that already were stay so; how many there are.

    Asked twice, each is read once more and not twice: what is due is left alone.
    """
    kept = pictures_between(register, start, end)
    read_anew(kept.exclude(state__in=UNREAD))
    return kept.count()


def progress(register: Register, start: datetime, end: datetime) -> Progress:
    """How far the photographs of this time are."""
    kept = pictures_between(register, start, end)
    waiting, failed = kept.filter(state__in=UNREAD).count(), kept.filter(state=Cut.State.FAILED).count()
    deciding = Chain.objects.filter(register=register, due_at__isnull=False, dirty_from__lt=end).exists()
    return Progress(kept.count(), waiting, failed, deciding)


def trusted_between(register: Register, start: datetime, end: datetime) -> int:
    """How many values of this time are trusted."""
    return Reading.objects.filter(register=register, at__gte=start, at__lt=end, state__in=TRUSTED).count()


def changes(register: Register, start: datetime, end: datetime, asked: datetime) -> list[Change]:
    """Readings whose value the reader itself changed since it was `asked`, in order of time."""
    since = Q(register=register, at__gte=start, at__lt=end, replaced_at__gte=asked, replaced_by=None)
    first: dict[datetime, ReadingVersion] = {}
    for version in ReadingVersion.objects.filter(since).order_by("at", "replaced_at")[: 4 * MOST_CHANGES]:
        first.setdefault(version.at, version)
    now = {one.at: one for one in Reading.objects.filter(register=register, at__in=list(first))}
    found = [Change(at, version, now.get(at)) for at, version in first.items()]
    return [one for one in found if one.now is None or one.now.value != one.before.value][:MOST_CHANGES]
