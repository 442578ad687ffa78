"""Customers: found for a reason, and one of them with all that this reason may see."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.models import Organization
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.customers import Line, all_customers, found, named, unnamed
from harimi.service.office.desk import CUSTOMERS
from harimi.service.office.panels import Panel, panels_for
from harimi.service.office.reasons import Reason, asked, given, reasons_of
from harimi.service.office.views import SHOWN
from harimi.service.pages.unstored import unstored
from harimi.service.privacy.keys import unlock
from harimi.service.privacy.looks import looking


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(*CUSTOMERS)
def customers(request: StaffRequest) -> HttpResponse:
    """The list, which names nobody until a reason is given; then each name on the page is a look.

    What is looked for is sent and never stands in an address, which logs and browsers keep.
    """
    words, reason = request.POST.get("q", "").strip()[:200], given(request)
    rows = found(words) if words and reason else all_customers()
    if reason and reason.whom:
        rows = rows.filter(subject=reason.whom)
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": _lines(list(page.object_list), reason),
        "words": words,
        "reason": reason,
        "reasons": reasons_of(request),
        "asked": asked(request),
        "query": _query(request),
        "case_missing": bool(asked(request).get("for")) and reason is None,
    }
    return unstored(render(request, "office/customers.html", context))


@require_safe
@for_staff(*CUSTOMERS)
def customer(request: StaffRequest, organization_id: UUID) -> HttpResponse:
    """One customer. Without a reason there is nothing to see but the question for one."""
    row, reason = get_object_or_404(Organization, pk=organization_id), given(request)
    if reason is None:
        missing = bool(request.GET.get("for"))
        told = {"reasons": reasons_of(request), "number": row.pk, "asked": request.GET, "case_missing": missing}
        return render(request, "office/customer_why.html", told)
    if not reason.covers(row.subject_id):
        raise Http404
    shown = panels_for(request, reason)
    items = reason.items("name", *(item for panel in shown for item in panel.items))
    with looking(reason.look(*items), [row]) as seen:
        if not seen or not unlock([row.subject_id]):
            raise Http404
        context = {"customer": row, "reason": reason, "panels": _filled(shown, row, reason), "query": _query(request)}
        return unstored(render(request, "office/customer.html", context))


def _lines(rows: Sequence[Organization], reason: Reason | None) -> list[Line]:
    return unnamed(rows) if reason is None else named(rows, reason)


def _filled(shown: Sequence[Panel], row: Organization, reason: Reason) -> list[tuple[Panel, dict[str, Any]]]:
    return [(panel, panel.fill(row, reason)) for panel in shown]


def _query(request: StaffRequest) -> str:
    told = {"for": asked(request).get("for", ""), "case": asked(request).get("case", "").strip()[:40]}
    return urlencode({name: value for name, value in told.items() if value})
