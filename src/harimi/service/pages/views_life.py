"""A meter's life: described, exchanged, paused, retired."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from harimi.service.accounts.access import Action, may
from harimi.service.accounts.models import User
from harimi.service.meters.changing import Described, describe, pause, resume, retire, take_back
from harimi.service.meters.days import midnight
from harimi.service.meters.models import Meter, Register
from harimi.service.meters.queries import natural
from harimi.service.meters.values import shown
from harimi.service.pages.access import changeable_meter, person, the_register
from harimi.service.pages.forms_life import DescribeForm, ExchangeForm
from harimi.service.pages.refusing import impossible
from harimi.service.pages.texts import text
from harimi.service.readings.changing import DigitsError, Wished, change
from harimi.service.readings.exchanging import BelowLastError, Instrument, OrderError, Side, Swap, TooLongError, exchange
from harimi.service.readings.recounting import count_all
from harimi.service.readings.settled import ImpossibleError, TooEarlyError

STEPS = {"pause": pause, "resume": resume, "retire": retire, "take_back": take_back}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_meter(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """What the meter and its register are like."""
    meter = changeable_meter(request, meter_id)
    register = the_register(meter)
    form = DescribeForm(request.POST or None, register=register)
    if form.is_valid() and _described(register, form, person(request)):
        messages.success(request, text("life.saved"))
        return redirect("meter", meter.pk)
    context = {
        "meter": meter,
        "register": register,
        "form": form,
        "paused": meter.pauses.filter(until=None).exists(),
        **_tenants(request, meter),
    }
    return render(request, "pages/meter_edit.html", context, status=422 if form.is_bound else 200)


def _tenants(request: HttpRequest, meter: Meter) -> dict[str, object]:
    """Who may be chosen, and who has it; nothing for staff who help."""
    organization = meter.site.organization
    if not may(request.user, organization, Action.CHANGE_TENANTS):
        return {"tenants": None}
    every = sorted(organization.tenants.select_related("organization"), key=lambda one: natural(one.name))
    return {"tenants": every, "tenancy": meter.tenancies.filter(until=None).first()}


def _described(register: Register, form: DescribeForm, actor: User) -> bool:
    """Whether all of it was written; else none, and the form says why."""
    try:
        with transaction.atomic():
            _describe(register, form.cleaned_data, actor)
    except DigitsError:
        form.add_error("digits", text("life.too_few_digits"))
    except OrderError:
        form.add_error("since", text("life.before_exchange"))
    return not form.errors


def _describe(register: Register, data: dict[str, Any], actor: User) -> None:
    meter = register.meter
    told = Described(data["name"], data["site"], data["model"], data["serial"], data["expires_on"])
    if describe(meter, told, actor=actor):
        count_all(meter)
    since = None if data["since"] is None else midnight(data["since"], meter.site.zone)
    digits = data["digits"] if data["digits"] is not None else register.digits
    wished = Wished(
        data["unit"], data["multiplier"], since, digits, data["max_per_hour"], data["register_name"], data["states"]
    )
    change(register, wished, actor=actor)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def exchange_meter(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """The old instrument's last value, the new one's first, their photographs, and what the new one is like."""
    meter = changeable_meter(request, meter_id)
    register = the_register(meter)
    if not register.counts_up:
        raise Http404
    form = ExchangeForm(
        request.POST or None, request.FILES or None, register=register, zone=meter.site.zone, now=timezone.now()
    )
    if form.is_valid() and _exchanged(request, register, form):
        messages.success(request, text("life.exchanged"))
        return redirect("meter", meter.pk)
    context = {"meter": meter, "register": register, "form": form, "last": _last(register)}
    return render(request, "pages/meter_exchange.html", context, status=422 if form.is_bound else 200)


def _exchanged(request: HttpRequest, register: Register, form: ExchangeForm) -> bool:
    """Whether the exchange was written; else the form says what is wrong."""
    data = form.cleaned_data
    names = ("model", "serial", "expires_on", "digits", "decimals", "multiplier", "same_look")
    new = Instrument(**{name: data[name] for name in names})
    last, first = (Side(data[f"{side}_value"], form.shown(side)) for side in ("last", "first"))
    try:
        exchange(Swap(register, data["at"], last, first, new, person(request)))
    except BelowLastError as error:
        form.add_error("last_value", text("life.below_last", value=shown(error.last, register.decimals)))
    except ImpossibleError as error:
        form.add_error("last_value", impossible(error))
    except TooEarlyError:
        form.add_error("at", text("life.yet_to_come"))
    except OrderError:
        form.add_error("at", text("life.exchanged_later"))
    except TooLongError:
        form.add_error("digits", text("reading.too_large"))
    except ValueError:
        form.add_error("last_photo", text("new.bad_photo"))
    return not form.errors


def _last(register: Register) -> object:
    return getattr(register, "standing", None)


@require_POST
@login_required
def step(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """Paused, resumed, retired, taken back."""
    meter: Meter = changeable_meter(request, meter_id)
    wanted = request.POST.get("step", "")
    if wanted not in STEPS:
        raise Http404
    STEPS[wanted](meter, actor=person(request))
    messages.success(request, text(f"life.did_{wanted}"))
    return redirect("meter", meter.pk)
