"""The worker's part of a report that takes long: one PDF is laid out, under a lease that each page renews."""

import time
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.meters.models import ReportFile, Site
from harimi.service.meters.queries import sites_by_name
from harimi.service.meters.report_files import keep
from harimi.service.pages.reports.asked import Asked
from harimi.service.pages.reports.document import document
from harimi.service.pages.reports.pdf import pdf
from harimi.service.platform.leases import MOST, LeaseLostError, claim, finish, retry_in
from harimi.service.readings.worker import beat

log = structlog.stdlib.get_logger(__name__)
RENEWED = 1.0
"""Seconds from one renewal of the lease to the next, at least."""


def make_one() -> bool:
    """Makes one report that somebody asked for; whether there was one."""
    file = claim(_free(), seconds=settings.HARIMI.lease_seconds)
    if file is None:
        return False
    try:
        _make(file)
    except LeaseLostError:
        log.warning("a report was taken over by another worker", row=str(file.pk))
    except Exception:  # one report that cannot be made must not stop all others
        log.exception("a report could not be made", row=str(file.pk))
        _put_off(file)
    return True


def _free() -> QuerySet[ReportFile]:
    """One at a time: it takes a processor for long, and other workers go on reading photographs."""
    waiting = ReportFile.objects.filter(done_at=None)
    return waiting.none() if waiting.filter(lease_until__gt=timezone.now()).exists() else waiting


def _make(file: ReportFile) -> None:
    """Nothing is written before the whole file is there, so that a worker that is killed leaves nothing half made."""
    asked = _asked(file)
    if asked is None:
        finish(file, done_at=timezone.now(), fault="gone")
        return
    file.reached = 0
    holding = _Holding(file)
    found = document(asked)
    holding()
    keep(file, pdf(found, holding))


def _asked(file: ReportFile) -> Asked | None:
    """What was asked for, as it is now; None where the organization has no places any more."""
    of_all = Site.objects.filter(organization=file.organization).select_related("organization")
    sites = sites_by_name(of_all) if file.site is None else [file.site]
    if not sites:
        return None
    now = timezone.now().astimezone(sites[0].zone)
    return Asked(sites, sites, file.kind, file.day, now, "ja" if file.language == "ja" else "en", file.photographs)


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
        self.file.reached = max(self.file.reached, page)
        until = timezone.now() + timedelta(seconds=settings.HARIMI.lease_seconds)
        mine = ReportFile.objects.filter(pk=self.file.pk, lease=self.file.lease)
        if mine.update(lease_until=until, reached=self.file.reached) != 1:
            raise LeaseLostError(f"report {self.file.pk} was taken over")
        beat()


def _put_off(file: ReportFile) -> None:
    """Tried again later; after the last try it is over."""
    mine = ReportFile.objects.filter(pk=file.pk, lease=file.lease)
    if file.tries >= MOST:
        mine.update(lease=None, lease_until=None, due_at=None, done_at=timezone.now(), fault="broken")
    else:
        mine.update(lease=None, lease_until=None, due_at=timezone.now() + retry_in(file.tries))
