"""Tariffs, and which meter is charged by which."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.models import Organization
from harimi.service.letting import tariffs
from harimi.service.letting.due.spans import on
from harimi.service.letting.issuing.showing import label
from harimi.service.letting.models import Sharing, Tariff
from harimi.service.letting.tariffs import counters
from harimi.service.meters.models import Register, Tenant
from harimi.service.meters.queries import natural
from harimi.service.pages.access import person
from harimi.service.pages.letting.access import landlord
from harimi.service.pages.letting.forms import DAYS, TIERS, WINDOWS, PricedForm, ShareForm, TariffForm, VersionForm, parts_of
from harimi.service.pages.letting.views import frame
from harimi.service.pages.letting.words import yen_rate
from harimi.service.pages.texts import text
from harimi.service.privacy.days import today


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tariff_list(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """All tariffs, and a new one."""
    organization = landlord(request, organization_id)
    units = sorted({one.unit for one in counters(organization) if one.unit})
    form = TariffForm(request.POST or None, units=units)
    if form.is_valid():
        made = tariffs.new_tariff(organization, form.cleaned_data["name"], form.cleaned_data["unit"], actor=person(request))
        return redirect("letting_tariff", organization.pk, made.pk)
    found = Tariff.objects.filter(organization=organization).prefetch_related("versions")
    context = {**frame(request, organization), "tariffs": found, "form": form, "units": units}
    return render(request, "pages/letting/tariffs.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tariff(request: HttpRequest, organization_id: UUID, tariff_id: UUID) -> HttpResponse:
    """A tariff's versions, and a new one."""
    organization = landlord(request, organization_id)
    found = Tariff.objects.filter(organization=organization, pk=tariff_id).first()
    if found is None:
        raise Http404
    form = VersionForm(request.POST or None, initial={"since": today().replace(day=1), "with_tax": "1", "tax": 10})
    if form.is_valid():
        wrong = _said(
            lambda: tariffs.new_version(found, form.cleaned_data["since"], form.prices(request.POST), actor=person(request))
        )
        if not wrong:
            messages.success(request, text("letting.saved"))
            return redirect("letting_tariff", organization.pk, found.pk)
        messages.error(request, wrong)
    context = {
        **frame(request, organization),
        "tariff": found,
        "versions": [(one, _tiers(one.tiers), [(w, yen_rate(w["rate"])) for w in one.windows]) for one in found.versions.all()],
        "form": form,
        "tier_rows": range(TIERS),
        "window_rows": range(WINDOWS),
        "window_days": DAYS,
    }
    return render(request, "pages/letting/tariff.html", context, status=422 if form.is_bound else 200)


def _tiers(tiers: list[dict[str, int | None]]) -> list[tuple[int, int | None, str]]:
    """Above which and up to which amount each rate holds."""
    above, found = 0, []
    for one in tiers:
        found.append((above, one["upto"], yen_rate(one["rate"] or 0)))
        above = one["upto"] or 0
    return found


@require_safe
@login_required
def meter_list(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """All counters with their tariffs of today."""
    organization = landlord(request, organization_id)
    rows = counters(organization).prefetch_related("priced__tariff", "sharings")
    listed = sorted(rows, key=lambda one: (natural(one.meter.site.name), natural(label(one))))
    day = today()
    found = [(one, label(one), on(one.priced.all(), day), on(one.sharings.all(), day)) for one in listed]
    return render(request, "pages/letting/meters.html", {**frame(request, organization), "registers": found})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def meter(request: HttpRequest, organization_id: UUID, register_id: UUID) -> HttpResponse:
    """What a counter is charged by and who shares it, since when; from a day on otherwise."""
    organization = landlord(request, organization_id)
    register = counters(organization).filter(pk=register_id).first()
    if register is None:
        raise Http404
    tenants = list(Tenant.objects.filter(organization=organization).select_related("organization"))
    tenants.sort(key=lambda one: natural(one.name))
    others = [one for one in counters(organization) if one.pk != register.pk]
    if request.method == "POST":
        change = _share if request.POST.get("step") == "share" else _price
        wrong = _said(lambda: change(request, organization, register, tenants, others))
        messages.error(request, wrong) if wrong else messages.success(request, text("letting.saved"))
        return redirect("letting_meter", organization.pk, register.pk)
    shares = list(register.sharings.prefetch_related("parts__tenant__organization", "parts__submeter__meter").order_by("since"))
    priced = list(register.priced.select_related("tariff").order_by("since"))
    parts = list(shares[-1].parts.all()) if shares else []
    weights = {one.tenant_id: one.weight for one in parts if one.submeter_id is None}
    subs = {one.submeter_id for one in parts}
    context = {
        **frame(request, organization),
        "register": register,
        "label": label(register),
        "priced": priced,
        "charged": priced[-1].tariff_id if priced else None,
        "sharings": [
            (one, [(each, label(each.submeter) if each.submeter else "") for each in one.parts.all()]) for one in shares
        ],
        "tariffs": Tariff.objects.filter(organization=organization, unit=register.unit),
        "tenants": [(one, weights.get(one.pk, "")) for one in tenants],
        "own": weights.get(None, ""),
        "submeters": [(one, label(one), one.pk in subs) for one in others],
        "rules": Sharing.Rule.values,
        "rule": shares[-1].rule if shares else Sharing.Rule.EQUAL,
        "today": today().replace(day=1),
    }
    return render(request, "pages/letting/meter.html", context)


def _price(request: HttpRequest, organization: Organization, register: Register, _: list[Tenant], __: list[Register]) -> None:
    form = PricedForm(request.POST)
    if not form.is_valid():
        raise ValueError("no day")
    wanted = form.cleaned_data["tariff"]
    chosen = Tariff.objects.filter(organization=organization, pk=wanted).first() if wanted else None
    if wanted and chosen is None:
        raise Http404
    tariffs.price(register, chosen, form.cleaned_data["since"], actor=person(request))


def _share(request: HttpRequest, _: Organization, register: Register, tenants: list[Tenant], others: list[Register]) -> None:
    form = ShareForm(request.POST)
    if not form.is_valid():
        raise ValueError("no day")
    rule = form.cleaned_data["rule"]
    parts = [] if rule == Sharing.Rule.NONE else parts_of(request.POST, rule, tenants, others)
    tariffs.share(register, rule, form.cleaned_data["since"], parts, actor=person(request))


def _said(change: Callable[[], object]) -> str:
    """Does it; in words why it could not be done."""
    try:
        change()
    except tariffs.TariffError as error:
        return text(f"letting.error.{error.code}")
    except (ArithmeticError, ValueError):
        return text("letting.error.wrong")
    return ""
