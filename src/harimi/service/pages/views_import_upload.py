"""A table that was sent: what each row would do, the word to write it, and what came of it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.access import allowed_in
from harimi.service.meters.models import Upload
from harimi.service.pages.access import person
from harimi.service.pages.imports import MOST, preview, problems_csv
from harimi.service.pages.texts import text
from harimi.service.readings.imports.columns import METERS
from harimi.service.readings.imports.lines import Becomes
from harimi.service.readings.imports.planning import ProblemsLeftError, discard, go_ahead
from harimi.service.readings.imports.taking import ACTIONS


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Before it is confirmed every row is explained; then how far it is, and what came of it."""
    upload = _mine(request, upload_id)
    if request.method == "POST":
        return _answered(request, upload)
    if upload.confirmed_at is not None:
        return render(request, "pages/import_done.html", _context(upload))
    return _preview(request, upload, replace=request.GET.get("replace") == "1")


@require_safe
@login_required
def import_problems(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """The rows with a problem, to be set right."""
    answer = HttpResponse(problems_csv(_mine(request, upload_id)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="harimi-problems.csv"'
    return answer


def _answered(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Written, thrown away, or shown again where a problem is left that nobody said to leave out."""
    if request.POST.get("action") == "discard":
        if discard(upload):
            messages.success(request, text("imports.discarded"))
        return redirect(_back(upload))
    leave_out, replace = request.POST.get("leave_out") == "1", request.POST.get("replace") == "1"
    try:
        go_ahead(upload, leave_out=leave_out, replace=replace)
    except ProblemsLeftError:
        messages.error(request, text("imports.problems_left"))
        return _preview(request, upload, replace=replace, status=422)
    return redirect("import_upload", upload.pk)


def _preview(request: HttpRequest, upload: Upload, *, replace: bool, status: int = 200) -> HttpResponse:
    told = preview(upload, replace=replace)
    context = _context(upload) | {
        "told": told,
        "replace": replace,
        "most": MOST,
        "may_write": told.writes or told.counts["kept"],
    }
    return render(request, "pages/import_preview.html", context, status=status)


def _context(upload: Upload) -> dict[str, object]:
    counts = [(one.value, upload.outcome[one.value]) for one in Becomes if upload.outcome.get(one.value)]
    percent = 100 * upload.reached // max(1, upload.outcome.get("new", 0) + upload.outcome.get("changed", 0))
    meter = None if upload.register is None else upload.register.meter
    return {
        "upload": upload,
        "of_meters": upload.kind == METERS,
        "meter": meter,
        "counts": counts,
        "percent": min(100, percent),
        "back": _back(upload),
    }


def _back(upload: Upload) -> str:
    """The page from which it was sent."""
    if upload.register is not None:
        return reverse("import_meter_readings", args=[upload.register.meter_id])
    return reverse("import_meters" if upload.kind == METERS else "import_readings")


def _mine(request: HttpRequest, upload_id: UUID) -> Upload:
    """A table that the person sent, as long as they may still do with it what they wanted."""
    user = person(request)
    mine = Upload.objects.filter(pk=upload_id, user=user).select_related("organization", "register__meter__site__organization")
    found = mine.first()
    if found is None or found.organization_id not in allowed_in(user, ACTIONS[found.kind]):
        raise Http404
    found.user = user
    return found
