"""The worker: one loop that does whatever is due, in a process of its own."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import close_old_connections
from django.utils import timezone

from harimi.service.accounts import invitations, sessions
from harimi.service.captures.services import forget_unset, sweep
from harimi.service.devices import orders, reported, tokens
from harimi.service.meters import report_files, uploads
from harimi.service.meters.expiry import remind
from harimi.service.notices.kept import forget_old
from harimi.service.platform.models import Heartbeat
from harimi.service.platform.outbox import deliver_one
from harimi.service.privacy.audit import anchor, verify
from harimi.service.privacy.collectors import forget_collected
from harimi.service.privacy.gate import using
from harimi.service.privacy.promptly import breaches
from harimi.service.readings.framing import cut_stragglers
from harimi.service.readings.imports.running import import_one
from harimi.service.readings.keeping import forget_old_photographs
from harimi.service.readings.reading import read_one
from harimi.service.readings.recounting import recount_one
from harimi.service.readings.settling import settle_one
from harimi.service.readings.standing import keep_standings

log = structlog.stdlib.get_logger(__name__)
IDLE = 0.3
"""Seconds of rest when nothing is due: rows tell what is to be done, so a missed bell costs no more than this."""
BEAT, KEPT_HOUSE, DAILY = 5.0, 600.0, 86_400.0
"""Seconds from one sign of life to the next, from one tidying to the next, and what is done once a day."""
SILENT = timedelta(seconds=30)
Job = Callable[[], bool]
"""Does one thing that is due; whether there was one."""
_JOBS: tuple[Job, ...] = (read_one, settle_one, recount_one, import_one, deliver_one)
IN_A_ROW = 8
"""How often a job is done before the next one's turn: pictures of one meter that came together are decided together."""


def work(stop: threading.Event, *more: Job) -> None:
    """Works until `stop` is set; the job at hand is finished first. `more` are jobs of the layers above."""
    chores = [
        _Chore(BEAT, beat),
        _Chore(BEAT, _cut_late),
        _Chore(BEAT, _stand),
        _Chore(KEPT_HOUSE, _keep_house),
        _Chore(DAILY, _verify_audit),
        _Chore(DAILY, _sweep),
        _Chore(DAILY, _remind),
    ]
    while not stop.is_set():
        for chore in chores:
            chore.do_if_due()
        done = [_some(job, stop) for job in (*_JOBS, *more)]
        if not any(done):
            close_old_connections()
            stop.wait(IDLE)


def work_until_told(*more: Job) -> None:
    """Works until the process is told to end."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    work(stop, *more)


def alive() -> bool:
    """Whether any worker has been at work within the last `SILENT`."""
    return Heartbeat.objects.filter(at__gte=timezone.now() - SILENT).exists()


@dataclass
class _Chore:
    """Something to do every so many seconds, and once at the start."""

    every: float
    job: Callable[[], bool]
    done: float = float("-inf")

    def do_if_due(self) -> None:
        if time.monotonic() - self.done >= self.every:
            self.done = time.monotonic()
            _guarded(self.job)


def beat() -> bool:
    """A sign of life; also given in the middle of work that takes longer than others wait for one. False, like all chores."""
    Heartbeat.objects.update_or_create(worker=f"{socket.gethostname()[:40]}:{os.getpid()}", defaults={"at": timezone.now()})
    Heartbeat.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()
    return False


def _cut_late() -> bool:
    while cut_stragglers():
        pass
    return False


def _stand() -> bool:
    keep_standings()
    return False


def _remind() -> bool:
    remind()
    return False


def _keep_house() -> bool:
    """Each chore by itself: one that fails keeps none of the others from being done."""
    for chore in (
        anchor,
        forget_old,
        invitations.forget_old,
        sessions.forget_ended,
        uploads.forget_old,
        report_files.forget_old,
        forget_collected,
        reported.forget_reported,
        orders.expire,
        tokens.forget_ended,
        forget_old_photographs,
        _forget_unset,
        _watch,
    ):
        _guarded(lambda chore=chore: bool(chore()) and False)  # type: ignore[misc]
    return False


def _forget_unset() -> None:
    gone = forget_unset()
    if gone:
        log.info("photographs deleted whose face was not drawn in time", count=gone)


def _watch() -> None:
    for breach in (*breaches(), *reported.breaches()):
        log.error("a stop was not obeyed in time", name=breach.item, count=breach.rows, clause="3-2")


def _sweep() -> bool:
    gone = sweep()
    if gone:
        log.info("bytes deleted that belonged to no photograph any more", count=gone)
    return False


def _verify_audit() -> bool:
    found = verify()
    if found is not None:
        log.error("the audit's chain does not hold", row=found.seq, why=found.why)
    return False


def _some(job: Callable[[], bool], stop: threading.Event) -> bool:
    """Whether anything was done, a few times over while there is something to do."""
    for n in range(IN_A_ROW):
        if stop.is_set() or not _guarded(job):
            return n > 0
    return True


def _guarded(job: Callable[[], bool]) -> bool:
    """Whatever a job raises, the worker goes on; a database that is away for a moment is waited for."""
    try:
        with using("provision"):
            return job()
    except Exception:  # a worker that dies of one row would die of it again
        log.exception("a job failed")
        close_old_connections()
        time.sleep(1)
        return False
