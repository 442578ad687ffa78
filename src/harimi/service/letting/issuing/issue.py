"""Issues statements: a tenant in one transaction, with number, lines and the readings they rest on."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from harimi.service.accounts.activity import note
from harimi.service.accounts.models import Organization, User
from harimi.service.letting import letters
from harimi.service.letting.due.facts import landlord_of
from harimi.service.letting.due.outstanding import Owed
from harimi.service.letting.issuing.drafts import Draft, on_trial
from harimi.service.letting.issuing.numbers import next_number
from harimi.service.letting.issuing.saying import digest
from harimi.service.letting.issuing.showing import label, shown
from harimi.service.letting.models import Landlord, Statement, StatementLine, StatementMeter
from harimi.service.privacy.days import today


class IssueError(ValueError):
    """What cannot be issued or taken back; `code` is a text `letting.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def issue(organization: Organization, month: date, *, actor: User, now: datetime | None = None) -> list[Statement]:
    """All statements of a month that can be issued; done twice, the second finds nothing, and one that was killed goes on.

    Raises `IssueError` where nobody has said yet who the landlord is.
    """
    landlord = landlord_of(organization)
    if not landlord.name:
        raise IssueError("landlord")
    _begin(landlord, month)
    made = [_once(landlord, month, draft, actor) for draft in on_trial(organization, month, now).drafts]
    return [one for one in made if one is not None]


def _begin(landlord: Landlord, month: date) -> None:
    """From the first month on nothing is left out, though it cannot be billed yet."""
    if landlord.begun is None or month < landlord.begun:
        Landlord.objects.filter(pk=landlord.pk).update(begun=month)


def _once(landlord: Landlord, month: date, draft: Draft, actor: User) -> Statement | None:
    """None where somebody else has just issued it."""
    try:
        with transaction.atomic():
            on, total = today(), draft.total
            kind = Statement.Kind.CREDIT if total < 0 else Statement.Kind.STATEMENT
            made = blank(landlord, draft.tenant.name, on)
            made.tenant, made.position, made.month, made.kind = draft.tenant, draft.seen, month, kind
            made.due_on = on + timedelta(days=landlord.due_days) if total > 0 else None
            made.with_tax, made.total = draft.with_tax, total
            made.taxes = [{"rate": one.rate, "net": one.net, "tax": one.tax} for one in draft.taxes]
            write(made, [_line(made, one) for one in draft.lines], shown(made, draft.stretches))
            note(landlord.organization, "statement.issued", actor=actor, about=made.pk)
            letters.tell_issued(made)
            return made
    except IntegrityError:
        if Statement.objects.filter(tenant=draft.tenant, position=draft.seen).exists():
            return None
        raise


def blank(landlord: Landlord, tenant_name: str, on: date) -> Statement:
    """A statement of the landlord's, with nothing on it yet."""
    told = {"issuer_name": landlord.name, "issuer_address": landlord.address, "account": landlord.account}
    told |= {"registration_number": landlord.registration_number, "tenant_name": tenant_name}
    return Statement(organization=landlord.organization, issued_on=on, **told)


def write(made: Statement, lines: Sequence[StatementLine], meters: Sequence[StatementMeter]) -> None:
    """With its number and digest; call it inside a transaction."""
    made.number = next_number(made.organization, made.issued_on)
    made.digest = digest(made, lines, meters)
    made.save(force_insert=True)
    StatementLine.objects.bulk_create(lines)
    StatementMeter.objects.bulk_create(meters)


def _line(made: Statement, one: Owed) -> StatementLine:
    cost, register = one.cost, one.register
    told = {name: getattr(cost, name) for name in ("kind", "quantity", "decimals", "rate", "yen", "about")}
    told |= {name: getattr(one, name) for name in ("month", "first", "last", "tax", "with_tax")}
    return StatementLine(statement=made, register=register, meter=label(register), unit=register.unit, **told)
