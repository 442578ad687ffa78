"""Issues an invoice: the charges that it takes, its tax, its number, and the entry in the ledger, all in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from harimi.service.accounts.models import User
from harimi.service.billing import letters
from harimi.service.billing.due.outstanding import outstanding
from harimi.service.billing.invoicing.charging import fields_of, open_charges, write_all
from harimi.service.billing.invoicing.following import follow
from harimi.service.billing.invoicing.numbers import next_number
from harimi.service.billing.invoicing.saying import RECIPIENT, digest, said
from harimi.service.billing.keeping import copy
from harimi.service.billing.ledger.posting import post_invoice
from harimi.service.billing.models import Charge, Invoice, Run
from harimi.service.billing.money import Rounding, TaxLine, taxed
from harimi.service.contracts.models import Contract
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.privacy.profile import Profile
from harimi.service.privacy.publication import operator


@dataclass(frozen=True, slots=True)
class Draft:
    """What an invoice would say: lines that are all with tax, or all without; their tax, and the yen that are to be paid."""

    lines: Sequence[Charge]
    taxes: Sequence[TaxLine]
    with_tax: bool

    @property
    def total(self) -> int:
        """Yen to be paid, negative where they are given back."""
        return sum(one.gross for one in self.taxes)


def drafts(contract: Contract, month: date) -> list[Draft]:
    """What would be issued for a contract now, without writing anything."""
    return _drafts(_lines(contract, month), operator().tax_rounding)


@transaction.atomic
def issue(contract: Contract, month: date, *, run: Run | None = None, actor: User | None = None) -> list[Invoice]:
    """Issues what is outstanding up to the end of a month: no invoice, one, or one for each way in which prices carry tax.

    Done twice, the second finds nothing to charge. Two at the same time wait for each other on the contract.
    """
    locked = Contract.objects.select_for_update(of=("self",)).select_related("organization").get(pk=contract.pk)
    write_all(locked.organization, outstanding(locked, month))
    profile = operator()
    found = _drafts(_open(locked, month), profile.tax_rounding)
    return [_issue(locked, month, draft, profile, run, actor) for draft in found]


@transaction.atomic
def issue_alone(contract: Contract, charged: Charge, *, actor: User | None = None) -> Invoice:
    """Issues an invoice over one open charge now, for what is paid at once; done twice, it is the same invoice."""
    locked = Contract.objects.select_for_update(of=("self",)).select_related("organization").get(pk=contract.pk)
    fresh = Charge.objects.select_related("invoice").get(pk=charged.pk)
    if fresh.invoice is not None:
        return fresh.invoice
    profile = operator()
    draft = Draft([fresh], tax_of([fresh], profile.tax_rounding), fresh.with_tax)
    return _issue(locked, fresh.month, draft, profile, None, actor)


def _open(contract: Contract, month: date) -> list[Charge]:
    """What an invoice up to the end of that month takes: what is of a later one waits for that month's."""
    return list(open_charges(contract.organization).filter(month__lte=month).order_by("month", "id"))


def _lines(contract: Contract, month: date) -> list[Charge]:
    """Open charges, and those that would be written."""
    new = [Charge(organization=contract.organization, **fields_of(line)) for line in outstanding(contract, month)]
    return sorted([*_open(contract, month), *new], key=lambda one: one.month)


def _drafts(lines: Sequence[Charge], rounding: Rounding) -> list[Draft]:
    """Apart by whether their yen are with tax: the two are never mixed on one invoice."""
    by_basis = ((basis, [one for one in lines if one.with_tax is basis]) for basis in (True, False))
    return [Draft(some, tax_of(some, rounding), basis) for basis, some in by_basis if any(one.yen for one in some)]


def tax_of(lines: Sequence[Charge], rounding: Rounding) -> list[TaxLine]:
    """Once for each rate."""
    return taxed(((one.yen, one.rate) for one in lines), with_tax=lines[0].with_tax, rounding=rounding)


def _issue(contract: Contract, month: date, draft: Draft, profile: Profile, run: Run | None, actor: User | None) -> Invoice:
    on = today()
    kind = Invoice.Kind.CREDIT if draft.total < 0 else Invoice.Kind.INVOICE
    due_on = on + timedelta(days=profile.billing.due_days) if draft.total > 0 else None
    told = {"kind": kind, "month": month, "issued_on": on, "due_on": due_on, "run": run}
    with using("invoicing", subject=contract.subject_id):
        recipient = {name: getattr(contract, name) for name in RECIPIENT}
        number = contract.number
        made = write(contract, draft, {**told, **recipient, "contract_number": number}, profile)
        post_invoice(made, draft.taxes)
        letters.tell_issued(made)
        follow(made)
    by = actor.subject_id if actor else None
    record("invoiced", actor=by, subject=contract.subject_id, clause="2-2(1)", purpose="invoicing", case=made.number)
    return made


def write(contract: Contract, draft: Draft, fields: dict[str, object], profile: Profile) -> Invoice:
    """The row with its number and digest, and its charges, which are its from now on."""
    taxes = [{"rate": one.rate, "net": one.net, "tax": one.tax} for one in draft.taxes]
    made = Invoice(organization=contract.organization, number=next_number(today()), with_tax=draft.with_tax, **fields)
    made.total, made.taxes, made.issuer = draft.total, taxes, profile.issuer()
    told = said(made, draft.lines)
    made.digest = digest(told)
    made.save(force_insert=True)
    copy(made, told, profile.billing.fiscal_month)
    Charge.objects.filter(pk__in=[one.pk for one in draft.lines]).update(invoice=made)
    return made
