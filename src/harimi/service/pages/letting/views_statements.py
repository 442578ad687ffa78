"""A statement: as a page, on paper, its photographs; and what a landlord does to it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from harimi.service.letting import paying
from harimi.service.letting.issuing.issue import IssueError
from harimi.service.letting.issuing.taking_back import take_back
from harimi.service.letting.models import Statement
from harimi.service.pages.access import person
from harimi.service.pages.letting import document
from harimi.service.pages.letting.access import bills, own_statements, seen_statement
from harimi.service.pages.letting.forms import PaidForm
from harimi.service.pages.reports.pdf import has_pdf
from harimi.service.pages.reports.views import as_file, private
from harimi.service.pages.texts import spoken, text
from harimi.service.platform.blobs import BlobMissingError
from harimi.service.privacy.days import today
from harimi.service.privacy.documents import Language


@require_safe
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """A tenant's own statements."""
    found = list(own_statements(person(request)))
    return private(render(request, "pages/letting/own.html", {"statements": found}))


@require_safe
@login_required
def statement(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """One of them; its landlord marks it as paid here or takes it back."""
    found = seen_statement(request, statement_id)
    mine = bills(request, found)
    shown = mark_safe(document.page(found, _language(request), whole=mine))  # noqa: S308 - a template's own output
    credit = mine and found.kind == Statement.Kind.CREDIT
    context = {
        "statement": found,
        "document": shown,
        "mine": mine,
        "to_refund": -paying.open_yen(found) if credit else 0,
        "open_others": paying.open_of(found) if credit else [],
        "pdf": has_pdf(),
        "today": today(),
        "of": _language(request),
    }
    return private(render(request, "pages/letting/statement.html", context))


@require_safe
@login_required
def statement_pdf(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """The same on paper."""
    found = seen_statement(request, statement_id)
    if not has_pdf():
        raise Http404
    made = document.paper(found, _language(request), whole=bills(request, found))
    return as_file(made, "application/pdf", f"{found.number}.pdf")


@require_safe
@login_required
def statement_picture(request: HttpRequest, statement_id: UUID, meter_id: int, which: str) -> HttpResponse:
    """The photograph of a first or last reading."""
    found = seen_statement(request, statement_id)
    cut = document.pictures(found, whole=bills(request, found)).get((meter_id, which))
    if cut is None:
        raise Http404
    try:
        answer = HttpResponse(document.picture(cut), content_type="image/jpeg")
    except BlobMissingError as error:
        raise Http404 from error
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return private(answer)


@require_POST
@login_required
def statement_step(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """It was paid or given back, or was not after all; it counts for another one; or it is taken back."""
    found = seen_statement(request, statement_id)
    if not bills(request, found):
        raise Http404
    try:
        made = _step(request, found)
    except IssueError as error:
        messages.error(request, text(f"letting.error.{error.code}"))
        made = found
    return redirect("statement", made.pk)


def _step(request: HttpRequest, found: Statement) -> Statement:
    step, actor = request.POST.get("step", ""), person(request)
    if step == "take_back":
        return take_back(found, request.POST.get("reason", ""), actor=actor)
    if step == "unpaid":
        paying.mark_unpaid(found, actor=actor)
        return found
    if step == "count_for":
        other = next((one for one in paying.open_of(found) if str(one.statement.pk) == request.POST.get("other")), None)
        if other is None:
            raise IssueError("wrong")
        paying.count_for(found, other.statement, actor=actor)
        return found
    form = PaidForm(request.POST)
    if step != ("give_back" if found.kind == Statement.Kind.CREDIT else "paid") or not form.is_valid():
        raise IssueError("wrong")
    marks = paying.give_back if step == "give_back" else paying.mark_paid
    marks(found, form.cleaned_data["day"], form.cleaned_data["yen"], actor=actor)
    return found


def _language(request: HttpRequest) -> Language:
    asked = request.GET.get("language", "") or spoken()
    return "en" if asked == "en" else "ja"
