"""One receipt: whose it may be, and what a person makes of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.models import Organization
from harimi.service.accounts.staff import StaffRole
from harimi.service.billing.models import Entry
from harimi.service.contracts.models import Contract
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.money_steps import take
from harimi.service.office.receipts import PURPOSE, candidates, told
from harimi.service.pages.ids import known_id
from harimi.service.pages.texts import text
from harimi.service.payments.booking import matching
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.folding import references
from harimi.service.payments.models import Receipt
from harimi.service.privacy.looks import Look, looking
from harimi.service.privacy.publication import operator


@require_safe
@for_staff(StaffRole.BILLING)
def receipt(request: StaffRequest, receipt_id: int) -> HttpResponse:
    """The receipt, who may have paid it, and with `?customer=` what one of them owes. Each customer shown is a look."""
    row = get_object_or_404(Receipt.objects.select_related("organization", "statement"), pk=receipt_id)
    with looking(Look(request.user.subject_id, PURPOSE, ("payment",), row.number), [row]) as seen:
        if not seen:
            raise Http404
        found = candidates(row) if row.state == Receipt.State.OPEN else _whose(row)
        context = {
            "receipt": row,
            "payer": row.payer,
            "payers": told(found, request, row.number),
            "chosen": _chosen(request, row),
            "entries": Entry.objects.filter(number=row.number).select_related("made_by").order_by("pk"),
            "short_yen": operator().billing.payments.short_yen,
        }
        answer = render(request, "office/receipt.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@for_staff(StaffRole.BILLING)
def step(request: StaffRequest, receipt_id: int) -> HttpResponse:
    """A customer is looked for, or something is made of the receipt."""
    row, name = get_object_or_404(Receipt, pk=receipt_id), request.POST.get("step", "")
    if name == "find":
        return _find(request, row)
    if name not in _STEPS:
        raise Http404
    take(request, lambda typed: _STEPS[name](request, row, typed), f"receipts.done.{name}")
    return redirect("office_receipt", row.pk)


def _find(request: StaffRequest, row: Receipt) -> HttpResponse:
    """By the contract's number, however it is written."""
    found = Contract.objects.filter(number__in=references(request.POST.get("number", "")[:40])).first()
    if found is None:
        messages.error(request, text("receipts.nobody"))
        return redirect("office_receipt", row.pk)
    return redirect(f"{reverse('office_receipt', args=[row.pk])}?customer={found.organization_id}")


def _match(request: StaffRequest, row: Receipt, _: Mapping[str, Any]) -> None:
    whose = get_object_or_404(Organization.objects.select_related("subject"), pk=known_id(request.POST.get("customer", "")))
    typed = {name.removeprefix("yen_"): str(value) for name, value in request.POST.items() if name.startswith("yen_")}
    try:
        split = {number: int(value.replace(",", "")) for number, value in typed.items() if value.strip()}
    except ValueError as error:
        raise PaymentError("split") from error
    matching.match(row, whose, actor=request.user, split=split, short="short" in request.POST)


Step = Callable[[StaffRequest, Receipt, Mapping[str, Any]], object]
_STEPS: Mapping[str, Step] = {
    "match": _match,
    "send_back": lambda request, row, typed: matching.send_back(row, typed["reason"], actor=request.user),
    "pay_out": lambda request, row, typed: matching.pay_out(row, typed["yen"] or 0, actor=request.user),
    "undo": lambda request, row, typed: matching.undo(row, typed["reason"], actor=request.user),
}


def _whose(row: Receipt) -> list[tuple[Contract, str]]:
    found = Contract.objects.select_related("organization__subject").filter(organization=row.organization_id)
    return [(one, "matched") for one in found] if row.organization_id else []


def _chosen(request: StaffRequest, row: Receipt) -> Any:
    """The customer of the address, with what this receipt would pay of what they owe."""
    typed = request.GET.get("customer", "")
    if row.state != Receipt.State.OPEN or not typed:
        return None
    contract = get_object_or_404(Contract.objects.select_related("organization__subject"), organization=known_id(typed))
    payers = told([(contract, "chosen")], request, row.number)
    if not payers:
        raise Http404
    shares = matching.spread(row.yen, payers[0].items)
    items = [(one, shares.get(one.number, 0)) for one in payers[0].items]
    return {"payer": payers[0], "items": items}
