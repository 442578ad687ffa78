"""The worker's part of an export, and of what a request discloses: one at a time, under a lease that goes on with every row."""

import time
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone, translation

from harimi.service.pages.exports.paper import TooLargeError, write_paper
from harimi.service.pages.exports.sheets import counted
from harimi.service.pages.exports.whole import write_export
from harimi.service.platform.jobs import guarded, job
from harimi.service.platform.leases import finish, hold
from harimi.service.platform.working import put_off, work_on
from harimi.service.privacy.gate import using
from harimi.service.privacy.keys import KeyGoneError
from harimi.service.readings.worker import beat
from harimi.service.requests.answers import disclosed
from harimi.service.requests.audited import PURPOSE as INQUIRIES
from harimi.service.requests.models import Answer, Request
from harimi.service.rights.exported import exported
from harimi.service.rights.exports import PURPOSE, made
from harimi.service.rights.models import Export
from harimi.service.rights.models.filed import Filed
from harimi.service.rights.writing import Writing

RENEWED = 1.0
"""Seconds from one renewal of the lease to the next, at least."""
MEANWHILE = ("read", "settle")
"""What an only worker does in between, so that photographs do not wait for an export of many others: work of seconds."""
_Row = TypeVar("_Row", Export, Answer)


def make_one() -> bool:
    """Makes one export that somebody asked for; whether there was one."""
    return work_on(_free(Export.objects.all()), _make, _failed, joined=("subject",))


def answer_one() -> bool:
    """Makes one file that a request discloses; whether there was one."""
    return work_on(_free(Answer.objects.all()), _answer, _failed, joined=("request__subject", "about"))


def _free(rows: "QuerySet[_Row]") -> "QuerySet[_Row]":
    """One at a time: it takes a disk and a store for long, and other workers go on."""
    waiting = rows.filter(done_at=None)
    return waiting.none() if waiting.filter(lease_until__gt=timezone.now()).exists() else waiting


def _make(export: Export) -> None:
    """What an earlier try wrote is forgotten first; the new one is a file when all of it is there, and not before."""
    try:
        with using(PURPOSE, subject=export.subject_id), translation.override(export.language):
            found, writing = exported(export.subject), Writing(export)
            hold(export, total=sum(counted(found.tables)), reached=0)
            write_export(found, writing, _Stepping(export), timezone.now())
            writing.end(lambda: made(export))
    except KeyGoneError:
        finish(export, done_at=timezone.now(), fault="gone")


def _answer(answer: Answer) -> None:
    """An archive, or pages to print."""
    write = write_paper if answer.request.form == Request.Form.PAPER else write_export
    try:
        with using(INQUIRIES, subject=answer.about_id), translation.override(answer.language):
            found, writing = disclosed(answer), Writing(answer)
            hold(answer, total=sum(counted(found.tables)), reached=0)
            sheets = write(found, writing, _Stepping(answer), timezone.now())
            writing.end(lambda: None, disclosed=sum(one.rows for one in sheets))
    except KeyGoneError:
        finish(answer, done_at=timezone.now(), fault="gone")
    except TooLargeError:
        finish(answer, done_at=timezone.now(), fault="too_large")


def _failed(row: Export | Answer, _: Exception) -> None:
    """What was written is of no use to anybody."""
    row.parts.all().delete()
    put_off(row, done_at=timezone.now(), fault="broken")


@dataclass
class _Stepping:
    """Called with every row: now and then the lease goes on and the page learns how far it is, and others have their turn.

    Their turn takes half of the time at most, so that an export is done although photographs come in all the time.
    """

    row: Filed
    told: float = field(default_factory=time.monotonic)
    turn: float = field(default_factory=time.monotonic)

    def __call__(self, count: int) -> None:
        """Raises `LeaseLostError` where another worker has the row by now, or nobody wants it any more."""
        self.row.reached += count
        if time.monotonic() - self.told >= RENEWED:
            self._tell()
            self._others()

    def _tell(self) -> None:
        hold(self.row, reached=self.row.reached)
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
