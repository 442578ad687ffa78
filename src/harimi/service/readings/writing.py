"""The one way in which a reading changes: a version of what it was, the usage that it touches, and word to all others."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.meters.models import Register
from harimi.service.platform.outbox import tell
from harimi.service.readings.models import TRUSTED, Attempt, Reading, ReadingVersion, State
from harimi.service.readings.usage import recompute

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


def write(register: Register, at: datetime, said: Said, *, why: str, actor: User | None = None) -> bool:
    """Makes or changes the reading at a moment; whether it said anything else before. Call it inside a transaction.

    How sure a reading is does not change it: the confidence stays that of the moment when it was last changed.
    """
    now = Reading.objects.filter(register=register, at=at).first()
    if not put(register, at, now, said, why=why, actor=actor):
        return False
    _follow(register, at, said.state, counts=now is None or _counts(now) != _counts(said))
    return True


def put(register: Register, at: datetime, now: Reading | None, said: Said, *, why: str, actor: User | None = None) -> bool:
    """Writes the reading alone, for many at once: usage and word to others are the caller's. Call it inside a transaction."""
    if now is not None and _same(now, said):
        return False
    fields = {**said.__dict__, "changed_at": timezone.now(), "settled_by": actor}
    if now is None:
        Reading.objects.create(register=register, at=at, **fields)
        return True
    if not _only_surer(now, said):
        _remember(now, why, actor)
    Reading.objects.filter(register=register, at=at).update(**fields)
    _correct(register, now, said)
    return True


def _same(now: Reading, said: Said) -> bool:
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


def carry(register: Register, now: Reading, carried: int) -> bool:
    """Rewrites what a reading that itself stands carries; whether that changed."""
    if now.carried == carried or now.value is None:
        return False
    Reading.objects.filter(register=register, at=now.at).update(carried=carried, changed_at=timezone.now())
    _follow(register, now.at, State(now.state))
    return True


def remove(register: Register, now: Reading | None, *, why: str) -> bool:
    """Takes a reading back; whether there was one."""
    if now is None:
        return False
    _remember(now, why, None)
    Reading.objects.filter(register=register, at=now.at).delete()
    _correct(register, now, None)
    _follow(register, now.at, None)
    return True


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


def _follow(register: Register, at: datetime, state: State | None, *, counts: bool = True) -> None:
    if register.counts_up and counts:
        recompute(register, at)
    tell(CHANGED, {"register": str(register.pk), "at": at.isoformat(), "state": state})
