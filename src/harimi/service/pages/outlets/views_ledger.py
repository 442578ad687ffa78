"""Ledgers: made, seen with what was sent, changed, sent at once, ended."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.egress.sftp import fingerprint
from harimi.service.outlets.ledgers import services
from harimi.service.outlets.ledgers.settings import SftpSettings
from harimi.service.outlets.models import Ledger
from harimi.service.outlets.services import OutletError
from harimi.service.pages.access import password_again, person
from harimi.service.pages.outlets.forms_ledger import LedgerForm
from harimi.service.pages.outlets.views import organizations_of
from harimi.service.pages.outlets.words import error, fault, ledger_lines
from harimi.service.pages.texts import spoken, text
from harimi.service.pages.views_choices import CHANNEL
from harimi.service.privacy.choices import Asked

SHOWN = 24
"""Months of a list."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@password_again
def new_ledger(request: HttpRequest, way: str) -> HttpResponse:
    """By mail or by SFTP."""
    organizations = organizations_of(request)
    if way not in Ledger.Way:
        raise Http404
    initial = {"name": text("ledger.title"), "language": spoken(), "country": "JP"}
    form = LedgerForm(request.POST or None, way=way, organizations=organizations, initial=initial)
    if form.is_valid():
        try:
            made = services.make_ledger(form.organization(), form.wanted(), _asked(request, way), actor=person(request))
        except OutletError as wrong:
            _said(form, wrong)
        else:
            messages.success(request, text("ledger.made", name=made.name))
            return redirect("ledger", made.pk)
    return _form(request, form, {"several": len(organizations) > 1, "heading": text(f"ledger.new.{way}")})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@password_again
def edit_ledger(request: HttpRequest, ledger_id: UUID) -> HttpResponse:
    """Another place, day or form: by an instruction anew. What was sent stays written down."""
    row = _own(request, ledger_id)
    form = LedgerForm(request.POST or None, way=row.way, organizations=[row.organization], kept=True, initial=_initial(row))
    if form.is_valid():
        try:
            services.change_ledger(row, form.wanted(), _asked(request, row.way), actor=person(request))
        except OutletError as wrong:
            _said(form, wrong)
        else:
            messages.success(request, text("ledger.changed", name=row.name))
            return redirect("ledger", row.pk)
    return _form(request, form, {"heading": row.name, "row": row})


@require_safe
@login_required
def ledger(request: HttpRequest, ledger_id: UUID) -> HttpResponse:
    """What was sent, and what is wrong."""
    row = _own(request, ledger_id)
    months = [(one, fault(one.fault) if one.fault else "") for one in row.months.order_by("-month")[:SHOWN]]
    server = SftpSettings.model_validate_json(row.settings) if row.way == Ledger.Way.SFTP else None
    key = fingerprint(server.host_key) if server is not None else ""
    line, why = ledger_lines([row])[0]
    told = {"row": row, "line": line, "why": why, "months": months, "server": server, "key": key, "tab": "outlets"}
    return render(request, "pages/outlets/ledger.html", told)


@require_POST
@login_required
def ledger_step(request: HttpRequest, ledger_id: UUID) -> HttpResponse:
    """Does what a button says."""
    row = _own(request, ledger_id)
    do = _STEPS.get(request.POST.get("step", ""))
    if do is not None:
        messages.success(request, do(request, row))
    return redirect("ledger", row.pk) if Ledger.objects.filter(pk=ledger_id).exists() else redirect("outlets")


def _initial(row: Ledger) -> dict[str, object]:
    """All but the password."""
    names = ("name", "form", "language", "day")
    told = {name: getattr(row, name) for name in names} | {"site": row.site_id, "reader": row.reader_id, "country": "JP"}
    if row.instruction is not None:
        told |= {"recipient": row.instruction.recipient, "country": row.instruction.country}
    if row.way == Ledger.Way.SFTP:
        told |= SftpSettings.model_validate_json(row.settings).model_dump(include={"url", "user", "folder"})
    return told


def _form(request: HttpRequest, form: LedgerForm, told: dict[str, object]) -> HttpResponse:
    context = {"form": form, "way": form.way, "words": text(f"ledger.instruction.{form.way}"), "tab": "outlets", **told}
    return render(request, "pages/outlets/ledger_form.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, way: str) -> Asked:
    return Asked(text(f"ledger.instruction.{way}"), spoken(), CHANNEL, person(request).subject_id)


def _said(form: LedgerForm, wrong: OutletError) -> None:
    form.add_error(wrong.where if wrong.where in form.fields else None, error(wrong.code))


def _own(request: HttpRequest, ledger_id: UUID) -> Ledger:
    mine = Ledger.objects.filter(organization__in=allowed_in(person(request), Action.CHANGE_OUTLETS))
    found = mine.filter(pk=ledger_id).select_related("organization", "site", "instruction", "reader").first()
    if found is None:
        raise Http404
    return found


def _now(_: HttpRequest, row: Ledger) -> str:
    services.send_now(row)
    return text("ledger.sending")


def _switched(request: HttpRequest, row: Ledger) -> str:
    services.switch(row, on=not row.on, actor=person(request))
    return text("ledger.off" if row.on else "ledger.on", name=row.name)


def _remove(request: HttpRequest, row: Ledger) -> str:
    name = row.name
    services.remove(row, actor=person(request))
    return text("ledger.removed", name=name)


_STEPS: dict[str, Callable[[HttpRequest, Ledger], str]] = {"now": _now, "switch": _switched, "remove": _remove}
