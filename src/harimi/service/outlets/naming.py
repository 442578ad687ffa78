"""What registers are called outside, and what they measure there: asked once for all events that are sent together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from harimi.service.meters.models import Register
from harimi.service.meters.values import unit_shown
from harimi.service.outlets.models import Event, Outlet


@dataclass(frozen=True, slots=True)
class Named:
    """A register in its owner's words; `register` is empty where its meter has no other."""

    id: UUID
    meter_id: UUID
    site: str
    meter: str
    register: str
    model: str
    unit: str
    kind: str
    decimals: int
    lamps: tuple[tuple[str, ...], ...]


def named(events: Iterable[Event]) -> Mapping[UUID, Named]:
    """Those that the events are about."""
    wanted = {one.register_id for one in events if one.register_id}
    found = Register.objects.filter(pk__in=wanted).select_related("meter__site__organization")
    return {one.pk: _named(one) for one in found}


def registers_of(outlet: Outlet) -> QuerySet[Register]:
    """Those that it is of now, of meters that somebody looks at still."""
    mine = Register.objects.filter(meter__site__organization=outlet.organization_id, meter__retired_at=None)
    return mine if outlet.site_id is None else mine.filter(meter__site=outlet.site_id)


def watched_by(device: str | None, outlet: Outlet) -> list[UUID]:
    """The outlet's registers that a camera watches now; one that is let may be at somebody else's meters meanwhile."""
    if device is None:
        return []
    now = registers_of(outlet).filter(meter__installations__device=UUID(device), meter__installations__until=None)
    return list(now.values_list("pk", flat=True).distinct())


def _named(one: Register) -> Named:
    meter = one.meter
    lamps = tuple(tuple(lamp) for lamp in one.states)
    called = (meter.site.name, meter.name, one.name, meter.model)
    return Named(one.pk, meter.pk, *called, unit_shown(one.unit), one.kind, one.figure_decimals, lamps)
