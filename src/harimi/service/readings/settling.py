"""Readings are decided: the worker's second half, for some registers at a time, each in order of the time taken.

What each picture may show was kept as an `Attempt`; here they are judged together. A picture speaks for or against those
around it, before and after: a late one changes them without their being read again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from harimi.service.platform.leases import finish_all, hold_all, let_go
from harimi.service.platform.working import put_off, work_together
from harimi.service.readings.applying import apply
from harimi.service.readings.deciding import Decider, Turn
from harimi.service.readings.models import Attempt, Chain
from harimi.service.readings.standing import refresh_all
from harimi.service.readings.stretch import AGAIN, Stretch, stretches
from harimi.service.readings.surroundings import Wanted

SAME = 2 * AGAIN
"""After so many readings that came out as they were, with nothing new behind them, the rest will too."""
TOGETHER = 8
"""Registers that are decided together."""


def settle_some() -> bool:
    """Decides the due readings of some registers; whether there were any."""
    due = Chain.objects.exclude(dirty_from=None)
    return work_together(due, settle, lambda chain, _: put_off(chain), most=TOGETHER, joined=("register__meter__site",))


def settle(chains: Sequence[Chain]) -> None:
    """1. Of each register a stretch of pictures from its dirty moment on is judged, together with some before it.
    2. What of it is new or changed is written in one transaction, which fails if a lease is no longer ours. A chain that is
       through is clean, unless somebody marked it meanwhile: then it stays due. How its register stands now is noted.
    3. The next stretch follows, until none is left, or the last readings stayed as they were and nothing new follows.
    """
    prefetch_related_objects([chain.register for chain in chains], "exchanges", "settings")
    work = [
        _Work(chain, Decider(chain.register), Wanted(chain.register, chain.dirty_from or timezone.now())) for chain in chains
    ]
    while work:
        found = stretches([one.wanted for one in work])
        turns = [one.decider.decide(pictures) for one, pictures in zip(work, found, strict=True)]
        after = [_after(*each) for each in zip(work, found, turns, strict=True)]
        through = [(one.chain, each) for one, each, more in zip(work, found, after, strict=True) if more is None]
        with transaction.atomic():
            hold_all([one.chain for one in work])
            apply({one.chain.register: theirs for one, theirs in zip(work, turns, strict=True)})
            _clean([chain for chain, _ in through])
            newest = {chain.pk: shown for chain, pictures in through if (shown := _newest(pictures)) is not None}
            refresh_all([chain.register for chain, _ in through], newest)
        work = [one for one in after if one is not None]


@dataclass(frozen=True, slots=True)
class _Work:
    """A register, and what of it is decided next."""

    chain: Chain
    decider: Decider
    wanted: Wanted


def _after(work: _Work, pictures: Stretch, turns: Sequence[Turn]) -> _Work | None:
    """What follows a stretch; None where nothing does that could come out otherwise."""
    if pictures.last:
        return None
    register, left = work.chain.register, pictures.attempts[-1 - AGAIN].taken_at
    if (
        any(turn.new for turn in turns[-SAME:])
        or Attempt.objects.filter(register=register, settled=False, taken_at__gt=left).exists()
    ):
        return replace(work, wanted=Wanted(register, pictures.attempts[-1].taken_at, after=True))
    return None


def _newest(pictures: Stretch) -> Attempt | None:
    """The newest picture of a camera; a person's own is no sign of life of it."""
    cameras = (one for one in reversed(pictures.attempts) if one.face_id is not None or one.device_id is not None)
    return next((one for one in cameras if one.cut_id is not None), None)


def _clean(chains: Sequence[Chain]) -> None:
    marks = dict(Chain.objects.filter(pk__in=[chain.pk for chain in chains]).values_list("pk", "marks"))
    clean = [chain for chain in chains if marks.get(chain.pk) == chain.marks]
    finish_all(clean, dirty_from=None)
    let_go([chain for chain in chains if chain not in clean])
