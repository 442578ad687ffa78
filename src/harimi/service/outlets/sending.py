"""The worker's part: each outlet is sent what waits for it, in order; who is away loses nothing and gets nothing twice.

1. A worker leases the outlet, and takes the events after its position, as many as its kind sends at once.
2. It sends them, and writes after each that was taken how far the outlet is.
3. Where the other side is away, the outlet is due later: after seconds at first, an hour at most, however long that goes on.
4. Where nothing waits any more, it is due with the next event; the journal is held while it says so, so that none is missed.

Killed between a send and its writing-down, a worker has the last part sent once more: under the same numbers, by which others
know it again.
"""

import time
from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from harimi.service.egress.permit import NotPermittedError
from harimi.service.egress.web.destination import AddressError
from harimi.service.egress.web.sending import UnansweredError, UnreachedError
from harimi.service.outlets import journal
from harimi.service.outlets.kinds.kind import DownError, GoneError, Kind, Parcel, RefusedError
from harimi.service.outlets.kinds.registry import KINDS, settings_of
from harimi.service.outlets.models import Event, Outlet
from harimi.service.outlets.part import Part
from harimi.service.outlets.waiting import more, next_part
from harimi.service.platform.leases import finish, hold
from harimi.service.platform.working import put_off, work_on
from harimi.service.privacy.gate import RefusedError as ForbiddenError
from harimi.service.third_parties.departure import Departure

log = structlog.stdlib.get_logger(__name__)
TURN = 20.0
"""Seconds for which one outlet is sent to before others have their turn."""
DOWN = (DownError, AddressError, UnreachedError, UnansweredError)
"""How it is heard that the other side is away or takes nothing."""
PATIENT = 8
"""Tries of one event that is refused before it is set aside: some twenty minutes."""
_FIRST, _LONGEST = timedelta(seconds=5), timedelta(hours=1)
_SINCE = Coalesce(F("failing_since"), Now())


def send_one() -> bool:
    """Sends to an outlet that is due; whether there was one."""
    return work_on(due(), _send, _broken, joined=("organization", "site", "instruction"))


def due() -> QuerySet[Outlet]:
    """Those that are sent to: not where a contract is over or suspended."""
    return Outlet.objects.filter(on=True, organization__ended_at=None, organization__suspended_at=None)


def pause(fails: int) -> timedelta:
    """How long to wait after so many tries that failed: 5, 10, 20 seconds … an hour."""
    return min(_FIRST * 2 ** (min(fails, 20) - 1), _LONGEST)


def _send(row: Outlet) -> None:
    kind, until = KINDS[row.kind], time.monotonic() + TURN
    row.tries = 0  # what is kept of a lease's tries says nothing of a place that answers
    while time.monotonic() < until:
        part = next_part(row, kind)
        if part is None:
            _rest(row)
            return
        if not _sent(row, kind, part):
            return
    finish(row, again_at=timezone.now())


def _sent(row: Outlet, kind: Kind, part: Part) -> bool:
    """Whether to go on; else the outlet is due later."""
    try:
        if part.events:
            _handed(row, kind, part)
    except RefusedError as error:
        _refused(row, part, error)
    except GoneError as error:
        _off(row, error.code)
    except (NotPermittedError, ForbiddenError):
        _off(row, "not_permitted")
    except DOWN as error:
        _down(row, code_of(error), getattr(error, "retry_after", None))
    else:
        _went(row, part)
        return True
    return False


def code_of(error: Exception) -> str:
    """Of one of `DOWN`: a text `outlet.fault.<code>`."""
    if isinstance(error, DownError):
        return error.code
    if isinstance(error, AddressError):
        return f"address_{error.code}"
    return "unreached" if isinstance(error, UnreachedError) else "unanswered"


def _went(row: Outlet, part: Part) -> None:
    if not part.left:
        part.done()
    if part.events:
        _works(row)


def _handed(row: Outlet, kind: Kind, part: Part) -> None:
    """All of it; where it is refused, smaller and smaller parts of it, until it is known which event is not taken."""
    most = len(part.events)
    while part.left:
        events = part.left[:most]
        try:
            kind.send(_parcel(row, kind, part, events))
        except RefusedError:
            if len(events) == 1 or part.left[0] is not events[0]:
                raise
            most = len(events) // 2
        else:
            if part.left and part.left[0] is events[0]:
                return  # its time is over


def _parcel(row: Outlet, kind: Kind, part: Part, events: Sequence[Event]) -> Parcel:
    subject = row.organization.subject_id
    leaving = Departure(row.instruction, kind.ITEMS, "provision", subject, case=str(row.pk))
    return Parcel(row, settings_of(row), events, leaving, part.taken)


def _works(row: Outlet) -> None:
    fine = {"fault": "", "fails": 0, "refusals": 0, "failing_since": None, "complained_at": None}
    hold(row, tries=0, sent_at=timezone.now(), **fine)


def _rest(row: Outlet) -> None:
    """Nothing waits. Whoever writes an event, or wants more sent, now waits for us, and wakes the outlet afterwards."""
    with transaction.atomic():
        last = journal.hold(row.organization_id)
        waits = (last is not None and last > row.position) or more(row)
        finish(row, again_at=timezone.now() if waits else None)


def _down(row: Outlet, code: str, retry_after: float | None = None) -> None:
    fails = row.fails + 1
    wait = max(pause(fails), timedelta(seconds=min(retry_after or 0, _LONGEST.total_seconds())))
    log.info("an outlet takes nothing now", row=str(row.pk), why=code, count=fails)
    finish(row, again_at=timezone.now() + wait, fault=code, fails=fails, failing_since=_SINCE)


def _refused(row: Outlet, part: Part, error: RefusedError) -> None:
    """The first event that was not taken is tried some times more, and then put aside."""
    refusals = row.refusals + 1
    if refusals < PATIENT:
        wait = max(pause(refusals), timedelta(seconds=min(error.retry_after or 0, _LONGEST.total_seconds())))
        finish(row, again_at=timezone.now() + wait, fault=error.code, refusals=refusals, failing_since=_SINCE)
        return
    with transaction.atomic():
        part.refused(part.left[0], error.code)
        finish(row, again_at=timezone.now(), fails=0, refusals=0, fault="", failing_since=None)


def _off(row: Outlet, code: str) -> None:
    """Nothing is sent there any more until its owner says so."""
    log.warning("an outlet is switched off", row=str(row.pk), why=code)
    finish(row, again_at=None, on=False, fault=code, failing_since=_SINCE, complained_at=None)


def _broken(row: Outlet, _: Exception) -> None:
    put_off(row, on=False, fault="broken")
