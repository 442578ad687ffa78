"""What waits for an outlet: events that are sent once more, readings of the archive, and what is newer than its position."""

from collections.abc import Sequence
from itertools import takewhile

from django.db import transaction
from django.db.models import QuerySet

from harimi.service.outlets import filling
from harimi.service.outlets.kinds.kind import Kind
from harimi.service.outlets.kinds.registry import settings_of
from harimi.service.outlets.models import Event, Outlet, SetAside
from harimi.service.outlets.part import Part
from harimi.service.outlets.telling import CORRECTED, SETTLED, SEVERAL
from harimi.service.platform.leases import hold

LOOKED = 500
"""Events that are looked at at a time for those that an outlet wants."""


def next_part(row: Outlet, kind: Kind) -> Part | None:
    """What is to be sent now; None where nothing waits."""
    again = list(row.set_aside.filter(again=True).select_related("event").order_by("event__number")[: kind.AT_ONCE])
    if again:
        return _again(row, [one.event for one in again])
    archive = row.fillings.order_by("pk").first()
    if archive is not None:
        return filling.part(archive, row, kind)
    return _newer(row, kind)


def waiting(row: Outlet) -> QuerySet[Event]:
    """All events that it has not been told of."""
    return Event.objects.filter(organization=row.organization_id, number__gt=row.position).order_by("number")


def _again(row: Outlet, events: Sequence[Event]) -> Part:
    def taken(event: Event) -> None:
        SetAside.objects.filter(outlet=row, event=event).delete()

    return Part(events, taken, lambda: None)


def _newer(row: Outlet, kind: Kind) -> Part | None:
    found = list(waiting(row)[:LOOKED])
    if not found:
        return None
    if kind.FILLS and found[0].type == SEVERAL:
        return Part([], lambda _: None, lambda: _archived(row, found[0]))
    found = list(takewhile(lambda one: one.type != SEVERAL, found)) if kind.FILLS else found
    wanted = [one for one in found if _wanted(row, kind, one)][: kind.AT_ONCE]
    passed = wanted[-1].number if len(wanted) == kind.AT_ONCE else found[-1].number
    return Part(wanted, lambda event: hold(row, position=event.number), lambda: hold(row, position=passed))


def _archived(row: Outlet, event: Event) -> None:
    """Many readings that came at once are fetched from the archive."""
    with transaction.atomic():
        filling.fill_from(row, event)
        hold(row, position=event.number)


def _wanted(row: Outlet, kind: Kind, event: Event) -> bool:
    data = event.data
    if row.site_id is not None and data.get("site_id") not in (None, str(row.site_id)):
        return False
    if row.settled and "state" in data and event.type != CORRECTED and data["state"] not in SETTLED:
        return False
    return kind.wants(settings_of(row), event)
