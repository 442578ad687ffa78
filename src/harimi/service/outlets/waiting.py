"""What waits for an outlet: events that are sent once more, readings of the archive, and what is newer than its position."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from django.db import transaction
from django.db.models import F, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from harimi.service.outlets import filling
from harimi.service.outlets.kinds.kind import Kind
from harimi.service.outlets.kinds.registry import settings_of
from harimi.service.outlets.models import Event, Outlet, SetAside
from harimi.service.outlets.part import Part
from harimi.service.outlets.telling import READINGS, SETTLED, SEVERAL
from harimi.service.platform.leases import hold

LOOKED = 500
"""Events that are looked at at a time for those that an outlet wants."""


def next_part(row: Outlet, kind: Kind) -> Part | None:
    """What is to be sent now; None where nothing waits. The archive has its turn when nothing else does."""
    again = list(row.set_aside.filter(again=True).select_related("event").order_by("event__number")[: kind.AT_ONCE])
    if again:
        return _again(row, [one.event for one in again])
    newer = _newer(row, kind)
    if newer is not None:
        return newer
    archive = row.fillings.order_by("pk").first()
    return None if archive is None else filling.part(archive, row, kind)


def waiting(row: Outlet) -> QuerySet[Event]:
    """All events that it has not been told of."""
    return Event.objects.filter(organization=row.organization_id, number__gt=row.position).order_by("number")


def counted(rows: QuerySet[Outlet]) -> QuerySet[Outlet]:
    """Each with how many events wait for it (`waits`) and how many were set aside (`aside`), in one question for all."""
    newer = Event.objects.filter(organization=OuterRef("organization"), number__gt=OuterRef("position"))
    kept = {"waits": newer, "aside": SetAside.objects.filter(outlet=OuterRef("pk"))}
    return rows.annotate(**{name: _count(found) for name, found in kept.items()})


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Of the rows that belong to each of others."""
    numbers = rows.order_by().annotate(all=Func(F("pk"), function="COUNT", output_field=IntegerField())).values("all")
    return Coalesce(Subquery(numbers), 0)


def more(row: Outlet) -> bool:
    """Whether something waits besides newer events."""
    return row.fillings.exists() or row.set_aside.filter(again=True).exists()


def put_aside(row: Outlet, event: Event, code: str) -> None:
    """It is not tried again before somebody says so."""
    if Event.objects.filter(pk=event.pk).exists():
        told = {"code": code, "at": timezone.now(), "again": False}
        SetAside.objects.update_or_create(outlet=row, event=event, defaults=told)


def _again(row: Outlet, events: Sequence[Event]) -> Part:
    def taken(event: Event) -> None:
        SetAside.objects.filter(outlet=row, event=event).delete()

    return Part(events, taken, lambda event, code: put_aside(row, event, code), lambda: None)


def _newer(row: Outlet, kind: Kind) -> Part | None:
    found = list(waiting(row)[:LOOKED])
    if not found:
        return None
    if kind.FILLS and found[0].type == SEVERAL:
        return Part([], lambda _: None, lambda *_: None, lambda: _archived(row, found[0]))
    found = list(takewhile(lambda one: one.type != SEVERAL, found)) if kind.FILLS else found
    settings = settings_of(row)
    wanted = [one for one in found if _wanted(row, one) and kind.wants(settings, one)][: kind.AT_ONCE]
    passed = wanted[-1].number if len(wanted) == kind.AT_ONCE else found[-1].number

    def refused(event: Event, code: str) -> None:
        put_aside(row, event, code)
        hold(row, position=event.number)

    return Part(wanted, lambda event: _through(row, event), refused, lambda: hold(row, position=passed))


def _through(row: Outlet, event: Event) -> None:
    """The other side is there, and takes what it gets."""
    hold(row, position=event.number, fails=0, refusals=0)


def _archived(row: Outlet, event: Event) -> None:
    """Many readings that came at once are fetched from the archive."""
    with transaction.atomic():
        filling.fill_from(row, event)
        hold(row, position=event.number)


def _wanted(row: Outlet, event: Event) -> bool:
    """Whether it is of what the outlet is of; where a reading was told as of this site or as settled, what follows is, too."""
    before = event.data.get("previous") or {}
    if row.site_id is not None and str(row.site_id) not in (event.data.get("site_id"), before.get("site_id")):
        return False
    if not row.settled or event.type not in READINGS:
        return True
    return event.data["value"] is None or event.data["state"] in SETTLED or before.get("state") in SETTLED
