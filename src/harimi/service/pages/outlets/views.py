"""All outlets of a person's organizations, and new ones."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.access import Action, allowed_in, by_name
from harimi.service.accounts.models import Organization
from harimi.service.outlets.kinds.registry import KINDS
from harimi.service.outlets.models import Ledger, Outlet
from harimi.service.outlets.refilling import kept_of
from harimi.service.outlets.services import OutletError, change_outlet, make_outlet
from harimi.service.pages.access import password_again, person
from harimi.service.pages.outlets.forms import OutletForm
from harimi.service.pages.outlets.words import error, instruction, ledger_lines, shown
from harimi.service.pages.texts import spoken, text
from harimi.service.pages.views_choices import CHANNEL
from harimi.service.privacy.choices import Asked


@require_safe
@login_required
def outlets(request: HttpRequest) -> HttpResponse:
    """Each with how it stands, and the kinds that there are."""
    organizations = organizations_of(request)
    rows = Outlet.objects.filter(organization__in=organizations).select_related("organization", "instruction", "site")
    found = sorted((shown(one) for one in rows), key=lambda one: (one.row.name, str(one.row.pk)))
    ledgers = Ledger.objects.filter(organization__in=organizations).select_related("organization", "reader", "site")
    context = {
        "outlets": found,
        "ledgers": ledger_lines(sorted(ledgers, key=lambda one: (one.name, str(one.pk)))),
        "kinds": KINDS,
        "several": len(organizations) > 1,
        "tab": "outlets",
    }
    return render(request, "pages/outlets/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@password_again
def new_outlet(request: HttpRequest, kind: str) -> HttpResponse:
    """What it needs, and the words of the instruction that sends there."""
    organizations = organizations_of(request)
    if kind not in KINDS:
        raise Http404
    initial = {"name": text(f"outlet.kind.{kind}"), "country": "JP"}
    form = OutletForm(request.POST or None, kind=kind, organizations=organizations, initial=initial)
    if form.is_valid():
        try:
            made = make_outlet(form.organization(), form.wanted(), _asked(request, kind), actor=person(request))
        except OutletError as fault:
            _said(form, fault)
        else:
            messages.success(request, text("outlet.made", name=made.name))
            return redirect("outlet", made.pk)
    return _form(
        request, form, {"several": len(organizations) > 1, "heading": text("outlet.new", kind=text(f"outlet.kind.{kind}"))}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@password_again
def edit_outlet(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Another address, or other settings: by an instruction anew."""
    row = own_outlet(request, outlet_id)
    initial = {"name": row.name, "settled": row.settled, "site": row.site_id, "country": "JP"}
    if row.instruction is not None:
        initial |= {"recipient": row.instruction.recipient, "country": row.instruction.country}
    form = OutletForm(request.POST or None, kind=row.kind, organizations=[row.organization], kept=kept_of(row), initial=initial)
    if form.is_valid():
        try:
            change_outlet(row, form.wanted(), _asked(request, row.kind), actor=person(request))
        except OutletError as fault:
            _said(form, fault)
        else:
            messages.success(request, text("outlet.changed", name=row.name))
            return redirect("outlet", row.pk)
    return _form(request, form, {"heading": row.name, "row": row})


def organizations_of(request: HttpRequest) -> list[Organization]:
    """Those in which the person decides where readings go; for all others there is no such page."""
    found = by_name(Organization.objects.filter(pk__in=allowed_in(person(request), Action.CHANGE_OUTLETS)))
    if not found:
        raise Http404
    return found


def own_outlet(request: HttpRequest, outlet_id: UUID) -> Outlet:
    """One that the person may change."""
    mine = Outlet.objects.filter(organization__in=allowed_in(person(request), Action.CHANGE_OUTLETS))
    found = mine.filter(pk=outlet_id).select_related("organization", "instruction", "site").first()
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, form: OutletForm, told: dict[str, object]) -> HttpResponse:
    context = {"form": form, "kind": form.kind, "words": instruction(form.kind), "tab": "outlets", **told}
    return render(request, "pages/outlets/form.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, kind: str) -> Asked:
    return Asked(instruction(kind), spoken(), CHANNEL, person(request).subject_id)


def _said(form: OutletForm, fault: OutletError) -> None:
    form.add_error(fault.where if fault.where in form.fields else None, error(fault.code))
