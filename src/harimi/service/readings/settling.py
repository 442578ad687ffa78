"""Readings are decided: the worker's second half, for one register at a time, in order of the time taken.

What each picture may show was kept as an `Attempt`; here they are judged together. A picture speaks for or against those
around it, before and after: a late one changes them without their being read again.
"""

from django.db.models import prefetch_related_objects
from django.utils import timezone

from harimi.service.platform.leases import hold, put_off, work_on
from harimi.service.readings.applying import apply
from harimi.service.readings.deciding import Decider
from harimi.service.readings.models import Attempt, Chain
from harimi.service.readings.standing import refresh
from harimi.service.readings.stretch import AGAIN, stretch

SAME = 2 * AGAIN
"""After so many readings that came out as they were, with nothing new behind them, the rest will too."""


def settle_one() -> bool:
    """Decides the due readings of one register; whether there was one."""
    due = Chain.objects.exclude(dirty_from=None)
    return work_on(due, settle, lambda chain, _: put_off(chain), joined=("register__meter__site",))


def settle(chain: Chain) -> None:
    """1. A stretch of pictures from the dirty moment on is judged, together with some before it.
    2. What of it is new or changed is written in one transaction, which fails if the lease is no longer ours.
    3. The next stretch follows, until none is left, or the last readings stayed as they were and nothing new follows.
    4. The chain is clean unless somebody marked it meanwhile; then it stays due. How the register stands is noted.
    """
    register, since = chain.register, chain.dirty_from or timezone.now()
    prefetch_related_objects([register], "exchanges", "settings")
    decider = Decider(register)
    pictures = stretch(register, since)
    while True:
        turns = decider.decide(pictures)
        apply(register, turns, lambda: hold(chain))
        if pictures.last or not (any(turn.new for turn in turns[-SAME:]) or _new_after(chain, pictures.attempts[-1 - AGAIN])):
            break
        pictures = stretch(register, pictures.attempts[-1].taken_at, after=True)
    _clean(chain)
    refresh(register)


def _new_after(chain: Chain, attempt: Attempt) -> bool:
    return Attempt.objects.filter(register=chain.register, settled=False, taken_at__gt=attempt.taken_at).exists()


def _clean(chain: Chain) -> None:
    held = Chain.objects.filter(pk=chain.pk, lease=chain.lease)
    if held.filter(marks=chain.marks).update(lease=None, lease_until=None, due_at=None, dirty_from=None, tries=0) != 1:
        held.update(lease=None, lease_until=None, tries=0)
