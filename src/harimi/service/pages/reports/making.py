"""The worker's part of a report that takes long: one PDF is laid out, under a lease that each page renews."""

import time
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.meters.models import ReportFile
from harimi.service.meters.report_files import keep
from harimi.service.pages.reports.asked import asked_of
from harimi.service.pages.reports.document import document
from harimi.service.pages.reports.pdf import pdf
from harimi.service.platform.leases import finish, hold
from harimi.service.platform.working import put_off, work_on
from harimi.service.readings.worker import beat

RENEWED = 1.0
"""Seconds from one renewal of the lease to the next, at least."""


def make_one() -> bool:
    """Makes one report that somebody asked for; whether there was one."""
    return work_on(_free(), _make, lambda file, _: put_off(file, done_at=timezone.now(), fault="broken"))


def _free() -> QuerySet[ReportFile]:
    """One at a time: it takes a processor for long, and other workers go on reading photographs."""
    waiting = ReportFile.objects.filter(done_at=None)
    return waiting.none() if waiting.filter(lease_until__gt=timezone.now()).exists() else waiting


def _make(file: ReportFile) -> None:
    """Nothing is written before the whole file is there, so that a worker that is killed leaves nothing half made."""
    asked = asked_of(file)
    if asked is None:
        finish(file, done_at=timezone.now(), fault="gone")
        return
    file.reached = 0
    holding = _Holding(file)
    found = document(asked)
    holding()
    keep(file, pdf(found, holding))


@dataclass
class _Holding:
    """Called at every step: the lease goes on, the worker is alive, and the page that was reached is known."""

    file: ReportFile
    told: float = 0.0

    def __call__(self, page: int = 0) -> None:
        """Raises `LeaseLostError` where another worker has the report by now."""
        if time.monotonic() - self.told < RENEWED:
            return
        self.told = time.monotonic()
        hold(self.file, reached=max(self.file.reached, page))
        beat()
