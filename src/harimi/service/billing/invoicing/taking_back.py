"""An invoice that was wrong is taken back by a credit note over all of it; what is due after all is billed anew."""

from django.db import IntegrityError, transaction

from harimi.service.accounts.models import User
from harimi.service.billing import letters
from harimi.service.billing.due.outstanding import worked_out
from harimi.service.billing.invoicing.following import follow
from harimi.service.billing.invoicing.issuing import Draft, write
from harimi.service.billing.invoicing.saying import RECIPIENT
from harimi.service.billing.ledger.posting import post_invoice
from harimi.service.billing.models import Charge, Invoice
from harimi.service.billing.money import TaxLine
from harimi.service.contracts.models import Contract
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import operator


class TakenBackError(ValueError):
    """An invoice that cannot be taken back; `code` is a text `billing.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def take_back(invoice: Invoice, reason: str, *, actor: User, again: bool = True) -> Invoice:
    """A credit note over the whole invoice. What the contract makes due, the next run finds by itself; all other charges are
    open once more, where they are billed `again`. Raises `TakenBackError`.
    """
    if not reason.strip():
        raise TakenBackError("reason")
    if invoice.kind == Invoice.Kind.CREDIT:
        raise TakenBackError("credit")
    try:
        with transaction.atomic():
            return _take_back(invoice, reason.strip(), actor, again=again)
    except IntegrityError as error:
        raise TakenBackError("taken_back") from error


def _take_back(invoice: Invoice, reason: str, actor: User, *, again: bool) -> Invoice:
    contract = Contract.objects.select_for_update(of=("self",)).select_related("organization").get(
        organization=invoice.organization_id
    )  # fmt: skip
    if Invoice.objects.filter(of=invoice).exists():
        raise TakenBackError("taken_back")
    lines = list(invoice.charges.all())
    back = Charge.objects.bulk_create([_opposite(one) for one in lines])
    taxes = [TaxLine(one["rate"], -one["net"], -one["tax"]) for one in invoice.taxes]
    with using("invoicing", subject=invoice.subject_id):
        told = {name: getattr(invoice, name) for name in (*RECIPIENT, "month", "contract_number")}
        told |= {"kind": Invoice.Kind.CREDIT, "issued_on": today(), "due_on": None, "of": invoice, "reason": reason}
        made = write(contract, Draft(back, taxes, invoice.with_tax), told, operator())
        post_invoice(made, taxes)
        letters.tell_issued(made)
        follow(made)
    if again:
        Charge.objects.bulk_create([_once_more(one) for one in lines if not worked_out(one.kind, one.month)])
    about = invoice.subject_id
    record("taken_back", actor=actor.subject_id, subject=about, clause="2-2(1)", purpose="invoicing", case=invoice.number)
    return made


def _copied(one: Charge, sign: int, suffix: str) -> Charge:
    names = [field.name for field in Charge._meta.concrete_fields]
    told = {
        name: getattr(one, name) for name in names if name not in ("id", "invoice", "made_at", "made_by", "about", "source")
    }
    told |= {"yen": sign * one.yen, "unit_yen": sign * one.unit_yen, "source": f"{one.source}{suffix}"}
    about = {name: one.about[name] for name in ("plan", "why") if name in one.about}
    return Charge(about=about, **told)


def _opposite(one: Charge) -> Charge:
    return _copied(one, -1, ":back")


def _once_more(one: Charge) -> Charge:
    return _copied(one, 1, ":again")
