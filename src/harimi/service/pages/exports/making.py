"""The worker's part of an export: one at a time in the whole service, under a lease that goes on with every row."""

import time
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone, translation

from harimi.service.pages.exports.sheets import counted
from harimi.service.pages.exports.whole import write_export
from harimi.service.platform.jobs import guarded, job
from harimi.service.platform.leases import finish, hold
from harimi.service.platform.working import put_off, work_on
from harimi.service.privacy.gate import using
from harimi.service.privacy.keys import KeyGoneError
from harimi.service.readings.worker import beat
from harimi.service.rights.exported import exported
from harimi.service.rights.exports import PURPOSE, Writing
from harimi.service.rights.models import Export

RENEWED = 1.0
"""Seconds from one renewal of the lease to the next, at least."""
MEANWHILE = ("read", "settle")
"""What an only worker does in between, so that photographs do not wait for an export of many others: work of seconds."""


def make_one() -> bool:
    """Makes one export that somebody asked for; whether there was one."""
    return work_on(_free(), _make, _failed, joined=("subject",))


def _free() -> QuerySet[Export]:
    """One at a time: it takes a disk and a store for long, and other workers go on."""
    waiting = Export.objects.filter(done_at=None)
    return waiting.none() if waiting.filter(lease_until__gt=timezone.now()).exists() else waiting


def _make(export: Export) -> None:
    """What an earlier try wrote is forgotten first; the new one is a file when all of it is there, and not before."""
    try:
        with using(PURPOSE, subject=export.subject_id), translation.override(export.language):
            found, writing = exported(export.subject), Writing(export)
            export.reached = 0
            hold(export, total=sum(counted(found.tables)))
            step = _Stepping(export)
            write_export(found, writing, step, timezone.now())
            writing.end()
    except KeyGoneError:
        finish(export, done_at=timezone.now(), fault="gone")


def _failed(export: Export, _: Exception) -> None:
    """What was written is of no use to anybody."""
    export.parts.all().delete()
    put_off(export, done_at=timezone.now(), fault="broken")


@dataclass
class _Stepping:
    """Called with every row: now and then the lease goes on and the page learns how far it is, and others have their turn.

    Their turn takes half of the time at most, so that an export is done although photographs come in all the time.
    """

    export: Export
    told: float = field(default_factory=time.monotonic)
    turn: float = field(default_factory=time.monotonic)

    def __call__(self, count: int) -> None:
        """Raises `LeaseLostError` where another worker has the export by now, or nobody wants it any more."""
        self.export.reached += count
        if time.monotonic() - self.told >= RENEWED:
            self._tell()
            self._others()

    def _tell(self) -> None:
        hold(self.export, reached=self.export.reached)
        beat()
        self.told = time.monotonic()

    def _others(self) -> None:
        begun = time.monotonic()
        if begun < self.turn:
            return
        for found in filter(None, map(job, MEANWHILE)):
            guarded(found.do)
        self._tell()
        self.turn = time.monotonic() + (time.monotonic() - begun)
