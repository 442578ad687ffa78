"""The worker: a loop that does whatever is due, or, beside Celery's workers, one that rings for what nobody heard."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from harimi.service.platform.bell import bell
from harimi.service.platform.jobs import guarded, in_a_row, jobs, overdue
from harimi.service.platform.models import Heartbeat
from harimi.service.platform.writes import writes
from harimi.service.privacy.gate import using
from harimi.service.readings.chores import Every, chores

IDLE = 0.3
"""Seconds of rest when nothing is due: rows tell what is to be done, so a missed bell costs no more than this."""
QUIET = 2.0
"""Seconds for which a database that nobody else wrote to is not asked again; what becomes due by time alone waits for them."""
BEAT = 5.0
"""Seconds from one sign of life to the next."""
LATE, MISSED = timedelta(seconds=1), 50
"""What nobody took for so long is rung for again, so many at a time."""
KEPT = 2.0
SILENT = timedelta(seconds=30)


def work(stop: threading.Event) -> None:
    """Works until `stop` is set; the job at hand is finished first."""
    tend = _Tending(chores())
    while not stop.is_set():
        before = writes()
        with using("provision"):
            tend()
            done = [in_a_row(job, stop.is_set) for job in jobs()]
        if not any(done):
            _rest(stop, before)


def keep(stop: threading.Event) -> None:
    """Beside Celery's workers: the chores, and a bell for what is late. While the broker is away it does the work itself."""
    tend = _Tending([*chores(), Every("ring for what is late", KEPT, _ring_late)])
    while not stop.is_set():
        before = writes()
        with using("provision"):
            tend()
            done = [in_a_row(job, stop.is_set) for job in jobs()] if bell().away else []
        if not any(done):
            _rest(stop, before)


def _rest(stop: threading.Event, before: int | None) -> None:
    """Until something may be due: where the database tells that nobody wrote since `before`, its rows need not be asked."""
    close_old_connections()
    until = time.monotonic() + QUIET
    while not stop.wait(IDLE) and before is not None and time.monotonic() < until and writes() == before:
        pass


def work_until_told() -> None:
    """Works, or keeps beside Celery's workers, until the process is told to end."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    (keep if settings.HARIMI.broker else work)(stop)


def alive() -> bool:
    """Whether any worker has been at work within the last `SILENT`."""
    return Heartbeat.objects.filter(at__gte=timezone.now() - SILENT).exists()


def beat() -> None:
    """A sign of life; also given in the middle of work that takes longer than others wait for one."""
    Heartbeat.objects.update_or_create(worker=f"{socket.gethostname()[:40]}:{os.getpid()}", defaults={"at": timezone.now()})
    Heartbeat.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()


def _ring_late() -> None:
    for job in jobs():
        late = overdue(job, LATE, MISSED)
        if late:
            bell().ring(job.name, late)


class _Tending:
    """Gives signs of life and does the chores that are due; a database that is away for a moment is waited for."""

    def __init__(self, due: list[Every]) -> None:
        self._due, self._beat = due, float("-inf")

    def __call__(self) -> None:
        self._guarded(self._beat_if_due)
        for each in self._due:
            self._guarded(each.do_if_due)

    def _beat_if_due(self) -> None:
        if time.monotonic() - self._beat >= BEAT:
            beat()
            self._beat = time.monotonic()

    @staticmethod
    def _guarded(do: Callable[[], None]) -> None:
        def done() -> bool:
            do()
            return True

        if not guarded(done):
            time.sleep(1)
