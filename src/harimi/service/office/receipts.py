"""What staff see of receipts: whose each may be, and what the customers who may have paid owe."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harimi.service.accounts.models import Organization
from harimi.service.billing.ledger.balances import Open, advance_of
from harimi.service.billing.models import Invoice
from harimi.service.contracts.models import Contract
from harimi.service.office.access import StaffRequest
from harimi.service.payments.booking.open_items import owed, owing_exactly
from harimi.service.payments.folding import references
from harimi.service.payments.models import Receipt
from harimi.service.privacy.keys import unlock
from harimi.service.privacy.looks import Look, looking

PURPOSE = "payment_check"
MOST = 10
"""Customers who are shown as those who may have paid."""


@dataclass(frozen=True, slots=True)
class Payer:
    """A customer who may have paid: `why` is a code of `receipts.why.<code>`."""

    contract: Contract
    name: str
    why: str
    items: Sequence[Open]
    advance: int


def candidates(receipt: Receipt) -> list[tuple[Contract, str]]:
    """By the reference, by a name that paid before, and by just what is owed; nobody twice. Call it while checking payments."""
    contracts = Contract.objects.select_related("organization__subject")
    named = [(one, "reference") for one in contracts.filter(number__in=references(str(receipt.payer)))]
    before = Receipt.objects.filter(payer_index=receipt.payer_index, organization__isnull=False)
    whose = before.values("organization") if receipt.payer_index else Receipt.objects.none().values("organization")
    known = [(one, "name") for one in contracts.filter(organization__in=whose).order_by("number")[:MOST]]
    numbers = [number for number, _ in owing_exactly(receipt.yen)]
    owing = contracts.filter(organization__in=Invoice.objects.filter(number__in=numbers).values("organization"))
    found: dict[int, tuple[Contract, str]] = {}
    for one, why in (*named, *known, *((one, "amount") for one in owing.order_by("number")[:MOST])):
        found.setdefault(one.pk, (one, why))
    return list(found.values())[:MOST]


def told(found: Iterable[tuple[Contract, str]], request: StaffRequest, case: str) -> list[Payer]:
    """Each with their name and what they owe; each is a look that they can see."""
    pairs = list(found)
    open_ones = unlock(one.subject_id for one, _ in pairs)
    whose = [one.organization for one, _ in pairs if one.subject_id in open_ones]
    with looking(Look(request.user.subject_id, PURPOSE, ("name", "contract_data"), case), whose) as seen:
        ids = {one.pk for one in seen}
        return [_payer(one, why) for one, why in pairs if one.organization_id in ids]


def _payer(contract: Contract, why: str) -> Payer:
    whose: Organization = contract.organization
    return Payer(contract, whose.name, why, owed(whose), advance_of(whose.pk))
