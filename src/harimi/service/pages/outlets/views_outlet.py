"""One outlet: how it stands, what waits, and what can be done about it."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from harimi.service.meters.days import midnight
from harimi.service.outlets import services
from harimi.service.outlets.kinds import modbus
from harimi.service.outlets.kinds.registry import KINDS, settings_of
from harimi.service.outlets.modbus.places import places
from harimi.service.outlets.modbus.words import WORDS
from harimi.service.outlets.models import Outlet
from harimi.service.outlets.testing import FailedError, send_test, testable
from harimi.service.outlets.waiting import waiting
from harimi.service.pages.access import person, shows_secrets
from harimi.service.pages.outlets.forms import SinceForm
from harimi.service.pages.outlets.views import own_outlet
from harimi.service.pages.outlets.words import error, fault, shown
from harimi.service.pages.texts import text
from harimi.service.pages.unstored import unstored
from harimi.service.privacy.manifest import current

SHOWN = 20
"""Events of a list."""


@require_safe
@login_required
def outlet(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """What waits and what was not taken stand on it, the oldest first."""
    row = own_outlet(request, outlet_id)
    aside = row.set_aside.select_related("event").order_by("event__number")
    context = {
        "one": shown(row),
        "waiting": waiting(row)[:SHOWN],
        "aside": [(one, fault(one.code)) for one in aside[:SHOWN]],
        "aside_count": aside.count(),
        "tests": testable(row),
        "fills": KINDS[row.kind].FILLS,
        "signed": hasattr(settings_of(row), "secret"),
        "places": [(WORDS * one.place, one.register) for one in places(row)] if row.kind == modbus.NAME else None,
        "filling": row.fillings.exists(),
        "refused": row.fillings.aggregate(refused=Sum("refused"))["refused"],
        "tab": "outlets",
    }
    return render(request, "pages/outlets/outlet.html", context)


@require_POST
@login_required
def outlet_step(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Does what a button says."""
    row = own_outlet(request, outlet_id)
    do = _STEPS.get(request.POST.get("step", ""))
    if do is not None:
        try:
            messages.success(request, do(request, row))
        except FailedError as wrong:
            messages.error(request, text("outlet.test_failed", why=fault(wrong.code)))
        except services.OutletError as wrong:
            messages.error(request, error(wrong.code))
    return redirect("outlet", row.pk) if Outlet.objects.filter(pk=row.pk).exists() else redirect("outlets")


@require_safe
@login_required
@shows_secrets
def outlet_secret(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """By which the other side knows that it was us."""
    row = own_outlet(request, outlet_id)
    secret = getattr(settings_of(row), "secret", "")
    return unstored(render(request, "pages/outlets/secret.html", {"row": row, "secret": secret, "tab": "outlets"}))


def _switched(on: bool) -> Callable[[HttpRequest, Outlet], str]:  # each of the two buttons
    def do(request: HttpRequest, row: Outlet) -> str:
        services.switch(row, on=on, actor=person(request))
        return text("outlet.switched_on" if on else "outlet.switched_off", name=row.name)

    return do


def _now(request: HttpRequest, row: Outlet) -> str:  # noqa: ARG001  # as all steps
    services.try_now(row)
    return text("outlet.tried")


def _test(request: HttpRequest, row: Outlet) -> str:
    send_test(row, actor=person(request))
    return text(f"outlet.tested.{row.kind}", topic=getattr(settings_of(row), "topic", ""))


def _replay(request: HttpRequest, row: Outlet) -> str:
    return text("outlet.replayed", count=services.replay(row, _since(request), actor=person(request)))


def _fill(request: HttpRequest, row: Outlet) -> str:
    services.fill(row, _since(request), actor=person(request))
    return text("outlet.filled")


def _stop_filling(request: HttpRequest, row: Outlet) -> str:
    services.stop_filling(row, actor=person(request))
    return text("outlet.filling_stopped")


def _again(request: HttpRequest, row: Outlet) -> str:
    number = request.POST.get("aside", "")
    found = row.set_aside.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise services.OutletError("nothing_since")
    services.send_again(row, found, actor=person(request))
    return text("outlet.tried")


def _renew(request: HttpRequest, row: Outlet) -> str:
    services.renew_secret(row, actor=person(request))
    return text("outlet.renewed")


def _remove(request: HttpRequest, row: Outlet) -> str:
    name = row.name
    services.remove(row, actor=person(request))
    return text("outlet.removed", name=name)


def _since(request: HttpRequest) -> datetime:
    """The beginning of a day. Raises an `OutletError`."""
    form = SinceForm(request.POST)
    if not form.is_valid():
        raise services.OutletError("since")
    day: date = form.cleaned_data["since"]
    return midnight(day, ZoneInfo(current().deadlines.time_zone))


_STEPS: dict[str, Callable[[HttpRequest, Outlet], str]] = {
    "on": _switched(True),
    "off": _switched(False),
    "now": _now,
    "test": _test,
    "replay": _replay,
    "fill": _fill,
    "stop_filling": _stop_filling,
    "again": _again,
    "renew": _renew,
    "remove": _remove,
}
