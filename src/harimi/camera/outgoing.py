"""Photographs on their way: sent in the order in which they were taken, and deleted when the service said that it has them."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from harimi.camera.api import Api
from harimi.camera.connection import Answer
from harimi.camera.fate import Became, Fate, became, each_became
from harimi.camera.spool import Spool
from harimi.camera.waiting import Waiting

_ASIDE = 3
"""Photographs that step aside in one go, before the sender waits."""
_FAULTS = 5
"""Errors of the service over one photograph, before the others go first."""
_LARGEST = 50
_MOST_BYTES = 3_000_000
"""Of a batch: it lies in the memory twice."""
_SINGLY = (404, 405, 413, 422)
"""Answers to a whole batch after which photographs are sent one by one."""
_LOG = logging.getLogger(__name__)


@dataclass
class Sent:
    """How a go ended: how many the service has, how many it refused for ever, and the answer at which it stopped."""

    kept: int = 0
    refused: int = 0
    stopped: Answer | None = None


@dataclass
class Outgoing:
    """Sends what waits in a spool. `heard` is told every answer, for the orders in it."""

    spool: Spool
    api: Api
    heard: Callable[[Answer], None] = lambda _: None
    _faults: Counter[str] = field(default_factory=Counter)
    _aside: dict[str, tuple[float, float]] = field(default_factory=dict)
    _no_batches: bool = False

    def flush(self, batch: int = 1, stop: Callable[[], bool] = lambda: False) -> Sent:
        """Sends until nothing is due, the service says to wait, or told to stop. Raises `LostError`."""
        sent, stepped = Sent(), 0
        for together in self._together(self.due(), batch):
            if stop() or sent.stopped is not None:
                break
            for answer, one in self._sent(together):
                self._settle(one, sent)
                stepped += one.fate is Fate.STEPS_ASIDE
                if one.fate is Fate.WAITS or stepped >= _ASIDE:
                    sent.stopped = answer
        return sent

    def due(self) -> list[Waiting]:
        """What would be sent now, in order."""
        now = time.monotonic()
        ready = [one for one in self.spool.waiting() if self._aside.get(one.name, (0.0, 0.0))[0] <= now]
        return sorted(ready, key=lambda one: self._faults[one.name] >= _FAULTS)

    def _together(self, turn: Sequence[Waiting], batch: int) -> Iterator[list[Waiting]]:
        """What goes in one request each."""
        gathered: list[Waiting] = []
        size = 0
        for one in turn:
            if gathered and (self._no_batches or len(gathered) >= min(batch, _LARGEST) or size > _MOST_BYTES):
                yield gathered
                gathered, size = [], 0
            gathered.append(one)
            size += self.spool.size(one)
        if gathered:
            yield gathered

    def _sent(self, together: Sequence[Waiting]) -> Iterator[tuple[Answer, Became]]:
        read = [(one, data) for one in together if (data := self.spool.read(one)) is not None]
        if len(read) > 1:
            answer = self.api.batch(read)
            self.heard(answer)
            if answer.status not in _SINGLY:
                yield from ((answer, one) for one in each_became([one for one, _ in read], answer))
                return
            _LOG.info("the service took no batch (%s); photographs are sent one by one", answer.status)
            self._no_batches = True
        for one, data in read:
            answer = self.api.capture(one, data)
            self.heard(answer)
            outcome = became(one, answer)
            yield answer, outcome
            if outcome.fate is Fate.WAITS:
                return

    def _settle(self, one: Became, sent: Sent) -> None:
        name = one.photograph.name
        if one.fate is Fate.STEPS_ASIDE:
            span = min(2 * self._aside.get(name, (0.0, 30.0))[1], 3600.0)
            self._aside[name] = (time.monotonic() + span, span)
            return
        if one.fate is Fate.WAITS:
            self._faults[name] += one.status >= 500
            return
        if one.fate is Fate.KEPT:
            self.spool.remove(one.photograph)
            sent.kept += 1
        else:
            self.spool.refuse(one.photograph, one.why)
            sent.refused += 1
        self._faults.pop(name, None)
        self._aside.pop(name, None)
