"""A release is made: what may be told of a month is written down once, with what was left out."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from harimi.service.accounts.models import User
from harimi.service.billing.months import first_of, moments, next_of
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today
from harimi.service.privacy.held import held
from harimi.service.privacy.manifest import current
from harimi.service.privacy.publication import known_operator
from harimi.service.statistics.counted import TABLES, Table
from harimi.service.statistics.models import Cell, Release
from harimi.service.statistics.reading import PURPOSE, groups
from harimi.service.statistics.suppressing import Told, near, told


class NearError(RuntimeError):
    """Too little would be new: who compared the two would learn of few people."""


def min_cell() -> int:
    """Of how few people a figure may be: as the policy says, or more where the operator wants that."""
    return known_operator().min_cell_on(current().statistics)


def months() -> list[date]:
    """Months that ended and of which all is still kept, the newest first."""
    oldest = today() - held().kept("access_log")
    ended = [next_of(first_of(today()), -n) for n in range(1, 4)]
    return [one for one in ended if one >= oldest]


def make_due() -> int:
    """The worker's part: last month's tables, where there are none yet; how many were made."""
    month = next_of(first_of(today()), -1)
    there = set(Release.objects.filter(month=month).values_list("name", flat=True))
    return make([table for table in TABLES.values() if table.name not in there], month, actor=None)


def make(tables: Iterable[Table], month: date, *, actor: User | None) -> int:
    """Releases these tables of a month; how many were far enough from what is known already."""
    made = 0
    for table in tables:
        try:
            release(table, month, actor=actor)
            made += 1
        except NearError:
            continue
    return made


def release(table: Table, month: date, *, actor: User | None) -> Release:
    """Writes a table of a month that ended. Raises `NearError`, and `ValueError` for a month that goes on.

    What is counted is read before the transaction: nobody else waits for that to write to an SQLite file.
    """
    if next_of(month) > today():
        raise ValueError("a month is counted once it has ended")
    k = min_cell()
    says, earlier = told(groups(table, *moments(month)), k), list(Release.objects.filter(name=table.name, month=month))
    if any(one.min_cell != k or near(says, as_told(one), k) for one in earlier):
        raise NearError(table.name)
    by, case = actor.subject_id if actor else None, f"{table.name} {month:%Y-%m}"
    try:
        with transaction.atomic():
            row = _written(table, month, k, says, len(earlier), actor)
            record("statistics_released", actor=by, clause="2-3(1)", purpose=PURPOSE, items=table.items, case=case)
    except IntegrityError as error:  # another worker released it since
        raise NearError(table.name) from error
    return row


def as_told(row: Release) -> Told:
    """What a release says."""
    cells = list(row.cells.all())
    plain = {one.label: one.people for one in cells if not one.pooled}
    return Told(plain, sum(one.people for one in cells if one.pooled), row.people, row.left_out)


def _written(table: Table, month: date, k: int, says: Told, turn: int, actor: User | None) -> Release:
    row = Release.objects.create(
        name=table.name,
        month=month,
        turn=turn,
        min_cell=k,
        people=says.people,
        left_out=says.left_out,
        made_by=actor,
    )
    cells = [Cell(release=row, label=label, people=people) for label, people in says.cells.items()]
    if says.pooled:
        cells.append(Cell(release=row, pooled=True, people=says.pooled))
    Cell.objects.bulk_create(cells)
    return row
