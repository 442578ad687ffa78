"""Which block of words is which register's."""

from django.db import transaction
from django.db.models import Max, QuerySet

from harimi.service.meters.models import Register
from harimi.service.meters.queries import natural
from harimi.service.outlets.modbus.words import WORDS
from harimi.service.outlets.models import ModbusPoint, Outlet
from harimi.service.outlets.naming import registers_of

MOST = 65_536 // WORDS
"""Blocks that addresses reach."""


def places(row: Outlet) -> list[ModbusPoint]:
    """All that can be read, in order, and with it what is new."""
    place_new(row)
    return list(served(row))


def place_new(row: Outlet) -> None:
    """Registers that are new get the next places, by the names of their meters."""
    known = row.points.exclude(register=None).values("register")
    fresh = list(registers_of(row).exclude(pk__in=known).select_related("meter"))
    if fresh:
        _add(row, sorted(fresh, key=lambda one: (natural(one.meter.name), natural(one.name), str(one.pk))))


def served(row: Outlet) -> QuerySet[ModbusPoint]:
    """The points of registers that the outlet is of now: nothing is read at a meter that moved away or is retired."""
    mine = row.points.filter(register__in=registers_of(row))
    return mine.select_related("register__meter__site__organization").order_by("place")


def next_place(row: Outlet) -> int:
    """The first place that no register ever had."""
    last: int | None = row.points.aggregate(last=Max("place"))["last"]
    return 0 if last is None else last + 1


def _add(row: Outlet, fresh: list[Register]) -> None:
    with transaction.atomic():
        Outlet.objects.select_for_update().get(pk=row.pk)
        first = next_place(row)
        made = (ModbusPoint(outlet=row, register=one, place=first + n) for n, one in enumerate(fresh) if first + n < MOST)
        ModbusPoint.objects.bulk_create(made, ignore_conflicts=True)
