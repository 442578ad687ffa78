"""Readings of the archive for an outlet that keeps them by their moment: register by register, in order of time."""

from collections.abc import Sequence

from django.db.models import QuerySet

from harimi.service.meters.models import Register
from harimi.service.outlets.kinds.kind import Kind
from harimi.service.outlets.models import Event, Outlet
from harimi.service.outlets.part import Part
from harimi.service.outlets.telling import CREATED, SETTLED, said
from harimi.service.platform.leases import hold
from harimi.service.readings.models import TRUSTED, Reading


def part(row: Outlet, kind: Kind) -> Part:
    """The next readings; an empty part where a register is through, or where all are and what is new has its turn."""
    register = _registers(row).filter(pk__gte=row.fill_register).first() if row.fill_register else _registers(row).first()
    if register is None:
        return Part([], _nothing, lambda: hold(row, fill_since=None, fill_register=None, fill_at=None))
    found = list(_readings(row, register)[: kind.AT_ONCE])
    if not found:
        following = _registers(row).filter(pk__gt=register.pk).first()
        return Part([], _nothing, lambda: _go_on(row, following))
    return Part(_events(register, found), _nothing, lambda: hold(row, fill_register=register.pk, fill_at=found[-1].at))


def _go_on(row: Outlet, following: Register | None) -> None:
    if following is None:
        hold(row, fill_since=None, fill_register=None, fill_at=None)
    else:
        hold(row, fill_register=following.pk, fill_at=None)


def _nothing(_: Event) -> None:
    """Points of the same moment are one: the whole part goes once more where it was cut short."""


def _registers(row: Outlet) -> QuerySet[Register]:
    mine = Register.objects.filter(meter__site__organization=row.organization_id).select_related("meter__site").order_by("pk")
    return mine if row.site_id is None else mine.filter(meter__site=row.site_id)


def _readings(row: Outlet, register: Register) -> QuerySet[Reading]:
    states = SETTLED if row.settled else TRUSTED
    asked = Reading.objects.filter(register=register, state__in=states, value__isnull=False, at__gte=row.fill_since)
    asked = asked if row.fill_at is None else asked.filter(at__gt=row.fill_at)
    return asked.select_related("attempt__face").order_by("at")


def _events(register: Register, readings: Sequence[Reading]) -> list[Event]:
    """Not kept: what they say stands in the readings."""
    return [
        Event(type=CREATED, register=register, at=one.at, data=said(register, one), made_at=one.changed_at) for one in readings
    ]
