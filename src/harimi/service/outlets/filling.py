"""Readings of the archive for an outlet that keeps them by their moment: register by register, in order of time."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from harimi.service.meters.models import Register
from harimi.service.outlets.kinds.kind import Kind
from harimi.service.outlets.models import Event, Filling, Outlet
from harimi.service.outlets.part import Part
from harimi.service.outlets.telling import CREATED, SETTLED, said
from harimi.service.readings.models import TRUSTED, Reading
from harimi.service.readings.totals import Totals


def fill_from(row: Outlet, event: Event) -> None:
    """Many readings came at once: they are of the archive, too."""
    told = {name: datetime.fromisoformat(event.data[name]) for name in ("since", "until")}
    Filling.objects.create(outlet=row, register=event.register, since=told["since"], until=told["until"])


def part(filling: Filling, row: Outlet, kind: Kind) -> Part:
    """The next readings; an empty part where a register is through, or where all are."""
    register = _registers(filling, row).filter(pk__gte=filling.reached or UUID(int=0)).first()
    if register is None:
        return _empty(lambda: _over(filling))
    found = list(_readings(filling, row, register)[: kind.AT_ONCE])
    if not found:
        following = _registers(filling, row).filter(pk__gt=register.pk).first()
        return _empty(lambda: _reached(filling, following.pk, None) if following else _over(filling))

    def through(event: Event) -> None:
        _reached(filling, register.pk, event.at)

    def refused(event: Event, _: str) -> None:
        """It stands in the archive still, and is counted."""
        through(event)
        Filling.objects.filter(pk=filling.pk).update(refused=F("refused") + 1)

    return Part(_events(register, found), through, refused, lambda: _reached(filling, register.pk, found[-1].at))


def _empty(done: Callable[[], None]) -> Part:
    return Part([], lambda _: None, lambda *_: None, done)


def _reached(filling: Filling, register: UUID, at: datetime | None) -> None:
    Filling.objects.filter(pk=filling.pk).update(reached=register, reached_at=at)


def _over(filling: Filling) -> None:
    Filling.objects.filter(pk=filling.pk).delete()


def _registers(filling: Filling, row: Outlet) -> QuerySet[Register]:
    mine = Register.objects.filter(meter__site__organization=row.organization_id).select_related("meter__site").order_by("pk")
    mine = mine if filling.register_id is None else mine.filter(pk=filling.register_id)
    return mine if row.site_id is None else mine.filter(meter__site=row.site_id)


def _readings(filling: Filling, row: Outlet, register: Register) -> QuerySet[Reading]:
    states = SETTLED if row.settled else TRUSTED
    asked = Reading.objects.filter(register=register, state__in=states, value__isnull=False, at__gte=filling.since)
    asked = asked if filling.until is None else asked.filter(at__lte=filling.until)
    reached = filling.reached == register.pk and filling.reached_at
    asked = asked.filter(at__gt=reached) if reached else asked
    return asked.select_related("attempt__face").order_by("at")


def _events(register: Register, readings: Sequence[Reading]) -> list[Event]:
    """Not kept: what they say stands in the readings."""
    totals = Totals(register)
    return [
        Event(type=CREATED, register=register, at=one.at, data=said(register, one, totals), made_at=one.changed_at)
        for one in readings
    ]
