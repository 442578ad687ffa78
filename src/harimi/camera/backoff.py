"""How long to wait after failures: twice as long each time, never all cameras at once."""

import random
import time


class Backoff:
    """`first` and `most` in seconds."""

    def __init__(self, first: float = 5.0, most: float = 900.0) -> None:
        self._first, self._most = first, most
        self._failures = 0
        self._until = 0.0

    @property
    def left(self) -> float:
        """Seconds until it is time again; 0: now."""
        return max(0.0, self._until - time.monotonic())

    def failed(self, asked: float = 0.0) -> float:
        """Waits from now, at least as long as the service `asked` for (a day at most); how long."""
        span = min(self._most, self._first * 2.0 ** min(self._failures, 20))
        wait = max(span * random.uniform(0.5, 1.0), min(asked, 86_400.0))  # noqa: S311
        self._failures += 1
        self._until = time.monotonic() + wait
        return wait

    def worked(self) -> None:
        """Begins anew."""
        self._failures, self._until = 0, 0.0
