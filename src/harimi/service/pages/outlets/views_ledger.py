"""Ledgers: made, seen with what was sent, sent at once, ended."""

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
    words = text(f"ledger.instruction.{way}")
    if form.is_valid():
        asked = Asked(words, spoken(), CHANNEL, person(request).subject_id)
        try:
            made = services.make_ledger(form.organization(), form.wanted(), asked, actor=person(request))
        except OutletError as wrong:
            form.add_error(wrong.where if wrong.where in form.fields else None, error(wrong.code))
        else:
            messages.success(request, text("ledger.made", name=made.name))
            return redirect("ledger", made.pk)
    context = {"form": form, "way": way, "words": words, "several": len(organizations) > 1, "tab": "outlets"}
    return render(request, "pages/outlets/ledger_form.html", context, status=422 if form.is_bound else 200)


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
