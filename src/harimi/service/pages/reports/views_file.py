"""A PDF that takes long to make: it is asked for, its page says how far it is, and there it is fetched.

Each time the report is found anew among what the person may see, so that whoever may no longer see it finds nothing.
"""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from harimi.service.meters.report_files import Wanted, ask, content, found
from harimi.service.pages.reports import words
from harimi.service.pages.reports.asked import Asked, asked
from harimi.service.pages.reports.named import file_name, title
from harimi.service.pages.reports.pdf import has_pdf
from harimi.service.pages.reports.views import as_file, private
from harimi.service.platform.blobs import BlobMissingError
from harimi.service.privacy.held import held


@require_POST
@login_required
def report_make(request: HttpRequest) -> HttpResponse:
    """Has it made, or leads to where it is being made already."""
    wanted = asked(request)
    if not has_pdf():
        raise Http404
    ask(_single(wanted))
    return redirect(f"{reverse('report_state')}?{wanted.query}")


@require_safe
@login_required
def report_state(request: HttpRequest) -> HttpResponse:
    """How far it is; costs little, because it is asked for again and again."""
    wanted = asked(request)
    file = found(_single(wanted))
    if file is None:
        return redirect(f"{reverse('reports')}?{wanted.query}")
    zone, kept = wanted.chosen[0].zone, held().kept("report")
    context = {"asked": wanted, "title": title(wanted), "file": file, "until": words.moment(file.asked_at + kept, zone)}
    if file.done_at is not None:
        context["made"] = words.moment(file.done_at, zone)
    return private(render(request, "pages/reports/file.html", context))


@require_safe
@login_required
def report_file(request: HttpRequest) -> HttpResponse:
    """The file, where it is made and still kept."""
    wanted = asked(request)
    file = found(_single(wanted))
    if file is None or not file.blob:
        raise Http404
    try:
        data = content(file)
    except BlobMissingError as error:
        raise Http404 from error
    return as_file(data, "application/pdf", file_name(wanted, "pdf"))


def _single(wanted: Asked) -> Wanted:
    """Of one organization: a file is kept under its key. Of several it is not found."""
    if wanted.wanted is None:
        raise Http404
    return wanted.wanted
