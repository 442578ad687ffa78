"""The fleet and how well is read: states and counts of everything that is operated here. It names nobody and tells no value."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.office import fleet, plots
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.readings.counting import NEEDS

DAYS, WORST = 30, 20
"""Days that are looked back on, and customers that are listed: those of whom least was read."""
_BY = (("kind", "fleet.by_kind"), ("reader", "fleet.by_reader"))


@require_safe
@for_staff(StaffRole.SUPPORT)
def quality(request: StaffRequest) -> HttpResponse:
    """How well is read, by day, by kind of display, by reader, and of which customers least; these by their number."""
    with using("upkeep"):
        days = fleet.quality("day", DAYS)
        customers = [one for one in fleet.quality("organization", DAYS) if one.decided]
        context = {
            "days": list(reversed(days)),
            "chart": plots.days(days, today(), DAYS),
            "whole": fleet.whole(days),
            "tables": [(title, fleet.quality(by, DAYS)) for by, title in _BY],
            "customers": customers[:WORST],
            "how_many": len(customers),
        }
        return render(request, "office/quality.html", context)


@require_safe
@for_staff(StaffRole.SUPPORT, StaffRole.LOGISTICS)
def running(request: StaffRequest) -> HttpResponse:
    """Cameras and meters by their state, workers, what waits for them, and what is done every so often."""
    now = timezone.now()
    with using("upkeep"):
        cameras, meters = fleet.cameras(now), fleet.meters(now)
        context = {
            "cameras": [(name, count) for name, count in cameras.items() if name != "all"],
            "cameras_all": cameras["all"],
            "meters": [(name, meters.get(name, 0)) for name in (*NEEDS, "paused")],
            "meters_all": meters.get("meters", 0),
            "units": sorted(fleet.units().items()),
            "workers": fleet.workers(now),
            "queues": fleet.queues(now),
            "chores": fleet.chores_of(now),
        }
        return render(request, "office/fleet.html", context)
