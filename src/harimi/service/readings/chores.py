"""What is done every so often, once for all workers of all machines: a row says when next, and whoever claims it does it.

A worker that dies of a chore lets its lease run out; another does it once more.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.utils import timezone

from harimi.service.accounts import invitations, sessions
from harimi.service.captures.services import forget_unset, sweep
from harimi.service.devices import orders, reported, tokens
from harimi.service.meters import report_files, uploads
from harimi.service.meters.expiry import remind
from harimi.service.notices.kept import forget_old
from harimi.service.platform.jobs import guarded, tidying
from harimi.service.platform.leases import claim
from harimi.service.platform.models import Chore
from harimi.service.privacy.audit import anchor, verify
from harimi.service.privacy.collectors import forget_collected
from harimi.service.privacy.overdue import overdue
from harimi.service.privacy.promptly import breaches
from harimi.service.readings import quality
from harimi.service.readings.framing import cut_stragglers
from harimi.service.readings.keeping import forget_old_photographs
from harimi.service.readings.keeping_fewer import thin_out
from harimi.service.readings.quality import count_days, count_fresh
from harimi.service.readings.standing import keep_standings
from harimi.service.readings.trials.asking import forget_undecided

log = structlog.stdlib.get_logger(__name__)
OFTEN, KEPT_HOUSE, HOURLY, DAILY = 5.0, 600.0, 3600.0, 86_400.0
"""Seconds from one time to the next: what waits for it, the tidying, and what is done once an hour or a day."""
_QUICKEST, _LONGEST = 10.0, 900.0
"""Seconds for which a chore may be held, by how often it is done."""
_LOOKED = 60.0
"""Seconds after which each worker looks whether a rare chore is due."""


@dataclass
class Every:
    """One chore, and when this process last looked whether it is due."""

    name: str
    seconds: float
    do: Callable[[], object]
    looked: float | None = None

    def do_if_due(self) -> None:
        """1. Its row is claimed, by one worker of all. 2. It is done. 3. The row says when next."""
        now = time.monotonic()
        if self.looked is not None and now - self.looked < min(self.seconds, _LOOKED):
            return
        if self.looked is None:
            Chore.objects.get_or_create(name=self.name, defaults={"due_at": timezone.now()})
        self.looked = now
        row = claim(Chore.objects.filter(name=self.name), seconds=min(_LONGEST, max(_QUICKEST, self.seconds)))
        if row is None:
            return
        guarded(self.do)
        next_time = timezone.now() + timedelta(seconds=self.seconds)
        Chore.objects.filter(name=row.name, lease=row.lease).update(due_at=next_time, lease=None, lease_until=None, tries=0)


def chores() -> list[Every]:
    """All of them, none looked at yet."""
    return [
        Every("cut late photographs", OFTEN, _cut_late),
        Every("keep standings", OFTEN, keep_standings),
        Every("keep house", KEPT_HOUSE, keep_house),
        Every("verify the audit", DAILY, _verify_audit),
        Every("sweep the store", DAILY, _sweep),
        Every("look for what is kept too long", DAILY, _overdue),
        Every("thin photographs out", DAILY, thin_out),
        Every("remind of expiry", DAILY, remind),
        Every("count how well is read", HOURLY, count_fresh),
        Every("count late photographs", DAILY, count_days),
    ]


def _cut_late() -> None:
    while cut_stragglers():
        pass


def keep_house() -> None:
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
        forget_undecided,
        quality.forget_old,
        _forget_unset,
        _watch,
        *tidying(),
    ):
        guarded(chore)


def _forget_unset() -> None:
    gone = forget_unset()
    if gone:
        log.info("photographs deleted whose face was not drawn in time", count=gone)


def _watch() -> None:
    for breach in (*breaches(), *reported.breaches()):
        log.error("a stop was not obeyed in time", name=breach.item, count=breach.rows, clause="3-2")


def _sweep() -> None:
    gone = sweep()
    if gone:
        log.info("bytes deleted that belonged to no photograph any more", count=gone)


def _overdue() -> None:
    for one in overdue():
        log.error("something is kept longer than the policy says", name=one.table, count=one.rows)


def _verify_audit() -> None:
    found = verify()
    if found is not None:
        log.error("the audit's chain does not hold", row=found.seq, why=found.why)
