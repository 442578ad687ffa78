"""An owner's invoices: the list, one with how each line came, and its PDF."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.billing.models import Invoice
from harimi.service.pages.access import person
from harimi.service.pages.cards.leading import leads_to_provider
from harimi.service.pages.invoices.document import context, meters_of, pdf
from harimi.service.pages.reports.pdf import has_pdf
from harimi.service.pages.texts import spoken
from harimi.service.pages.unstored import unstored
from harimi.service.privacy.documents import Language

ON_A_PAGE = 24


@require_safe
@login_required
def invoices(request: HttpRequest) -> HttpResponse:
    """All of the organizations whose contract the person manages, the newest first."""
    page = Paginator(_theirs(request), ON_A_PAGE).get_page(request.GET.get("page"))
    return unstored(render(request, "pages/invoices/list.html", {"page": page, "query": "", "tab": "invoices"}))


@require_safe
@login_required
@leads_to_provider
def invoice(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """One of them."""
    found = _one(request, invoice_id)
    told = {**context(found), "meters": meters_of(found), "has_pdf": has_pdf(), "tab": "invoices"}
    return unstored(render(request, "pages/invoices/invoice.html", told))


@require_safe
@login_required
def invoice_pdf(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """The same on paper, in the language that is asked for."""
    return as_pdf(request, _one(request, invoice_id))


def as_pdf(request: HttpRequest, found: Invoice) -> HttpResponse:
    """Its PDF as an answer."""
    if not has_pdf():
        raise Http404
    language: Language = "en" if request.GET.get("language", spoken()) == "en" else "ja"
    answer = HttpResponse(pdf(found, language), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{found.number}_{language}.pdf"'
    return unstored(answer)


def _theirs(request: HttpRequest) -> QuerySet[Invoice]:
    mine = Invoice.objects.filter(organization__in=allowed_in(person(request), Action.MANAGE_CONTRACT))
    return mine.select_related("organization", "of", "taken_back_by")


def _one(request: HttpRequest, invoice_id: UUID) -> Invoice:
    found = _theirs(request).filter(pk=invoice_id).first()
    if found is None:
        raise Http404
    return found
