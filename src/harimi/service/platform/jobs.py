"""What workers do: each kind of job by its name. Apps offer theirs when Django starts; layers above may offer more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import close_old_connections
from django.db.models import Q, QuerySet
from django.utils import timezone

from harimi.service.platform.models import Leased

log = structlog.stdlib.get_logger(__name__)
IN_A_ROW = 8
"""How often a job is done before the next one's turn: pictures of one meter that came together are decided together."""


@dataclass(frozen=True, slots=True)
class Job:
    """`do` does what is due and says whether there was anything; `rows` are those that it takes from, `turns` how often it is
    done before the next one's turn.
    """

    name: str
    do: Callable[[], bool]
    rows: Callable[[], QuerySet[Leased]]
    turns: int = IN_A_ROW


_JOBS: dict[str, Job] = {}


def offer(name: str, do: Callable[[], bool], rows: Callable[[], QuerySet[Leased]], turns: int = IN_A_ROW) -> None:
    """Has workers do it."""
    _JOBS[name] = Job(name, do, rows, turns)


def jobs() -> tuple[Job, ...]:
    """All kinds, in the order in which they were offered."""
    return tuple(_JOBS.values())


def job(name: str) -> Job | None:
    """The kind of that name; a message may come from another version, which has others."""
    return _JOBS.get(name)


_TIDYING: list[Callable[[], object]] = []


def offer_tidying(do: Callable[[], object]) -> None:
    """Has workers do it every few minutes, once for all of them: a layer above deletes what was kept long enough."""
    _TIDYING.append(do)


def tidying() -> tuple[Callable[[], object], ...]:
    """All that was offered."""
    return tuple(_TIDYING)


def overdue(job: Job, by: timedelta, most: int) -> int:
    """How many rows, `most` at most, have waited so long although nobody has them."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return len(job.rows().filter(free, due_at__lte=now - by).order_by("due_at").values_list("pk")[:most])


def in_a_row(job: Job, stopped: Callable[[], bool] = lambda: False) -> int:
    """Does it over and over while there is something to do, at most as often as it has turns; how often."""
    for n in range(job.turns):
        if stopped() or not guarded(job.do):
            return n
    return job.turns


def guarded(do: Callable[[], object]) -> bool:
    """Whether something was done. Whatever it raises, the worker goes on."""
    try:
        return bool(do())
    except Exception:  # a worker that dies of one row would die of it again
        log.exception("a job failed")
        close_old_connections()
        return False
