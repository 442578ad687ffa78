"""What is due and was not paid: the list, and a customer's account with all that a person may do about it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.models import Organization
from harimi.service.accounts.staff import StaffRole
from harimi.service.billing.ledger.balances import advance_of
from harimi.service.billing.models import Entry, Invoice
from harimi.service.contracts.models import Contract
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.money_steps import take
from harimi.service.office.receipts import PURPOSE
from harimi.service.office.views import SHOWN
from harimi.service.pages.texts import text
from harimi.service.payments.booking import by_hand
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.booking.open_items import owed
from harimi.service.payments.booking.reversing import is_reversed
from harimi.service.payments.debits.mandates import Account, end_mandate, set_mandate
from harimi.service.payments.dunning import holding
from harimi.service.payments.dunning.reminding import rests, unpaid
from harimi.service.payments.folding import references
from harimi.service.payments.models import DunningHold, Mandate, Receipt, Reminder
from harimi.service.privacy.keys import unlock
from harimi.service.privacy.looks import Look, looking

ITEMS = ("name", "payment", "contract_data")
RECENT = 20
"""Receipts and reminders of a customer that are told of."""


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.BILLING)
def unpaid_invoices(request: StaffRequest) -> HttpResponse:
    """All that is due, the longest first. It names nobody: the account does, and opening it is a look.

    A contract's number, however it is written, leads to that customer's account. What an erased one owed is written off here.
    """
    if "invoice" in request.POST:
        return _write_off_erased(request)
    if request.method == "POST":
        found = Contract.objects.filter(number__in=references(request.POST.get("number", "")[:40])).first()
        if found is not None:
            return redirect("office_unpaid_customer", found.organization_id)
        messages.error(request, text("receipts.nobody"))
    page = Paginator(unpaid(), SHOWN).get_page(request.GET.get("page"))
    numbers = [one.number for one in page]
    last = {one.invoice: one for one in Reminder.objects.filter(invoice__in=numbers)}
    held = set(DunningHold.objects.filter(lifted_at=None).values_list("organization", flat=True))
    lines = [(one, last.get(one.number), one.organization in held) for one in page]
    return render(request, "office/unpaid.html", {"page": page, "lines": lines})


@require_safe
@for_staff(StaffRole.BILLING)
def account(request: StaffRequest, organization_id: UUID) -> HttpResponse:
    """What a customer owes, what they paid, how they were reminded, and from which account is collected."""
    row = get_object_or_404(Organization.objects.select_related("contract"), pk=organization_id)
    with looking(Look(request.user.subject_id, PURPOSE, ITEMS), [row]) as seen:
        if not seen or not unlock([row.subject_id]):
            raise Http404
        answer = render(request, "office/unpaid_customer.html", _shown(request, row))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@for_staff(StaffRole.BILLING)
def step(request: StaffRequest, organization_id: UUID) -> HttpResponse:
    """Something that a person does about a customer's account."""
    row = get_object_or_404(Organization.objects.select_related("subject"), pk=organization_id)
    name = request.POST.get("step", "")
    if name not in _STEPS:
        raise Http404
    take(request, lambda typed: _STEPS[name](request, row, typed), f"unpaid.done.{name}")
    return redirect("office_unpaid_customer", row.pk)


def _shown(request: StaffRequest, row: Organization) -> dict[str, Any]:
    items = owed(row)
    lost = Entry.objects.filter(kind=Entry.Kind.WRITE_OFF, postings__organization=row).distinct().order_by("pk")
    return {
        "customer": row,
        "items": items,
        "advance": advance_of(row.pk),
        "rests": rests(row, items) if items else "",
        "hold": DunningHold.objects.filter(organization=row, lifted_at=None).select_related("organization", "by").first(),
        "reminders": Reminder.objects.filter(organization=row).order_by("-at", "-pk")[:RECENT],
        "receipts": Receipt.objects.filter(organization=row)[:RECENT],
        "written_off": [one for one in lost if not is_reversed(one)],
        "mandate": Mandate.objects.filter(organization=row).select_related("organization").first(),
        "key": uuid4(),
        "may_suspend": StaffRole.PRIVACY in request.roles,
    }


def _write_off_erased(request: StaffRequest) -> HttpResponse:
    try:
        by_hand.write_off_erased(request.POST["invoice"][:20], request.POST.get("reason", ""), actor=request.user)
    except PaymentError as error:
        messages.error(request, text(f"payment.error.{error.code}"))
    else:
        messages.success(request, text("unpaid.done.write_off"))
    return redirect("office_unpaid")


def _invoice(row: Organization, number: str) -> Invoice:
    return get_object_or_404(Invoice.objects.select_related("organization"), organization=row, number=number)


def _mandate(request: StaffRequest, row: Organization) -> None:
    typed = Account(*(request.POST.get(name, "")[:60] for name in Account.__slots__))
    set_mandate(row, typed, actor=request.user)


Step = Callable[[StaffRequest, Organization, Mapping[str, Any]], object]
_STEPS: Mapping[str, Step] = {
    "refund": lambda request, row, typed: by_hand.refund(
        row, typed["yen"] or 0, typed["reason"], typed["key"], actor=request.user
    ),
    "write_off": lambda request, row, typed: by_hand.write_off(
        _invoice(row, typed["invoice"]), typed["reason"], actor=request.user
    ),
    "take_write_off_back": lambda request, row, typed: by_hand.take_write_off_back(
        _invoice(row, typed["invoice"]), typed["reason"], actor=request.user
    ),
    "hold": lambda request, row, typed: holding.hold(row, typed["reason"], actor=request.user),
    "lift": lambda request, row, _: holding.lift(row, actor=request.user),
    "mandate": lambda request, row, _: _mandate(request, row),
    "end_mandate": lambda request, row, _: end_mandate(row, actor=request.user),
}
