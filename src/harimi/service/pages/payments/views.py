"""How to pay, what was received, and what is open; for owners."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.accounts.models import Organization
from harimi.service.billing.ledger.balances import Open, advance_of
from harimi.service.contracts.models import Contract
from harimi.service.pages.access import person
from harimi.service.pages.texts import text
from harimi.service.pages.views_people import organization_for
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.booking.open_items import owed
from harimi.service.payments.debits.mandates import Account, end_mandate, set_mandate
from harimi.service.payments.models import Mandate
from harimi.service.payments.received import Received, received
from harimi.service.privacy.keys import unlock
from harimi.service.privacy.publication import known_operator


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer's account as its owner sees it; `number` is the reference for transfers."""

    organization: Organization
    number: str
    items: Sequence[Open]
    advance: int
    received: Sequence[Received]
    mandate: Mandate | None


@require_safe
@login_required
def payments(request: HttpRequest) -> HttpResponse:
    """All contracts of the person, each with how it stands."""
    mine = Contract.objects.select_related("organization__mandate")
    rows = list(mine.filter(organization__in=allowed_in(person(request), Action.MANAGE_CONTRACT)).order_by("since", "pk"))
    readable = unlock(one.subject_id for one in rows)
    billing = known_operator().billing
    context = {
        "accounts": [_standing(one) for one in rows if one.subject_id in readable],
        "bank": billing.bank or None,
        "collects": bool(billing.payments.debit),
        "tab": "invoices",
    }
    answer = render(request, "pages/payments/payments.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@login_required
def change_mandate(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """An owner enters the account from which is collected, or takes it away."""
    whose = organization_for(request, organization_id, Action.MANAGE_CONTRACT)
    get_object_or_404(Contract, organization=whose)
    ends = "end" in request.POST
    try:
        if ends:
            end_mandate(whose, actor=person(request))
        else:
            _enter(request, whose)
    except PaymentError as error:
        messages.error(request, text(f"payment.error.{error.code}"))
    else:
        messages.success(request, text("mandate.ended" if ends else "mandate.kept"))
    return redirect("payments")


def _enter(request: HttpRequest, whose: Organization) -> None:
    if not known_operator().billing.payments.debit:
        raise PaymentError("no_collector")
    typed = Account(*(request.POST.get(name, "")[:60] for name in Account.__slots__))
    set_mandate(whose, typed, actor=person(request))


def _standing(contract: Contract) -> Standing:
    whose = contract.organization
    mandate = getattr(whose, "mandate", None)
    return Standing(whose, contract.number, owed(whose), advance_of(whose.pk), received(whose), mandate)
