"""The books: what stands on the accounts, what is owed by age, months that are closed, and files for accounting programs."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.billing.ledger import closing
from harimi.service.billing.ledger.accounts import NAMES
from harimi.service.billing.ledger.balances import ages, open_items, trial_balance
from harimi.service.billing.ledger.exporting import FORMATS, export
from harimi.service.billing.ledger.posting import LedgerError
from harimi.service.billing.models import ClosedMonth, Invoice
from harimi.service.billing.months import first_of, last_of
from harimi.service.office import plots_money
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_money import MonthForm
from harimi.service.pages.templatetags.harimi import month_words
from harimi.service.pages.texts import text
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today

LISTED = 100
"""Open invoices that the page shows; the file has all."""


@require_safe
@for_staff(StaffRole.BILLING)
def ledger(request: StaffRequest) -> HttpResponse:
    """All of it at the end of today; it names nobody."""
    day = today()
    items, balance = open_items(day), trial_balance(day)
    sums, following = ages(items), closing.next_to_close()
    context = {
        "balance": [(NAMES[account], yen) for account, yen in balance.items()],
        "sides": (sum(yen for yen in balance.values() if yen > 0), -sum(yen for yen in balance.values() if yen < 0)),
        "items": [(one, known) for one, known in _known(items[:LISTED])],
        "count": len(items),
        "ages": plots_money.by_age(sums),
        "receivable": plots_money.receivable(sums),
        "revenue": plots_money.revenue(first_of(day)),
        "following": following,
        "faults": closing.faults(following) if following else [],
        "closed": ClosedMonth.objects.order_by("-month")[:24],
        "programs": list(FORMATS),
        "last": last_of(day),
    }
    return render(request, "office/ledger.html", context)


@require_POST
@for_staff(StaffRole.BILLING)
def close(request: StaffRequest) -> HttpResponse:
    """Closes the month that is next."""
    month = _month(request.POST.get("month", ""))
    try:
        closing.close(month, actor=request.user)
    except LedgerError as error:
        messages.error(request, text(f"ledger.error.{error.code}"))
    else:
        messages.success(request, text("ledger.closed_now", month=month_words(month)))
    return redirect("office_ledger")


@require_safe
@for_staff(StaffRole.BILLING)
def journal_file(request: StaffRequest, program: str) -> HttpResponse:
    """The journal of some months, for an accounting program. It names invoices by their numbers and nobody."""
    if program not in FORMATS:
        raise Http404
    asked = [MonthForm({"month": request.GET.get(name, "")}) for name in ("first", "last")]
    first, last = (one.cleaned_data["month"] if one.is_valid() else None for one in asked)
    if first is None or last is None or first > last:
        messages.error(request, text("ledger.error.months"))
        return redirect("office_ledger")
    record("journal_exported", actor=request.user.subject_id, clause="2-2(1)", purpose="invoicing", case=f"{first:%Y-%m}")
    answer = HttpResponse(export(program, first, last), content_type="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{program}_{first:%Y-%m}_{last:%Y-%m}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _month(typed: str) -> date:
    form = MonthForm({"month": typed})
    if not form.is_valid():
        raise Http404
    month: date = form.cleaned_data["month"]
    return month


def _known(items: Any) -> Any:
    rows = Invoice.objects.filter(number__in=[one.number for one in items]).defer("issuer", "taxes")
    known = {one.number: one for one in rows}
    return [(one, known.get(one.number)) for one in items]
