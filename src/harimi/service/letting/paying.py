"""The landlord's own marks of what is paid, and what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from harimi.service.accounts.activity import note
from harimi.service.accounts.models import Organization, User
from harimi.service.letting.models import Statement, StatementPaid
from harimi.service.privacy.days import today

MOST = 999_999_999
"""Yen of a payment; more is a slip."""


@dataclass(frozen=True, slots=True)
class Open:
    """Yen of a statement that are not paid, negative where they are to be given back; `late` days since they were due."""

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


def open_items(organization: Organization) -> list[Open]:
    """Statements of which something is open, the longest due first; one that was taken back and its credit are none."""
    rows = Statement.objects.filter(organization=organization, of=None, taken_back_by=None)
    return _open(list(rows.select_related("organization", "paid")))


def _open(statements: Sequence[Statement]) -> list[Open]:
    found = [(one, one.total - (one.paid.yen if hasattr(one, "paid") else 0)) for one in statements]
    items = [Open(one, yen, (today() - one.due_on).days if one.due_on else 0) for one, yen in found if yen]
    return sorted(items, key=lambda one: (-one.late, one.statement.number))
