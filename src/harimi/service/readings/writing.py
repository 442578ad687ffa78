"""The one way in which a reading changes: a version of what it was, the usage that it touches, and word to all others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.meters.models import Register
from harimi.service.platform.outbox import tell
from harimi.service.readings.models import TRUSTED, Attempt, Reading, ReadingVersion, State
from harimi.service.readings.recounting import count_anew
from harimi.service.readings.usage import Touched, reach, recompute

CHANGED, CORRECTED = "reading.changed", "reading.corrected"
"""Every change; and those after which what others were told is no longer true."""
AT_ONCE = timedelta(days=62)
"""Of usage a person's word has so much counted while they wait: some 1,500 hours, well below a tenth of a second."""


@dataclass(frozen=True)
class Said:
    """What a reading is to say."""

    value: int | None
    carried: int
    state: State
    confidence: float
    attempt: Attempt | None
    by_person: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A reading that says something else now: its state, None where it is gone; whether what it `counts` is another amount."""

    at: datetime
    state: State | None
    counts: bool = True


def write(register: Register, at: datetime, said: Said, *, why: str, actor: User | None = None) -> bool:
    """Makes or changes the reading at a moment; whether it said anything else before. Call it inside a transaction.

    Where usage of many months hangs on it a worker counts that: nobody waits for years. How sure a reading is does not change
    it: the confidence stays that of the moment when it was last changed.
    """
    writer = Writer()
    writer.put(register, at, Reading.objects.filter(register=register, at=at).first(), said, why=why, actor=actor)
    writer.write()
    for touched in _touched(writer.changes):
        _count_soon(touched)
    _tell_of(writer.changes)
    return bool(writer.changes)


class Writer:
    """Collects what readings of any registers are to say, and then writes it at once; `changes` are those that say it anew.

    `now` is always the reading that there is, None where there is none.
    """

    def __init__(self) -> None:
        self.changes: dict[Register, list[Change]] = {}
        self._kept: dict[tuple[UUID, datetime], Reading] = {}
        self._carried: dict[tuple[UUID, datetime], int] = {}
        self._gone: dict[Register, list[datetime]] = {}
        self._versions: list[ReadingVersion] = []
        self._corrections: list[dict[str, Any]] = []

    def put(
        self, register: Register, at: datetime, now: Reading | None, said: Said, *, why: str, actor: User | None = None
    ) -> None:
        """The reading says something; nothing happens where it says so already."""
        if now is not None and same(now, said):
            return
        if now is not None and not _only_surer(now, said):
            self._versions.append(_version(now, why, actor))
        self._keep(Reading(register=register, at=at, settled_by=actor, **said.__dict__))
        self._corrections += _correction(register, now, said)
        counts = now is None or _counts(now) != _counts(said)
        self._changed(register, Change(at, said.state, counts=counts))

    def carry(self, register: Register, now: Reading, carried: int) -> None:
        """A reading that itself stands carries something else."""
        if now.carried != carried and now.value is not None:
            now.carried = carried
            self._carried[register.pk, now.at] = carried
            self._changed(register, Change(now.at, State(now.state)))

    def take_back(self, register: Register, now: Reading, *, why: str) -> None:
        """There is no reading of that moment any more."""
        self._versions.append(_version(now, why, None))
        for written in (self._kept, self._carried):
            written.pop((register.pk, now.at), None)
        self._gone.setdefault(register, []).append(now.at)
        self._corrections += _correction(register, now, None)
        self._changed(register, Change(now.at, None))

    def write(self) -> None:
        """Writes the readings and what they were before, and tells whose values are no longer true; their usage is to `follow`.

        Call it inside a transaction.
        """
        for register, moments in self._gone.items():
            Reading.objects.filter(register=register, at__in=moments).delete()
        Reading.objects.bulk_create(
            self._kept.values(),
            update_conflicts=True,
            unique_fields=["register", "at"],
            update_fields=[*Said.__dataclass_fields__, "changed_at", "settled_by"],
            batch_size=200,
        )
        for (pk, at), carried in self._carried.items():
            Reading.objects.filter(register=pk, at=at).update(carried=carried, changed_at=timezone.now())
        ReadingVersion.objects.bulk_create(self._versions, batch_size=200)
        for payload in self._corrections:
            tell(CORRECTED, payload)

    def _keep(self, reading: Reading) -> None:
        reading.changed_at = timezone.now()
        self._kept[reading.register_id, reading.at] = reading
        self._carried.pop((reading.register_id, reading.at), None)

    def _changed(self, register: Register, change: Change) -> None:
        self.changes.setdefault(register, []).append(change)


def follow(changes: Mapping[Register, Sequence[Change]]) -> None:
    """The usage that changed readings touch, and word to all others. Call it inside their transaction."""
    recompute(_touched(changes))
    _tell_of(changes)


def _touched(changes: Mapping[Register, Sequence[Change]]) -> list[Touched]:
    counted = {register: [one.at for one in those if one.counts] for register, those in changes.items() if register.counts_up}
    return [Touched(register, min(moments), max(moments)) for register, moments in counted.items() if moments]


def _count_soon(touched: Touched) -> None:
    start, end = reach(touched)
    if end - start > AT_ONCE:
        count_anew(touched.register, start)
    else:
        recompute([touched])


def _tell_of(changes: Mapping[Register, Sequence[Change]]) -> None:
    for register, those in changes.items():
        for change in those:
            tell(CHANGED, {"register": str(register.pk), "at": change.at.isoformat(), "state": change.state})


def same(now: Reading, said: Said) -> bool:
    """Whether a reading says so already."""
    attempt = said.attempt.pk if said.attempt else None
    before = (now.value, now.carried, now.state, now.by_person, now.attempt_id, now.reason)
    return before == (said.value, said.carried, said.state, said.by_person, attempt, said.reason)


def _only_surer(now: Reading, said: Said) -> bool:
    """Later photographs confirm the value that was estimated: nothing that anybody was told is lost."""
    same = (now.value, now.carried, now.attempt_id) == (said.value, said.carried, said.attempt.pk if said.attempt else None)
    return same and not said.by_person and (now.state, said.state) == (State.ESTIMATED, State.CONFIRMED)


def _counts(one: Reading | Said) -> int | None:
    """What the reading adds up to for usage; None where it is not trusted."""
    return None if one.value is None or one.state not in TRUSTED else one.value + one.carried


def _version(now: Reading, why: str, actor: User | None) -> ReadingVersion:
    return ReadingVersion(
        register_id=now.register_id,
        at=now.at,
        value=now.value,
        carried=now.carried,
        by_person=now.by_person,
        state=now.state,
        confidence=now.confidence,
        attempt_id=now.attempt_id,
        reason=now.reason,
        replaced_by=actor,
        why=why,
    )


def _correction(register: Register, now: Reading | None, said: Said | None) -> list[dict[str, Any]]:
    """For those who may have used a value: that it is another one, or none."""
    was, value = None if now is None else _told(now), None if said is None else _told(said)
    if now is None or was is None or was == value:
        return []
    state, by_person = None if said is None else said.state, said is not None and said.by_person
    at = now.at.isoformat()
    return [{"register": str(register.pk), "at": at, "was": was, "value": value, "state": state, "by_person": by_person}]


def _told(one: Reading | Said) -> int | None:
    return one.value if one.state in TRUSTED else None
