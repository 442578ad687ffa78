"""The landlord's own marks of what is paid, and what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from harimi.service.accounts.activity import note
from harimi.service.accounts.models import Organization, User
from harimi.service.letting.issuing.issue import IssueError
from harimi.service.letting.models import Statement, StatementPaid
from harimi.service.privacy.days import today

MOST = 999_999_999
"""Yen of a payment; more is a slip."""


@dataclass(frozen=True, slots=True)
class Open:
    """Yen of a statement that are not paid, negative where they are to be given back; `late` days since they were due.

    What was paid for one that was taken back is of its credit.
    """

    statement: Statement
    yen: int
    late: int


def mark_paid(statement: Statement, day: date, yen: int, *, actor: User) -> None:
    """On that day so many yen came for it; said again, the last word counts."""
    told = {"day": day, "yen": yen, "marked_by": actor}
    StatementPaid.objects.update_or_create(statement=statement, defaults=told)
    note(statement.organization, "statement.paid", actor=actor, about=statement.pk)


def mark_unpaid(statement: Statement, *, actor: User) -> None:
    """It was a slip."""
    if StatementPaid.objects.filter(statement=statement).delete()[0]:
        note(statement.organization, "statement.unpaid", actor=actor, about=statement.pk)


def give_back(credit: Statement, day: date, yen: int, *, actor: User) -> None:
    """So many yen of a credit went back to the tenant on that day. Raises `IssueError` for more than is open."""
    with transaction.atomic():
        if not 0 < yen <= -_open_now(credit):
            raise IssueError("more")
        _add(credit, -yen, day, actor)
        note(credit.organization, "statement.given_back", actor=actor, about=credit.pk)


def count_for(credit: Statement, other: Statement, *, actor: User) -> None:
    """What is open of a credit counts for another statement of the tenant's, as far as that is open. Raises `IssueError`."""
    with transaction.atomic():
        yen = min(-_open_now(credit), _open_now(other))
        if yen <= 0 or credit.tenant_id != other.tenant_id:
            raise IssueError("more")
        _add(credit, -yen, today(), actor)
        _add(other, yen, today(), actor)
        note(credit.organization, "statement.counted", actor=actor, about=other.pk)


def open_items(organization: Organization) -> list[Open]:
    """Statements of which something is open, the longest due first."""
    rows = Statement.objects.filter(organization=organization, taken_back_by=None)
    return _open(list(rows.select_related("organization", "paid", "of__paid")))


def open_of(credit: Statement) -> list[Open]:
    """What the same tenant has to pay."""
    rows = Statement.objects.filter(tenant=credit.tenant_id, taken_back_by=None, total__gt=0)
    return [one for one in _open(list(rows.select_related("organization", "paid", "of__paid"))) if one.yen > 0]


def open_yen(statement: Statement) -> int:
    """As `Open` has it; a credit with the statement that it takes back."""
    return sum(one.total - paid_yen(one) for one in (statement, statement.of) if one is not None)


def paid_yen(statement: Statement) -> int:
    """What is marked as paid; negative where it was given back."""
    return statement.paid.yen if hasattr(statement, "paid") else 0


def _open(statements: Sequence[Statement]) -> list[Open]:
    found = [(one, open_yen(one)) for one in statements]
    items = [Open(one, yen, (today() - one.due_on).days if one.due_on else 0) for one, yen in found if yen]
    return sorted(items, key=lambda one: (-one.late, one.statement.number))


def _open_now(statement: Statement) -> int:
    """Whoever else would mark it waits. A statement that was taken back has nothing open."""
    rows = Statement.objects.filter(pk=statement.pk, taken_back_by=None).select_for_update(of=("self",))
    return sum(open_yen(one) for one in rows)


def _add(statement: Statement, yen: int, day: date, actor: User) -> None:
    mark, _ = StatementPaid.objects.get_or_create(statement=statement, defaults={"day": day, "yen": 0})
    mark.day, mark.yen, mark.marked_by = day, mark.yen + yen, actor
    mark.save()
