"""The worker's part: each outlet is sent what waits for it, in order; who is away loses nothing and gets nothing twice.

1. A worker leases the outlet, and takes the events after its position, as many as its kind sends at once.
2. It sends them, and writes after each that was taken how far the outlet is.
3. Where the other side is away, the outlet is due later: after seconds at first, an hour at most, however long that goes on.
4. Where nothing waits any more, it is due with the next event; the journal is held while it says so, so that none is missed.

Killed between a send and its writing-down, a worker has the last part sent once more: under the same numbers, by which others
know it again.
"""

import time
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from harimi.service.egress.permit import NotPermittedError
from harimi.service.egress.web.destination import AddressError
from harimi.service.egress.web.sending import UnansweredError, UnreachedError
from harimi.service.outlets import journal
from harimi.service.outlets.kinds.kind import DownError, GoneError, Kind, Parcel, RefusedError
from harimi.service.outlets.kinds.registry import KINDS, settings_of
from harimi.service.outlets.models import Event, Outlet, SetAside
from harimi.service.outlets.part import Part
from harimi.service.outlets.waiting import next_part
from harimi.service.platform.leases import finish, hold
from harimi.service.platform.working import put_off, work_on
from harimi.service.privacy.gate import RefusedError as ForbiddenError
from harimi.service.third_parties.departure import Departure

log = structlog.stdlib.get_logger(__name__)
TURN = 20.0
"""Seconds for which one outlet is sent to before others have their turn."""
PATIENT = 8
"""Tries of one event that is refused before it is set aside: some twenty minutes."""
_FIRST, _LONGEST = timedelta(seconds=5), timedelta(hours=1)


def send_one() -> bool:
    """Sends to an outlet that is due; whether there was one."""
    return work_on(Outlet.objects.filter(on=True), _send, _broken, joined=("organization", "site", "instruction"))


def pause(fails: int) -> timedelta:
    """How long to wait after so many tries that failed: 5, 10, 20 seconds … an hour."""
    return min(_FIRST * 2 ** (min(fails, 20) - 1), _LONGEST)


def _send(row: Outlet) -> None:
    kind, until = KINDS[row.kind], time.monotonic() + TURN
    while time.monotonic() < until:
        part = next_part(row, kind)
        if part is None:
            _rest(row)
            return
        if not _sent(row, kind, part):
            return
    finish(row, again_at=timezone.now())


def _sent(row: Outlet, kind: Kind, part: Part) -> bool:
    """Whether all of it was taken; else the outlet is due later."""
    try:
        if part.events:
            kind.send(_parcel(row, kind, part))
    except RefusedError as error:
        _refused(row, part, error)
    except GoneError as error:
        _off(row, error.code)
    except DownError as error:
        _down(row, error.code, error.retry_after)
    except AddressError as error:
        _down(row, f"address_{error.code}")
    except UnreachedError:
        _down(row, "unreached")
    except UnansweredError:
        _down(row, "unanswered")
    except (NotPermittedError, ForbiddenError):
        _off(row, "not_permitted")
    else:
        part.done()
        _works(row)
        return True
    return False


def _parcel(row: Outlet, kind: Kind, part: Part) -> Parcel:
    subject = row.organization.subject_id
    leaving = Departure(row.instruction, kind.ITEMS, "provision", subject, case=str(row.pk))
    return Parcel(row, settings_of(row), part.events, leaving, part.taken)


def _works(row: Outlet) -> None:
    hold(row, fault="", fails=0, failing_since=None, complained_at=None, sent_at=timezone.now())


def _rest(row: Outlet) -> None:
    """Nothing waits. Whoever writes an event now waits for us, and wakes the outlet afterwards."""
    with transaction.atomic():
        last = journal.hold(row.organization_id)
        finish(row, again_at=timezone.now() if last is not None and last > row.position else None)


def _down(row: Outlet, code: str, retry_after: float | None = None) -> None:
    fails = row.fails + 1
    wait = max(pause(fails), timedelta(seconds=min(retry_after or 0, _LONGEST.total_seconds())))
    since = Coalesce(F("failing_since"), Now())
    log.info("an outlet takes nothing now", row=str(row.pk), why=code, count=fails)
    finish(row, again_at=timezone.now() + wait, fault=code, fails=fails, failing_since=since)


def _refused(row: Outlet, part: Part, error: RefusedError) -> None:
    """The first event that was not taken is tried some times more, and then set aside."""
    if row.fails + 1 < PATIENT:
        _down(row, error.code, error.retry_after)
        return
    event = part.first_left()
    with transaction.atomic():
        if event.pk and Event.objects.filter(pk=event.pk).exists():
            told = {"code": error.code, "at": timezone.now(), "again": False}
            SetAside.objects.update_or_create(outlet=row, event=event, defaults=told)
        part.taken(event)
        finish(row, again_at=timezone.now(), fails=0, fault="")


def _off(row: Outlet, code: str) -> None:
    """Nothing is sent there any more until its owner says so."""
    log.warning("an outlet is switched off", row=str(row.pk), why=code)
    finish(row, again_at=None, on=False, fault=code, failing_since=Coalesce(F("failing_since"), Now()))


def _broken(row: Outlet, _: Exception) -> None:
    put_off(row, on=False, fault="broken")
