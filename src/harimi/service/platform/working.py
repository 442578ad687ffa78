"""Work on due rows, one at a time or some together; what fails comes back later, and stops no other."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import F, QuerySet
from django.utils import timezone

from harimi.service.platform.leases import LeaseLostError, claim, claim_some, held, hold_all
from harimi.service.platform.models import Leased
from harimi.service.platform.stores import StoreError

log = structlog.stdlib.get_logger(__name__)
Row = TypeVar("Row", bound=Leased)
AWAY = (StoreError, OperationalError, InterfaceError)
PAUSE = timedelta(seconds=5)
MOST = 5
"""Tries after which work that always fails is given up."""


def work_on(
    rows: QuerySet[Row],
    do: Callable[[Row], None],
    failed: Callable[[Row, Exception], None],
    *,
    order: str = "due_at",
    joined: tuple[str, ...] = (),
) -> bool:
    """Does one due row of `rows`; whether there was one. One that fails stops no others: `failed` is told of it.

    What is `joined` to the row comes with it. Work that needs a store or a database that is away waits for it, however long
    that takes.
    """
    row = claim(rows, order=order, seconds=settings.HARIMI.lease_seconds, joined=joined)
    if row is None:
        return False
    _do([row], lambda only: do(*only), failed)
    return True


def work_together(
    rows: QuerySet[Row],
    do: Callable[[Sequence[Row]], None],
    failed: Callable[[Row, Exception], None],
    *,
    most: int,
    order: str = "due_at",
    joined: tuple[str, ...] = (),
) -> bool:
    """Like `work_on`, for up to `most` due rows at once; where they cannot be done together they are done one by one.

    So `do` is called with one of them only after it was undone for all, and must not mind what it finished before.
    """
    found = claim_some(rows, most, order=order, seconds=settings.HARIMI.lease_seconds, joined=joined)
    if found:
        _do(found, do, failed)
    return bool(found)


def _do(rows: Sequence[Row], do: Callable[[Sequence[Row]], None], failed: Callable[[Row, Exception], None]) -> None:
    told = {"name": rows[0]._meta.db_table, "row": str(rows[0].pk), "count": len(rows)}
    try:
        do(rows)
    except AWAY as error:
        log.warning("work waits", why=type(error).__name__, **told)
        wait(rows)
    except Exception as error:
        if len(rows) > 1:
            log.info("work is done one by one", why=type(error).__name__, **told)
            for row in rows:
                _alone(row, do, failed)
        elif isinstance(error, LeaseLostError):
            log.warning("work was taken over by another worker", **told)
        else:
            log.exception("work could not be done", **told)
            failed(rows[0], error)


def _alone(row: Row, do: Callable[[Sequence[Row]], None], failed: Callable[[Row, Exception], None]) -> None:
    """One of several that could not be done together; whatever comes of it, the others have their turn."""

    def still_ours(rows: Sequence[Row]) -> None:
        hold_all(rows)
        do(rows)

    try:
        _do([row], still_ours, failed)
    except Exception:
        log.exception("work could not be put off", name=row._meta.db_table, row=str(row.pk))


def wait(rows: Sequence[Leased]) -> None:
    """Tried again in a moment, as often as need be: not the rows are at fault, but a service that is away.

    It may be away for one of several only: then each comes alone the next time.
    """
    tried = F("tries") - 1 if len(rows) == 1 else F("tries")
    held(rows).update(lease=None, lease_until=None, due_at=timezone.now() + PAUSE, tries=tried)


def put_off(row: Leased, **over: object) -> None:
    """Tried again later; after the last try it is due no more, and `over` is written."""
    mine = held([row])
    if row.tries < MOST:
        mine.update(lease=None, lease_until=None, due_at=timezone.now() + retry_in(row.tries))
    else:
        mine.update(lease=None, lease_until=None, due_at=None, **over)


def retry_in(tries: int) -> timedelta:
    """How long to wait after so many failed tries: 2, 4, 8 … seconds."""
    return timedelta(seconds=2 ** min(tries, 10))
