"""Claims due rows for one worker: alone by a conditional UPDATE, or some together, on SQLite and PostgreSQL alike."""

import random
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
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
    told = {"table": rows[0]._meta.db_table, "rows": [str(row.pk) for row in rows]}
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
        log.exception("work could not be put off", table=row._meta.db_table, row=str(row.pk))


def wait(rows: Sequence[Leased]) -> None:
    """Tried again in a moment, as often as need be: not the rows are at fault, but a service that is away.

    It may be away for one of several only: then each comes alone the next time.
    """
    tried = F("tries") - 1 if len(rows) == 1 else F("tries")
    _held(rows).update(lease=None, lease_until=None, due_at=timezone.now() + PAUSE, tries=tried)


def put_off(row: Leased, **over: object) -> None:
    """Tried again later; after the last try it is due no more, and `over` is written."""
    mine = _held([row])
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


def claim_some(
    rows: QuerySet[Row], most: int, *, order: str = "due_at", seconds: float = 60, joined: tuple[str, ...] = ()
) -> list[Row]:
    """Up to `most` due rows of `rows` under one lease of `seconds`; none where nothing is due or free.

    A row that was tried before comes alone: one that kills its worker takes no others with it a second time.
    """
    now = timezone.now()
    due = rows.filter(Q(lease_until=None) | Q(lease_until__lt=now), due_at__lte=now)
    if not due.exists():  # which takes no lock; an idle worker asks it all the time
        return []
    with transaction.atomic():
        free = due.order_by(order).select_for_update(skip_locked=True).values_list("pk", "tries")
        found = list(free[:most])
        chosen = [pk for pk, tries in found if not tries] if found and not found[0][1] else [pk for pk, _ in found[:1]]
        lease, until = uuid.uuid4(), timezone.now() + timedelta(seconds=seconds)
        every = rows.model._default_manager
        every.filter(pk__in=chosen).update(lease=lease, lease_until=until, tries=F("tries") + 1)
    return list(every.select_related(*joined or (None,)).filter(pk__in=chosen, lease=lease).order_by(order))


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
    hold_all([row], **changes)
    for name, value in changes.items():
        setattr(row, name, value)


def hold_all(rows: Sequence[Leased], **changes: object) -> None:
    """As `hold`, for rows that were claimed together; they stay locked until the transaction ends. Raises `LeaseLostError`."""
    until = timezone.now() + timedelta(seconds=settings.HARIMI.lease_seconds)
    _write(rows, lease_until=until, **changes)


def finish(row: Leased, *, again_at: object = None, **changes: object) -> None:
    """Ends the lease and writes `changes`; inside the transaction of the result. Raises `LeaseLostError`."""
    finish_all([row], again_at=again_at, tries=0 if again_at is None else row.tries, **changes)


def finish_all(rows: Sequence[Leased], *, again_at: object = None, tries: int = 0, **changes: object) -> None:
    """As `finish`, for rows that were claimed together. Raises `LeaseLostError`."""
    _write(rows, lease=None, lease_until=None, due_at=again_at, tries=tries, **changes)


class Holding:
    """Keeps a lease through work of unknown length: `go_on` is called now and then, and writes when a third of it is over."""

    def __init__(self, rows: Sequence[Leased]) -> None:
        self._rows, self._since = rows, time.monotonic()

    def go_on(self) -> None:
        """Raises a `LeaseLostError` where another worker has a row by now."""
        if time.monotonic() - self._since > settings.HARIMI.lease_seconds / 3:
            hold_all(self._rows)
            self._since = time.monotonic()


def let_go(rows: Sequence[Leased]) -> None:
    """Ends the lease of rows that were claimed together and are still due."""
    if rows:
        _held(rows).update(lease=None, lease_until=None, tries=0)


def _write(rows: Sequence[Leased], **changes: object) -> None:
    """Several rows are locked in order of their keys, so that two who want the same ones do not wait for each other."""
    if not rows:
        return
    held = _held(rows)
    if len(rows) > 1 and transaction.get_connection().features.has_select_for_update:
        list(held.order_by("pk").select_for_update().values_list("pk"))
    if held.update(**changes) != len(rows):
        raise LeaseLostError(f"{type(rows[0]).__name__} {', '.join(str(row.pk) for row in rows)}: taken over by another worker")


def _held(rows: Sequence[Leased]) -> QuerySet[Leased]:
    """Those of the rows whose lease is still the one under which they were claimed."""
    return type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows], lease=rows[0].lease)


def retry_in(tries: int) -> timedelta:
    """How long to wait after so many failed tries: 2, 4, 8 … seconds."""
    return timedelta(seconds=2 ** min(tries, 10))
