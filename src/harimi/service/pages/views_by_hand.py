"""A person reads one meter themselves: a value, a photograph, or both."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from harimi.service.captures.registration import Shown
from harimi.service.meters.models import Meter, Register
from harimi.service.meters.values import scaled, unit_shown
from harimi.service.pages.access import person, readable_meter, the_register, visible_attempt
from harimi.service.pages.closeup import closeup
from harimi.service.pages.forms import typed_value
from harimi.service.pages.forms_by_hand import ReadForm
from harimi.service.pages.overlay import overlay
from harimi.service.pages.reads import reads
from harimi.service.pages.refusing import impossible
from harimi.service.pages.texts import text
from harimi.service.readings.by_hand import read_by_hand
from harimi.service.readings.models import Attempt
from harimi.service.readings.plausible import Doubt, doubts, expected
from harimi.service.readings.settled import ImpossibleError, RetiredError, TooEarlyError, Word, possible, settle_by_person
from harimi.service.readings.showing import with_part
from harimi.service.readings.suggesting import suggest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def read_meter(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """The value beside the last one; a photograph is read at once, and what it shows is asked about."""
    meter = readable_meter(request, meter_id)
    register = the_register(meter, request.GET.get("register", ""))
    form = ReadForm(request.POST or None, request.FILES or None, register=register, zone=meter.site.zone, now=timezone.now())
    if form.is_valid():
        answer = _noted(request, register, form)
        if answer is not None:
            return answer
    return render(request, "pages/read.html", _context(meter, register, form), status=422 if form.is_bound else 200)


def _context(meter: Meter, register: Register, form: ReadForm) -> dict[str, Any]:
    return {
        "meter": meter,
        "register": register,
        "registers": meter.registers.all(),
        "form": form,
        "zone": meter.site.zone,
        "before": expected(register, timezone.now()),
    }


def _noted(request: HttpRequest, register: Register, form: ReadForm) -> HttpResponse | None:
    """Where to go on; None where the form says what is wrong, or asks for a second look."""
    at, value, photo = form.cleaned_data["at"], form.cleaned_data["value"], form.shown()
    try:
        exact = possible(register, value)
        if photo is not None:
            return _shown(request, register, at, value, with_part(register, photo))
        found = doubts(register, exact or 0, at)
        if found and not form.sure(value):
            form.ask(value, _words(found))
            return None
        read_by_hand(register, at, Word(value, person(request)))
    except ImpossibleError as error:
        form.add_error("value", impossible(error))
    except RetiredError:
        form.add_error("at", text("hand.retired"))
    except TooEarlyError:
        form.add_error("at", text("life.yet_to_come"))
    except ValueError:
        form.add_error("photo", text("new.bad_photo"))
    return None if form.errors else _kept(request, register, value)


def _shown(request: HttpRequest, register: Register, at: datetime, value: Decimal | None, photo: Shown) -> HttpResponse:
    """A photograph asks; a value that agrees with it, or that nothing speaks against, answers at once."""
    user = person(request)
    if photo.part is None:
        return _whole(request, register, at, value, photo)
    attempt = suggest(register, at, photo)
    if attempt is None:
        raise Http404
    if value is None:
        return redirect("read_check", register.meter_id, attempt.pk)
    if doubts(register, scaled(value, register.decimals), at, attempt):
        address = reverse("read_check", args=[register.meter_id, attempt.pk])
        return redirect(f"{address}?{urlencode({'value': f'{value:f}'})}")
    settle_by_person(attempt, Word(value, user))
    return _kept(request, register, value)


def _whole(request: HttpRequest, register: Register, at: datetime, value: Decimal | None, photo: Shown) -> HttpResponse:
    """Nobody knows where the display is: it is drawn first, unless a typed value says what it shows."""
    if value is not None:
        read_by_hand(register, at, Word(value, person(request)), photo)
        return _kept(request, register, value)
    suggest(register, at, photo)
    messages.success(request, text("hand.draw_first"))
    return redirect("face", register.meter_id)


def _kept(request: HttpRequest, register: Register, value: Decimal) -> HttpResponse:
    told = reads(scaled(value, register.decimals), register)
    messages.success(request, text("hand.kept", name=register.meter.name, value=told, unit=unit_shown(register.unit)).rstrip())
    return redirect("meter", register.meter_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def read_check(request: HttpRequest, meter_id: UUID, attempt_id: int) -> HttpResponse:
    """Is this value right? What the photograph shows, what was typed, and what speaks against it."""
    meter, attempt = readable_meter(request, meter_id), visible_attempt(request, attempt_id)
    register = attempt.register
    if register.meter_id != meter.pk or attempt.cut_id is None:
        raise Http404
    if request.method == "POST":
        return _answered(request, attempt)
    typed = request.GET.get("value", "")
    return render(request, "pages/read_check.html", _asked(attempt, typed))


def _answered(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    try:
        value = typed_value(request.POST.get("value", ""))
        settle_by_person(attempt, Word(value, person(request)))
    except ImpossibleError as error:
        messages.error(request, impossible(error))
    except ArithmeticError:
        messages.error(request, text("reading.bad_value"))
    else:
        return _kept(request, attempt.register, value)
    return redirect("read_check", attempt.register.meter_id, attempt.pk)


def _asked(attempt: Attempt, typed: str) -> dict[str, Any]:
    register, drawn = attempt.register, overlay(attempt)
    return {
        "attempt": attempt,
        "register": register,
        "meter": register.meter,
        "zone": register.meter.site.zone,
        "overlay": drawn,
        "closeup": closeup(drawn),
        "typed": typed,
        "before": expected(register, attempt.taken_at),
        "doubts": _words(_doubted(attempt, typed)),
    }


def _doubted(attempt: Attempt, typed: str) -> list[Doubt]:
    """What speaks against what was typed, else against what the photograph shows."""
    try:
        exact = scaled(typed_value(typed), attempt.register.decimals) if typed else attempt.guess
    except ArithmeticError:
        exact = attempt.guess
    return [] if exact is None else doubts(attempt.register, exact, attempt.taken_at, attempt)


def _words(found: list[Doubt]) -> list[str]:
    return [text(f"hand.{one}") for one in found]
