"""A statement that was wrong is taken back by a credit over all of it; what is due after all is billed anew."""

from django.db import IntegrityError, transaction

from harimi.service.accounts.activity import note
from harimi.service.accounts.models import User
from harimi.service.letting import letters
from harimi.service.letting.due.facts import landlord_of
from harimi.service.letting.issuing.issue import IssueError, blank, write
from harimi.service.letting.models import Statement, StatementLine
from harimi.service.privacy.days import today

_COPIED = ("register", "meter", "unit", "kind", "month", "first", "last", "quantity", "decimals", "rate", "tax", "with_tax")


def take_back(statement: Statement, reason: str, *, actor: User) -> Statement:
    """A credit over the whole statement. Raises `IssueError`."""
    if not reason.strip():
        raise IssueError("reason")
    if statement.kind == Statement.Kind.CREDIT:
        raise IssueError("credit")
    try:
        with transaction.atomic():
            return _take_back(statement, reason.strip()[:200], actor)
    except IntegrityError as error:
        raise IssueError("taken_back") from error


def _take_back(statement: Statement, reason: str, actor: User) -> Statement:
    if Statement.objects.filter(of=statement).exists():
        raise IssueError("taken_back")
    landlord = landlord_of(statement.organization)
    made = blank(landlord, statement.tenant_name, today())
    made.tenant, made.month, made.with_tax = statement.tenant, statement.month, statement.with_tax
    made.kind, made.of, made.reason, made.total = Statement.Kind.CREDIT, statement, reason, -statement.total
    made.position = Statement.objects.filter(tenant=statement.tenant_id).count()
    made.taxes = [{**one, "net": -one["net"], "tax": -one["tax"]} for one in statement.taxes]
    write(made, [_opposite(made, one) for one in statement.lines.select_related("register")], [])
    note(statement.organization, "statement.taken_back", actor=actor, about=statement.pk)
    letters.tell_issued(made)
    return made


def _opposite(made: Statement, one: StatementLine) -> StatementLine:
    return StatementLine(statement=made, yen=-one.yen, **{name: getattr(one, name) for name in _COPIED})
