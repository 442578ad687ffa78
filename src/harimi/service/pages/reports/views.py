"""The page of reports, and its documents."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from harimi.service.meters.report_files import found as file_of
from harimi.service.pages.reports.asked import asked
from harimi.service.pages.reports.document import Document, document
from harimi.service.pages.reports.pdf import fits, has_pdf, pdf
from harimi.service.pages.reports.sheets import workbook
from harimi.service.pages.reports.table import MEDIA, table

SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@login_required
def reports(request: HttpRequest) -> HttpResponse:
    """A report as a page that prints by itself."""
    found = document(asked(request))
    shown = mark_safe(found.html("pages/reports/document.html"))  # noqa: S308 - a template's own output
    context = {"asked": found.asked, "document": shown, "title": found.title, "pdf": has_pdf(), "fits": fits(found)}
    if not context["fits"] and found.asked.wanted is not None:
        context["file"] = file_of(found.asked.wanted)
    return private(render(request, "pages/reports/reports.html", context))


@require_safe
@login_required
def report_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a PDF at once, where it is small enough; nothing of it is kept."""
    if not has_pdf():
        raise Http404
    return _file(request, "pdf", "application/pdf", pdf, only=fits)


@require_safe
@login_required
def report_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a spreadsheet."""
    return _file(request, "xlsx", SHEETS, workbook)


@require_safe
@login_required
def report_csv(request: HttpRequest) -> HttpResponse:
    """Its table of meters as CSV."""
    return _file(request, "csv", MEDIA, table)


def _file(
    request: HttpRequest,
    ending: str,
    kind: str,
    make: Callable[[Document], bytes],
    only: Callable[[Document], bool] = lambda _: True,
) -> HttpResponse:
    found = document(asked(request))
    if not only(found):
        raise Http404
    return as_file(make(found), kind, found.name(ending))


def as_file(data: bytes, kind: str, name: str) -> HttpResponse:
    """Answers with a file that a browser saves and nobody in between keeps."""
    answer = HttpResponse(data, content_type=kind)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return private(answer)


def private(answer: HttpResponse) -> HttpResponse:
    """Kept by no browser and nobody in between."""
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
