"""Claims due rows for one worker, alone by a conditional UPDATE or some together, and keeps and ends its lease on them.

SQLite and PostgreSQL answer alike. `working` does what was claimed.
"""

import random
import time
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from harimi.service.platform.models import Leased

Row = TypeVar("Row", bound=Leased)
_TRIED, _ROUNDS = 8, 3
"""Candidates looked at in a round, and rounds before the claim is left to the next time: others are claiming at this moment."""


class LeaseLostError(RuntimeError):
    """Another worker holds the row by now; what was done under the old lease must not be written."""


def claim(rows: QuerySet[Row], *, order: str = "due_at", seconds: float = 60, joined: tuple[str, ...] = ()) -> Row | None:
    """One due row of `rows`, leased for `seconds`; None where nothing is due or free."""
    for _ in range(_ROUNDS):
        now = timezone.now()
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        due = rows.filter(free, due_at__lte=now).order_by(order).values_list("pk", "lease", "due_at")
        candidates = list(due[:_TRIED])
        for pk, lease, due_at in _first_then_any(candidates):
            if _taken(_own(rows).filter(pk=pk, lease=lease, due_at=due_at), seconds):
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


def _own(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The rows by their own columns. What is asked of other tables is a query within the UPDATE, which PostgreSQL does not ask
    again once another claim is through: it held when the row was looked at, and the lease says whether anybody had it since.
    """
    return rows if len(rows.query.alias_map) < 2 else rows.model._default_manager.all()


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
        held(rows).update(lease=None, lease_until=None, tries=0)


def _write(rows: Sequence[Leased], **changes: object) -> None:
    """Several rows are locked in order of their keys, so that two who want the same ones do not wait for each other."""
    if not rows:
        return
    mine = held(rows)
    if len(rows) > 1 and transaction.get_connection().features.has_select_for_update:
        list(mine.order_by("pk").select_for_update().values_list("pk"))
    if mine.update(**changes) != len(rows):
        raise LeaseLostError(f"{type(rows[0]).__name__} {', '.join(str(row.pk) for row in rows)}: taken over by another worker")


def held(rows: Sequence[Leased]) -> QuerySet[Leased]:
    """Those of the rows whose lease is still the one under which they were claimed."""
    return type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows], lease=rows[0].lease)
