"""Readings are decided: the worker's second half, for one register at a time, in order of the time taken.

What each picture may show was kept as an `Attempt`; here it is judged in the light of the readings before it. A late
photograph changes what its followers are compared with, so they are judged again, without being read again.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from harimi.service.meters.models import Register
from harimi.service.meters.values import plain, scaled
from harimi.service.platform.leases import MOST, LeaseLostError, claim, retry_in
from harimi.service.readings import sight
from harimi.service.readings.models import SETTLED_BY_PERSON, TRUSTED, Attempt, Chain, Reading, State
from harimi.service.readings.writing import Said, remove, turned, write
from harimi.vision.decode.judge import Verdict, reconsidered
from harimi.vision.face import Face
from harimi.vision.history import History, Past

log = logging.getLogger(__name__)
SAME = 3
"""After so many readings that came out as they were, with nothing new behind them, the rest will too."""


def settle_one() -> bool:
    """Decides the due readings of one register; whether there was one."""
    chain = claim(Chain.objects.exclude(dirty_from=None), seconds=settings.HARIMI.lease_seconds)
    if chain is None or chain.dirty_from is None:
        return False
    try:
        settle(chain)
    except LeaseLostError:
        log.warning("register %s was taken over by another worker", chain.pk)
    except Exception:  # one register that cannot be decided must not stop all others
        log.exception("register %s could not be decided", chain.pk)
        _put_off(chain)
    return True


def _put_off(chain: Chain) -> None:
    """Tried again later, and after the last try when something new comes in."""
    again = None if chain.tries >= MOST else timezone.now() + retry_in(chain.tries)
    Chain.objects.filter(pk=chain.pk, lease=chain.lease).update(lease=None, lease_until=None, due_at=again)


def settle(chain: Chain) -> None:
    """1. Every attempt from the dirty moment on is judged after the trusted reading before it.
    2. Each reading is written in a transaction of its own, which fails if the lease is no longer ours.
    3. When no new attempt follows and the last readings stayed as they were, the rest need not be looked at.
    4. The chain is clean unless somebody marked it meanwhile; then it stays due.
    """
    register, same = chain.register, 0
    attempts = Attempt.objects.filter(register=register, taken_at__gte=chain.dirty_from)
    for attempt in attempts.select_related("face").order_by("taken_at", "pk").iterator(chunk_size=200):
        if same >= SAME and attempt.settled and not attempts.filter(settled=False, taken_at__gt=attempt.taken_at).exists():
            break
        same = 0 if decide(chain, register, attempt) else same + 1
    _clean(chain)


def decide(chain: Chain, register: Register, attempt: Attempt) -> bool:
    """Judges one attempt and writes its reading; whether the reading changed."""
    last = last_trusted(register, attempt.taken_at)
    verdict = judged(register, attempt, last)
    guess = None if verdict.value is None else scaled(verdict.value, register.decimals)
    with transaction.atomic():
        _hold(chain)
        Attempt.objects.filter(pk=attempt.pk).update(
            settled=True,
            verdict=verdict.state,
            guess=guess,
            confidence=verdict.confidence,
            doubts=sight.reasons(verdict.reasons),
        )
        return _written(register, attempt, _Judged(verdict, guess, last))


@dataclass(frozen=True, slots=True)
class _Judged:
    verdict: Verdict
    guess: int | None
    last: Reading | None


def judged(register: Register, attempt: Attempt, last: Reading | None) -> Verdict:
    """What the picture shows in the light of the reading before it."""
    if not attempt.alternatives:
        return Verdict(None, "unreadable", 0.0, ())
    face = Face.model_validate(attempt.face.data)
    rivals = sight.rivals(attempt.alternatives, register.decimals)
    return reconsidered(face, rivals, history(register, last, attempt.taken_at))


def last_trusted(register: Register, before: datetime) -> Reading | None:
    """The trusted reading before a moment."""
    earlier = Reading.objects.filter(register=register, at__lt=before, state__in=TRUSTED)
    return earlier.order_by("-at").first()


def history(register: Register, last: Reading | None, taken_at: datetime) -> History:
    """What vision should know of the register."""
    past = () if last is None or last.value is None else (Past(last.at, plain(last.value, register.decimals)),)
    limits = [None if n is None else plain(n, register.decimals) for n in (register.max_per_hour, register.rolls_over_at)]
    return History(past, taken_at, counts_up=register.counts_up, max_per_hour=limits[0], rolls_over_at=limits[1])


def _written(register: Register, attempt: Attempt, judged_: _Judged) -> bool:
    """A person's word stands; an uncertain value asks one and makes no reading."""
    now = Reading.objects.filter(register=register, at=attempt.taken_at).first()
    if now is not None and (now.state in SETTLED_BY_PERSON or _of_another_picture(now, attempt)):
        return turned(register, now, turns(register, judged_.last, now.value))
    if judged_.verdict.state == "uncertain":
        return remove(register, now, why="uncertain")
    state = State.ESTIMATED if judged_.verdict.state == "published" else State.UNREADABLE
    value = judged_.guess if state == State.ESTIMATED else None
    said = Said(value, turns(register, judged_.last, value), state, judged_.verdict.confidence, attempt)
    return write(register, attempt.taken_at, said, why="read")


def _of_another_picture(reading: Reading, attempt: Attempt) -> bool:
    """Two cameras may look at the same meter in the same moment: the first picture makes the reading."""
    return reading.attempt_id is not None and reading.attempt_id < attempt.pk and reading.value is not None


def turns(register: Register, last: Reading | None, value: int | None) -> int:
    """How often the counter had rolled over by then."""
    if last is None or last.value is None:
        return 0
    rolled = value is not None and register.rolls_over_at is not None and last.value - value > register.rolls_over_at // 2
    return last.turns + int(rolled and register.counts_up)


def _hold(chain: Chain) -> None:
    """Fails the transaction if another worker has the chain by now."""
    until = timezone.now() + timedelta(seconds=settings.HARIMI.lease_seconds)
    if Chain.objects.filter(pk=chain.pk, lease=chain.lease).update(lease_until=until) != 1:
        raise LeaseLostError(f"chain of register {chain.pk} was taken over")


def _clean(chain: Chain) -> None:
    held = Chain.objects.filter(pk=chain.pk, lease=chain.lease)
    if held.filter(marks=chain.marks).update(lease=None, lease_until=None, due_at=None, dirty_from=None, tries=0) != 1:
        held.update(lease=None, lease_until=None, tries=0)
