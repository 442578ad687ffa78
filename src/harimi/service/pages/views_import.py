"""Tables are sent: of sites, tenants and meters, of readings of many meters, and of readings of one."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.access import allowed_in, by_name
from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Meter, Register, Upload
from harimi.service.meters.tables import TableError
from harimi.service.meters.uploads import Sender
from harimi.service.pages.access import person, the_register, visible_meter
from harimi.service.pages.forms_import import TableForm
from harimi.service.pages.imports import column_words, latest_uploads
from harimi.service.pages.texts import spoken, text
from harimi.service.readings.imports.columns import MANY, METERS, NEEDED, ONE, TAKEN, closed_to
from harimi.service.readings.imports.taking import ACTIONS, take
from harimi.service.readings.imports.templates import FORMATS, template


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be imported: `kind`, and for readings of one meter its register."""

    kind: str
    organizations: list[Organization]
    register: Register | None = None

    @property
    def meter(self) -> Meter | None:
        """The meter of the page."""
        return None if self.register is None else self.register.meter


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_meters(request: HttpRequest) -> HttpResponse:
    """Sites, tenants and meters."""
    return _page(request, Asked(METERS, _organizations(request, METERS)))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_readings(request: HttpRequest) -> HttpResponse:
    """Readings of many meters."""
    return _page(request, Asked(MANY, _organizations(request, MANY)))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_meter_readings(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """Readings of one meter."""
    meter = visible_meter(request, meter_id)
    register = the_register(meter, request.POST.get("register") or request.GET.get("register", ""))
    mine = [one for one in _organizations(request, ONE) if one.pk == meter.site.organization_id]
    if not mine:
        raise Http404
    return _page(request, Asked(ONE, mine, register))


@require_safe
@login_required
def import_template(request: HttpRequest, kind: str, ending: str) -> HttpResponse:
    """A table to begin with, in the reader's language."""
    if kind not in ACTIONS or ending not in FORMATS or not allowed_in(request.user, ACTIONS[kind]):
        raise Http404
    answer = HttpResponse(template(kind, ending, spoken()), content_type=FORMATS[ending])
    answer["Content-Disposition"] = f'attachment; filename="harimi-{kind}.{ending}"'
    return answer


def _organizations(request: HttpRequest, kind: str) -> list[Organization]:
    found = by_name(Organization.objects.filter(pk__in=allowed_in(person(request), ACTIONS[kind])))
    if not found:
        raise Http404
    return found


def _page(request: HttpRequest, asked: Asked) -> HttpResponse:
    form = TableForm(request.POST or None, request.FILES or None, organizations=asked.organizations)
    if form.is_valid() and (upload := _sent(request, asked, form)) is not None:
        return redirect("import_upload", upload.pk)
    context = {
        "asked": asked,
        "form": form,
        "several": len(asked.organizations) > 1,
        "columns": [(column, column_words(column), column in NEEDED[asked.kind]) for column in _taken(request, asked)],
        "uploads": latest_uploads(person(request), timezone.now()),
    }
    return render(request, "pages/import.html", context, status=422 if form.is_bound else 200)


def _taken(request: HttpRequest, asked: Asked) -> list[str]:
    """The columns that are read for any of the organizations."""
    user = person(request)
    return [one for one in TAKEN[asked.kind] if any(one not in closed_to(user, each) for each in asked.organizations)]


def _sent(request: HttpRequest, asked: Asked, form: TableForm) -> Upload | None:
    """Keeps the table; what is wrong with all of it is said beside the file."""
    sender = Sender(person(request), form.cleaned_data["organization_id"])
    try:
        return take(form.data_sent(), asked.kind, sender, asked.register)
    except TableError as error:
        form.add_error("table", text(f"imports.file.{error.code}", **_details(error)))
        return None


def _details(error: TableError) -> dict[str, object]:
    """What fills the words; columns by what they are called."""
    names = error.details.get("names")
    if not isinstance(names, tuple):
        return dict(error.details)
    words = [column_words(name) if error.code == "missing" else name for name in names]
    return {"names": text("app.and").join(words)}
