"""What is said of each photograph of a meter at once, and what stands in the end, when later ones have spoken.

Pure and replayable: the same photographs come to the same values whenever and however often this is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from harimi.vision.decode.pace import JITTER, Pace
from harimi.vision.decode.timeline import REACH, Story, story
from harimi.vision.decode.verdict import GUESS, PUBLISH, Verdict, alone
from harimi.vision.history import Limits, Moment, in_order
from harimi.vision.observation import Alternative, State
from harimi.vision.reasons import Reason, because

FinalState = Literal["published", "confirmed", "corrected", "rejected", "uncertain", "unreadable"]

SETTLED = 0.95
"""The least confidence at which later photographs settle a value for good."""
WITHDRAWN = 0.1
"""A value that was published is taken back when it turns out to be less probable than this."""
SEEN = 0.1
"""The least probability that a value must have in its own picture to be said at once: history conjures up nothing."""


@dataclass(frozen=True, slots=True)
class Settled:
    """One photograph: the verdict that was possible `at_once`, and what stands now.

    `confirmed` and `corrected` are settled by later photographs, the latter if another value was published at first;
    `rejected` is a published value that turned out wrong without the right one being known. `breaks` where the meter stands
    where it cannot have come from the values before: an exchange that nobody announced, or these were all wrong.
    """

    at_once: Verdict
    value: Decimal | None
    state: FinalState
    confidence: float
    reasons: tuple[Reason, ...] = ()
    breaks: bool = False


def settle(moments: Sequence[Moment], step: Decimal, limits: Limits, start: int = 0) -> tuple[Settled, ...]:
    """What stands for each of `moments` from `start` on; they are in order of time, and those before it are only heard.

    `step` is the worth of one unit of the lowest place.
    """
    in_order([moment.at for moment in moments])
    shown = [] if limits.silent else [n for n, moment in enumerate(moments) if moment.rivals]
    if not shown or shown[-1] < start:
        return tuple(_as_it_stands(moment) for moment in moments[start:])
    told, place = _Told([moments[n] for n in shown], Pace(limits, step)), {n: k for k, n in enumerate(shown)}
    return tuple(told.settled(place[n]) if n in place else _as_it_stands(moments[n]) for n in range(start, len(moments)))


def _as_it_stands(moment: Moment) -> Settled:
    verdict = alone(moment.rivals)
    return Settled(verdict, verdict.value, verdict.state, verdict.confidence, verdict.reasons)


class _Told:
    """The photographs that show anything, and their common story."""

    def __init__(self, moments: list[Moment], pace: Pace) -> None:
        self._moments, self._pace = moments, pace
        self._story: Story = story(moments, pace)
        self._likely = _likely(self._story.finally_)

    def settled(self, k: int) -> Settled:
        """Photograph `k` at once and in the end."""
        at_once = self._at_once(k)
        best = int(np.argmax(self._story.finally_[k]))
        confidence = float(self._story.finally_[k, best])
        if confidence < PUBLISH:
            return self._between(k, at_once) or _unsettled(at_once, confidence)
        value = self._moments[k].rivals[best].value
        followed = bool((self._likely[k + 1 : k + 1 + REACH] >= 0).any())
        later = self._moments[k].sure or (confidence >= SETTLED and followed)
        return _standing(at_once, value, confidence, later=later, breaks=self._broken(k))

    def _at_once(self, k: int) -> Verdict:
        """The verdict from this photograph and those before it."""
        rivals, chances = self._moments[k].rivals, self._story.at_once[k]
        heard = [replace(one, probability=float(min(1.0, p))) for one, p in zip(rivals, chances, strict=False)]
        ranked = tuple(sorted(heard, key=lambda one: -one.probability))
        seen, verdict = alone(rivals), alone(ranked)
        conjured = next(one for one in rivals if one.value == ranked[0].value).probability < SEEN
        if chances.sum() < 0.5 or (conjured and ranked[0].value != rivals[0].value):
            return Verdict(*_guessed(rivals[0]), heard[0].probability, ranked, self._doubt(k))
        if seen.state == "published" and verdict.state != "published":
            return replace(verdict, reasons=self._doubt(k))
        decided = (verdict.value, verdict.state) != (seen.value, seen.state)
        return replace(verdict, reasons=(because("history_decided"),)) if decided else verdict

    def _doubt(self, k: int) -> tuple[Reason, ...]:
        """Why the picture's best value does not follow on the last one that was believed at the time."""
        before = _likely(self._story.at_once[:k])
        known = np.nonzero(before >= 0)[0]
        if not len(known):
            return ()
        s = int(known[-1])
        last = self._moments[s].rivals[int(before[s])].value
        change = float((self._moments[k].rivals[0].value - last) / self._pace.step)
        if self._pace.limits.counts_up and change < -JITTER:
            return (because("below_last", last=last),)
        return (because("unusual" if self._possible(s, k, change) else "too_fast", last=last),)

    def _possible(self, s: int, k: int, change: float) -> bool:
        hours = (self._moments[k].at - self._moments[s].at).total_seconds() / 3600
        return self._pace.possible(change, hours)

    def _broken(self, k: int) -> bool:
        """Whether the value cannot follow on the one before it."""
        before = np.nonzero(self._likely[:k] >= 0)[0]
        if not len(before) or self._likely[k] < 0:
            return False
        s = int(before[-1])
        if any(self._moments[s].at < at <= self._moments[k].at for at in self._pace.limits.exchanges):
            return False
        units = self._story.units
        return not self._possible(s, k, float(units[k, self._likely[k]] - units[s, self._likely[s]]))

    def _between(self, k: int, at_once: Verdict) -> Settled | None:
        """A photograph that was misread while the meter stood still: before and after it the same value is settled."""
        sides = (np.nonzero(self._likely[:k] >= 0)[0][-1:], k + 1 + np.nonzero(self._likely[k + 1 :] >= 0)[0][:1])
        near = [(int(n[0]), int(self._likely[int(n[0])])) for n in sides if len(n)]
        if len(near) < 2 or not self._pace.limits.counts_up or near[1][0] - near[0][0] > REACH:
            return None
        values = {self._moments[n].rivals[i].value for n, i in near}
        confidence = min(float(self._story.finally_[n, i]) for n, i in near)
        if len(values) > 1 or confidence < SETTLED:
            return None
        return _standing(at_once, values.pop(), confidence, later=True)


def _likely(chances: NDArray[np.float64]) -> NDArray[np.int64]:
    """`(n,)`: which rival of each photograph is believed, -1 where none is."""
    if not len(chances):
        return np.zeros(0, np.int64)
    return np.where(chances.max(axis=1) >= PUBLISH, chances.argmax(axis=1), -1)


def _guessed(best: Alternative) -> tuple[Decimal | None, State]:
    """What a person is asked about where history contradicts the picture: what the picture shows."""
    return (best.value, "uncertain") if best.probability >= GUESS else (None, "unreadable")


def _standing(at_once: Verdict, value: Decimal, confidence: float, *, later: bool, breaks: bool = False) -> Settled:
    """A value that stands out in the end, `later` where photographs after it settled it."""
    as_said = at_once.state != "published" or at_once.value == value
    state: FinalState = ("confirmed" if later else "published") if as_said else ("corrected" if later else "uncertain")
    told = not later or (at_once.state == "published" and as_said)
    reasons = at_once.reasons if told else (because("settled_later"),)
    if breaks:
        reasons = (*reasons, because("stands_elsewhere"))
    return Settled(at_once, value, state, confidence, reasons, breaks)


def _unsettled(at_once: Verdict, confidence: float) -> Settled:
    """No value stands out: what was published is doubtful now, or wrong."""
    if at_once.state != "published":
        return Settled(at_once, at_once.value, at_once.state, min(confidence, at_once.confidence), at_once.reasons)
    if confidence < WITHDRAWN:
        return Settled(at_once, None, "rejected", confidence, (because("contradicted"),))
    return Settled(at_once, at_once.value, "uncertain", confidence, (because("contradicted"),))
