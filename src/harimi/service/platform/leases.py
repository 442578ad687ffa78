"""Claims due rows for one worker, by a conditional UPDATE that SQLite and PostgreSQL answer alike."""

import random
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from harimi.service.platform.models import Leased
from harimi.service.platform.stores import StoreError

log = structlog.stdlib.get_logger(__name__)
Row = TypeVar("Row", bound=Leased)

AWAY = (StoreError, OperationalError, InterfaceError)
PAUSE = timedelta(seconds=5)
MOST = 5
"""Tries after which work that always fails is given up."""
_TRIED, _ROUNDS = 8, 3
"""Candidates looked at in a round, and rounds before the claim is left to the next time: others are claiming at this moment."""


class LeaseLostError(RuntimeError):
    """Another worker holds the row by now; what was done under the old lease must not be written."""


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
    try:
        do(row)
    except LeaseLostError:
        log.warning("work was taken over by another worker", table=row._meta.db_table, row=str(row.pk))
    except AWAY as error:
        log.warning("work waits", table=row._meta.db_table, row=str(row.pk), why=type(error).__name__)
        wait(row)
    except Exception as error:
        log.exception("work could not be done", table=row._meta.db_table, row=str(row.pk))
        failed(row, error)
    return True


def wait(row: Leased) -> None:
    """Tried again in a moment, as often as need be: not the row is at fault, but a service that is away."""
    mine = type(row)._default_manager.filter(pk=row.pk, lease=row.lease)
    mine.update(lease=None, lease_until=None, due_at=timezone.now() + PAUSE, tries=row.tries - 1)


def put_off(row: Leased, **over: object) -> None:
    """Tried again later; after the last try it is due no more, and `over` is written."""
    mine = type(row)._default_manager.filter(pk=row.pk, lease=row.lease)
    if row.tries < MOST:
        mine.update(lease=None, lease_until=None, due_at=timezone.now() + retry_in(row.tries))
    else:
        mine.update(lease=None, lease_until=None, due_at=None, **over)


def claim(rows: QuerySet[Row], *, order: str = "due_at", seconds: float = 60, joined: tuple[str, ...] = ()) -> Row | None:
    """One due row of `rows`, leased for `seconds`; None where nothing is due or free."""
    for _ in range(_ROUNDS):
        now = timezone.now()
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        due = rows.filter(free, due_at__lte=now).order_by(order).values_list("pk", "lease", "due_at")
        candidates = list(due[:_TRIED])
        for pk, lease, due_at in _first_then_any(candidates):
            if _taken(rows.filter(pk=pk, lease=lease, due_at=due_at), seconds):
                return rows.model._default_manager.select_related(*joined or (None,)).get(pk=pk)
        if len(candidates) < _TRIED:
            return None
    return None


def _first_then_any(candidates: list[Any]) -> list[Any]:
    """Where the first is lost, others are claiming at this moment, and all in the same order would meet again and again."""
    return candidates[:1] + random.sample(candidates[1:], k=max(0, len(candidates) - 1))


def _taken(same: QuerySet[Row], seconds: float) -> bool:
    """Whether the row is ours now: the update hits nothing if anybody changed the lease since we looked."""
    until = timezone.now() + timedelta(seconds=seconds)
    return same.update(lease=uuid.uuid4(), lease_until=until, tries=F("tries") + 1) == 1


def hold(row: Leased, **changes: object) -> None:
    """The lease goes on from now, and `changes` are written with it: long work says so at each part of it.

    Inside the transaction of a part, that part is undone where another worker has the row by now: raises `LeaseLostError`.
    """
    until = timezone.now() + timedelta(seconds=settings.HARIMI.lease_seconds)
    held = type(row)._default_manager.filter(pk=row.pk, lease=row.lease)
    if held.update(lease_until=until, **changes) != 1:
        raise _lost(row)
    for name, value in changes.items():
        setattr(row, name, value)


def finish(row: Leased, *, again_at: object = None, **changes: object) -> None:
    """Ends the lease and writes `changes`; inside the transaction of the result. Raises `LeaseLostError`."""
    tries = 0 if again_at is None else row.tries
    held = type(row)._default_manager.filter(pk=row.pk, lease=row.lease)
    if held.update(lease=None, lease_until=None, due_at=again_at, tries=tries, **changes) != 1:
        raise _lost(row)


def _lost(row: Leased) -> LeaseLostError:
    return LeaseLostError(f"{type(row).__name__} {row.pk} was taken over by another worker")


def retry_in(tries: int) -> timedelta:
    """How long to wait after so many failed tries: 2, 4, 8 … seconds."""
    return timedelta(seconds=2 ** min(tries, 10))
