"""The one way in which a reading changes: a version of what it was, the usage that it touches, and word to all others."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.meters.models import Register
from harimi.service.platform.outbox import tell
from harimi.service.readings.models import Attempt, Reading, ReadingVersion, State
from harimi.service.readings.usage import recompute

CHANGED = "reading.changed"


@dataclass(frozen=True, slots=True)
class Said:
    """What a reading is to say."""

    value: int | None
    turns: int
    state: State
    confidence: float
    attempt: Attempt | None


def write(register: Register, at: datetime, said: Said, *, why: str, actor: User | None = None) -> bool:
    """Makes or changes the reading at a moment; whether its value or state changed. Call it inside a transaction."""
    now = Reading.objects.filter(register=register, at=at).first()
    fields = {
        "value": said.value,
        "turns": said.turns,
        "state": said.state,
        "confidence": said.confidence,
        "attempt": said.attempt,
        "changed_at": timezone.now(),
        "settled_by": actor,
    }
    if now is None:
        Reading.objects.create(register=register, at=at, **fields)
    else:
        same = (now.value, now.turns, now.state) == (said.value, said.turns, said.state)
        if same and now.attempt_id == (said.attempt.pk if said.attempt else None) and now.confidence == said.confidence:
            return False
        if not same:
            _remember(now, why, actor)
        Reading.objects.filter(register=register, at=at).update(**fields)
        if same:
            return False
    _follow(register, at, said.state)
    return True


def turned(register: Register, now: Reading, turns: int) -> bool:
    """Rewrites how often the counter had rolled over by a reading that itself stands; whether that changed."""
    if now.turns == turns or now.value is None:
        return False
    Reading.objects.filter(register=register, at=now.at).update(turns=turns, changed_at=timezone.now())
    _follow(register, now.at, State(now.state))
    return True


def remove(register: Register, now: Reading | None, *, why: str) -> bool:
    """Takes a reading back; whether there was one."""
    if now is None:
        return False
    _remember(now, why, None)
    Reading.objects.filter(register=register, at=now.at).delete()
    _follow(register, now.at, None)
    return True


def _remember(now: Reading, why: str, actor: User | None) -> None:
    ReadingVersion.objects.create(
        register_id=now.register_id,
        at=now.at,
        value=now.value,
        turns=now.turns,
        state=now.state,
        confidence=now.confidence,
        attempt_id=now.attempt_id,
        replaced_by=actor,
        why=why,
    )


def _follow(register: Register, at: datetime, state: State | None) -> None:
    if register.counts_up:
        recompute(register, at)
    tell(CHANGED, {"register": str(register.pk), "at": at.isoformat(), "state": state})
