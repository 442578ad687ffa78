"""Which block of words is which register's."""

from django.db import transaction
from django.db.models import Max

from harimi.service.meters.models import Register
from harimi.service.meters.queries import natural
from harimi.service.outlets.modbus.words import WORDS
from harimi.service.outlets.models import ModbusPoint, Outlet

MOST = 65_536 // WORDS
"""Blocks that addresses reach."""


def places(row: Outlet) -> list[ModbusPoint]:
    """All points in order; registers that are new get the next places, by the names of their meters."""
    known = set(row.points.values_list("register", flat=True))
    wanted = Register.objects.filter(meter__site__organization=row.organization_id, meter__retired_at=None)
    wanted = wanted if row.site_id is None else wanted.filter(meter__site=row.site_id)
    fresh = [one for one in wanted.select_related("meter") if one.pk not in known]
    if fresh:
        _add(row, sorted(fresh, key=lambda one: (natural(one.meter.name), natural(one.name), str(one.pk))))
    return list(row.points.select_related("register__meter__site").order_by("place"))


def _add(row: Outlet, fresh: list[Register]) -> None:
    with transaction.atomic():
        Outlet.objects.select_for_update().get(pk=row.pk)
        last = row.points.aggregate(last=Max("place"))["last"]
        first = 0 if last is None else last + 1
        made = (ModbusPoint(outlet=row, register=one, place=first + n) for n, one in enumerate(fresh) if first + n < MOST)
        ModbusPoint.objects.bulk_create(made, ignore_conflicts=True)
