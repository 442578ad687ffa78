"""All parts of the pages on one page: what they look like in every state, for whoever builds another."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harimi.service.office.access import StaffRequest, for_staff

TOKENS = ("ground", "sheet", "ink", "faint", "line", "brand", "on-brand", "good", "doubt", "bad")
STATES = ("estimated", "confirmed", "corrected", "uncertain", "unreadable", "rejected", "waiting")
NEEDS = ("asks", "face", "silent", "unusual", "expiring")
_DAY = (3, 2, 2, 2, 3, 6, 14, 22, 18, 12, 9, 11, 16, 13, 9, 8, 12, 21, 27, 24, 17, 11, 7, 4)


@require_safe
@for_staff()
def design(request: StaffRequest) -> HttpResponse:
    """For staff; nothing on it is anybody's."""
    context = {
        "tokens": TOKENS,
        "states": STATES,
        "needs": NEEDS,
        "counts": dict.fromkeys(NEEDS, 3) | {"needs": 9},
        "bars": _bars(),
        "curve": _curve(),
        "shares": (None, 1.02, 0.4, 1.7, 3.2),
    }
    return render(request, "office/design.html", context)


def _bars() -> dict[str, Any]:
    """A day of usage as the template of charts takes it."""
    marks = [
        {"x": 98 + 25 * hour, "y": 232 - 8 * used, "width": 17, "height": 8 * used, "title": f"{hour}:00  {used}"}
        for hour, used in enumerate(_DAY)
    ]
    return {"marks": marks, "up": _ticks(), "across": _times()}


def _curve() -> dict[str, Any]:
    """A curve with a mark for each state."""
    points = [(108 + 25 * hour, 222 - 7 * used) for hour, used in enumerate(_DAY)]
    path = "M" + "L".join(f"{x} {y}" for x, y in points)
    return {"path": path, "marks": [], "up": _ticks(), "across": _times()}


def _ticks() -> list[dict[str, Any]]:
    return [{"at": 232 - 80 * n, "label": str(10 * n)} for n in range(3)]


def _times() -> list[dict[str, Any]]:
    return [{"at": 96 + 150 * n, "label": f"{6 * n}:00"} for n in range(5)]
