"""Rings for work that is due, where there is a broker. The rows stay the truth: a bell that nobody hears costs time only.

Whoever rings never waits: a thread of its own speaks to the broker, and while that is away bells are thrown away.
"""

import os
import queue
import threading
import time
from functools import cache

import structlog
from django.conf import settings
from django.db import transaction

log = structlog.stdlib.get_logger(__name__)
AWAY = 5.0
"""Seconds until a broker that did not answer is asked again."""
_MOST = 1000


def ring(name: str, times: int = 1) -> None:
    """Rings for a kind of job once the transaction at hand is committed."""
    if settings.HARIMI.broker:
        transaction.on_commit(lambda: bell().ring(name, times))


class Bell:
    """What waits to be told, and the thread that tells it."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[str] = queue.Queue(_MOST)
        self.away_until = 0.0
        threading.Thread(target=self._speak, name="bell", daemon=True).start()

    def ring(self, name: str, times: int = 1) -> None:
        """Says it soon, or never."""
        for _ in range(times):
            try:
                self._waiting.put_nowait(name)
            except queue.Full:
                return

    @property
    def away(self) -> bool:
        """Whether the broker did not answer a moment ago."""
        return time.monotonic() < self.away_until

    def _speak(self) -> None:
        from harimi.service.platform.broker import rung

        while True:
            name = self._waiting.get()
            if self.away:
                continue
            try:
                rung(name)
            except Exception as error:  # whatever a broker's client says of one that is away
                self.away_until = time.monotonic() + AWAY
                log.warning("the broker does not answer; work is found in the database meanwhile", why=type(error).__name__)


@cache
def bell() -> Bell:
    """This process's bell."""
    return Bell()


os.register_at_fork(after_in_child=bell.cache_clear)
"""A thread does not outlive a fork."""
