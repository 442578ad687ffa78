"""The one way in which a reading changes: a version of what it was, the usage that it touches, and word to all others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.meters.models import Register
from harimi.service.platform.outbox import tell
from harimi.service.readings.models import TRUSTED, Attempt, Reading, ReadingVersion, State
from harimi.service.readings.usage import recompute_between

CHANGED, CORRECTED = "reading.changed", "reading.corrected"
"""Every change; and those after which what others were told is no longer true."""


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

    How sure a reading is does not change it: the confidence stays that of the moment when it was last changed.
    """
    now = Reading.objects.filter(register=register, at=at).first()
    change = put(register, at, now, said, why=why, actor=actor)
    follow(register, [] if change is None else [change])
    return change is not None


def put(
    register: Register, at: datetime, now: Reading | None, said: Said, *, why: str, actor: User | None = None
) -> Change | None:
    """Writes the reading alone; `follow` what changed, of many at once. Call it inside a transaction."""
    if now is not None and same(now, said):
        return None
    fields = {**said.__dict__, "changed_at": timezone.now(), "settled_by": actor}
    if now is None:
        Reading.objects.create(register=register, at=at, **fields)
        return Change(at, said.state)
    if not _only_surer(now, said):
        _remember(now, why, actor)
    Reading.objects.filter(register=register, at=at).update(**fields)
    _correct(register, now, said)
    return Change(at, said.state, counts=_counts(now) != _counts(said))


def put_carried(register: Register, now: Reading, carried: int) -> Change | None:
    """Rewrites what a reading that itself stands carries; its usage is to `follow`."""
    if now.carried == carried or now.value is None:
        return None
    Reading.objects.filter(register=register, at=now.at).update(carried=carried, changed_at=timezone.now())
    return Change(now.at, State(now.state))


def take_back(register: Register, now: Reading, *, why: str) -> Change:
    """Takes a reading back; its usage is to `follow`."""
    _remember(now, why, None)
    Reading.objects.filter(register=register, at=now.at).delete()
    _correct(register, now, None)
    return Change(now.at, None)


def follow(register: Register, changes: Sequence[Change]) -> None:
    """The usage that changed readings touch, and word to all others. Call it inside their transaction."""
    counted = [change.at for change in changes if change.counts]
    if register.counts_up and counted:
        recompute_between(register, min(counted), max(counted))
    for change in changes:
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


def _remember(now: Reading, why: str, actor: User | None) -> None:
    ReadingVersion.objects.create(
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


def _correct(register: Register, now: Reading, said: Said | None) -> None:
    """Tells those who may have used a value that it is another one, or none."""
    was, value = _told(now), None if said is None else _told(said)
    if was is None or was == value:
        return
    payload = {"register": str(register.pk), "at": now.at.isoformat(), "was": was, "value": value}
    state = None if said is None else said.state
    tell(CORRECTED, {**payload, "state": state, "by_person": said is not None and said.by_person})


def _told(one: Reading | Said) -> int | None:
    return one.value if one.state in TRUSTED else None
