"""From which account a customer lets us collect: entered by an owner, or by staff from a form on paper."""

import re
from dataclasses import dataclass

from django.db import transaction

from harimi.service.accounts.models import Organization, User
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.folding import half_width
from harimi.service.payments.models import Debit, Mandate
from harimi.service.privacy.audit import record
from harimi.service.privacy.profile_payments import KANA

KINDS = ("1", "2")
"""Ordinary (普通) and current (当座) accounts."""
LONGEST = 30
"""Half-width characters of a holder's name."""


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody typed; codes of 4 and 3 digits, a number of at most 7."""

    bank_code: str
    branch_code: str
    kind: str
    account: str
    holder: str

    def tidied(self) -> "Account":
        """As the bank takes it. Raises `PaymentError`."""
        digits = {name: _digits(getattr(self, name)) for name in ("bank_code", "branch_code", "account")}
        holder = half_width(self.holder)
        if len(digits["bank_code"]) != 4 or len(digits["branch_code"]) != 3 or not 0 < len(digits["account"]) <= 7:
            raise PaymentError("account")
        if self.kind not in KINDS:
            raise PaymentError("account")
        if not holder or len(holder) > LONGEST or not re.fullmatch(KANA, holder):
            raise PaymentError("holder")
        return Account(digits["bank_code"], digits["branch_code"], self.kind, digits["account"].zfill(7), holder)


@transaction.atomic
def set_mandate(organization: Organization, typed: Account, *, actor: User) -> Mandate:
    """From now on that account. Raises `PaymentError`."""
    told = typed.tidied()
    row = Mandate.objects.filter(organization=organization).first() or Mandate(organization=organization)
    for name in Account.__slots__:
        setattr(row, name, getattr(told, name))
    row.fresh, row.made_by = True, actor
    row.save()
    _tell("mandate_set", organization, actor)
    return row


@transaction.atomic
def end_mandate(organization: Organization, *, actor: User) -> None:
    """Nothing is collected any more; what the bank was asked goes on. Raises `PaymentError`."""
    if not Mandate.objects.filter(organization=organization).delete()[0]:
        raise PaymentError("no_mandate")
    _tell("mandate_ended", organization, actor)


def waiting(organization: Organization) -> list[Debit]:
    """What the bank was asked to collect and did not answer yet."""
    return list(Debit.objects.filter(organization=organization, result=""))


def _digits(typed: str) -> str:
    half = half_width(typed).replace("-", "").replace(" ", "")
    return half if half.isascii() and half.isdigit() else ""


def _tell(action: str, organization: Organization, actor: User) -> None:
    told = {"clause": "2-2(1)", "purpose": "payment_check", "items": ("payment",)}
    record(action, actor=actor.subject_id, subject=organization.subject_id, **told)  # type: ignore[arg-type]  # fields of the audit
