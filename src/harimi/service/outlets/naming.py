"""What registers are called outside, and what they measure there: asked once for all events that are sent together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from harimi.service.meters.models import Register
from harimi.service.meters.values import unit_shown
from harimi.service.outlets.models import Event


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


def watched_by(device: str | None) -> list[UUID]:
    """The registers that a camera watches now."""
    if device is None:
        return []
    now = Register.objects.filter(meter__installations__device=UUID(device), meter__installations__until=None)
    return list(now.values_list("pk", flat=True).distinct())


def _named(one: Register) -> Named:
    meter = one.meter
    lamps = tuple(tuple(lamp) for lamp in one.states)
    called = (meter.site.name, meter.name, one.name, meter.model)
    return Named(one.pk, meter.pk, *called, unit_shown(one.unit), one.kind, one.figure_decimals, lamps)
