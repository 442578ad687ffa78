"""How often something was done, counted by all machines together where there is a Redis, else in this process's memory."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

import structlog
from limits import RateLimitItem, storage, strategies

log = structlog.stdlib.get_logger(__name__)
AWAY = 10.0
"""Seconds for which a Redis that did not answer is not asked again; meanwhile each process counts by itself."""
WAITED = 0.5
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Left:
    """How many more are allowed in this window, and in how many seconds the next one begins."""

    calls: int
    seconds: int


class Limiter:
    """Counts in windows of time. A Redis that is away refuses nobody."""

    def __init__(self, redis: str = "", prefix: str = "harimi") -> None:
        self.storage = storage.MemoryStorage()
        self._own = strategies.FixedWindowRateLimiter(self.storage)
        self._shared = _shared(redis, prefix) if redis else None
        self._away_until = 0.0

    def hit(self, item: RateLimitItem, *identifiers: str) -> bool:
        """Counts one more; whether it is still allowed."""
        return self._asked(lambda counted: counted.hit(item, *identifiers))

    def test(self, item: RateLimitItem, *identifiers: str) -> bool:
        """Counts nothing; whether one more would be allowed."""
        return self._asked(lambda counted: counted.test(item, *identifiers))

    def left(self, item: RateLimitItem, *identifiers: str) -> Left:
        """Counts nothing; what is left of what is allowed."""
        end, calls = self._asked(lambda counted: counted.get_window_stats(item, *identifiers))
        return Left(max(0, calls), max(0, ceil(end - time.time())))

    def _asked(self, ask: Callable[[strategies.FixedWindowRateLimiter], Found]) -> Found:
        if self._shared is None or time.monotonic() < self._away_until:
            return ask(self._own)
        try:
            return ask(self._shared)
        except Exception as error:  # whatever its client says of one that is away
            self._away_until = time.monotonic() + AWAY
            log.warning("limits are counted by each process: their Redis does not answer", why=type(error).__name__)
            return ask(self._own)


def _shared(redis: str, prefix: str) -> strategies.FixedWindowRateLimiter:
    within = {"socket_timeout": WAITED, "socket_connect_timeout": WAITED}
    return strategies.FixedWindowRateLimiter(storage.RedisStorage(redis, key_prefix=f"{prefix}:limits", **within))  # type: ignore[arg-type]
