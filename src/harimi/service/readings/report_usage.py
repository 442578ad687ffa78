"""What the registers of a site used in a period, in the one before and in the same of last year, from the rows of usage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from harimi.service.meters.models import Register, Site
from harimi.service.readings.models import Usage
from harimi.service.readings.report_period import Period
from harimi.service.readings.series import covers


@dataclass(frozen=True, slots=True)
class Used:
    """All that was used; the part of it that is compared, and what it is compared with, where readings reach over both.

    `year_ago` is such a pair: our own and last year's.
    """

    amount: int | None
    compared: int | None
    before: int | None
    year_ago: tuple[int, int] | None


def used_of(registers: Iterable[Register], period: Period, now: datetime) -> dict[UUID, Used]:
    """See `Used`; the registers are annotated with `since` and `until`, when their first and last readings were."""
    listed = list(registers)
    pks = [one.pk for one in listed]
    until = period.until(now)
    amounts, ours = _sums(pks, period, period.end), _sums(pks, period, period.so_far(period, until))
    others = {one: _sums(pks, one, one.so_far(period, until)) for one in (period.before, period.year_ago)}
    return {
        one.pk: Used(amounts.get(one.pk), *_pair(one, ours, others[period.before], period, period.before, now),
                     _both(_pair(one, ours, others[period.year_ago], period, period.year_ago, now)))
        for one in listed
    }  # fmt: skip


Pair = tuple[int | None, int | None]


def _pair(
    register: Register, ours: dict[UUID, int], theirs: dict[UUID, int], period: Period, other: Period, now: datetime
) -> Pair:
    since, last = getattr(register, "since", None), getattr(register, "until", None)
    reach = None if since is None or last is None else (since, last)
    until = period.until(now)
    known = covers(reach, period.start, period.so_far(period, until)) and covers(
        reach, other.start, other.so_far(period, until)
    )
    own, old = ours.get(register.pk), theirs.get(register.pk)
    return (own, old) if known and own is not None and old is not None else (None, None)


def _both(pair: Pair) -> tuple[int, int] | None:
    return None if pair[0] is None or pair[1] is None else (pair[0], pair[1])


def _sums(registers: list[UUID], period: Period, until: datetime) -> dict[UUID, int]:
    by = Usage.Period.MONTH if until == period.end else Usage.Period.DAY
    rows = Usage.objects.filter(register__in=registers, period=by, start__gte=period.start, start__lt=until)
    return dict(rows.values_list("register").annotate(n=Sum("amount")))


def slots_of(site: Site, period: Period) -> QuerySet[Usage, tuple[UUID, datetime, int]]:
    """What each register used by day or by month."""
    rows = Usage.objects.filter(register__meter__site=site, period=period.slot)
    inside = rows.filter(start__gte=period.start, start__lt=period.end, register__kind=Register.Kind.COUNTER)
    return inside.values_list("register_id", "start", "amount")
