"""What pictures, cameras and batteries tell, as judges want it: asked of the database for many registers at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max

from harimi.service.alerts.series import Charge, Look, Sign
from harimi.service.devices.models import Device, DeviceHealth, Installation
from harimi.service.meters.models import Pause, Register
from harimi.service.readings.models import Attempt, Standing
from harimi.service.readings.standing import missed_from

_SIDE = """SELECT * FROM (
    SELECT id, register_id, taken_at, verdict, reasons, doubts FROM readings_attempt
    WHERE register_id = %s AND settled AND cut_id IS NOT NULL ORDER BY taken_at DESC, id DESC LIMIT {most}
) AS side{n}"""


@dataclass(frozen=True, slots=True)
class Watched:
    """A camera that hangs over a meter, when it was heard of last, and how its battery stands."""

    device: Device
    signs: Sequence[Sign] = ()
    charges: Sequence[Charge] = ()


def looks_of(registers: Sequence[Register], most: int) -> Mapping[UUID, list[Look]]:
    """The last pictures of each register that were decided, in order of time."""
    found: dict[UUID, list[Look]] = defaultdict(list)
    if not registers or not most:
        return found
    keys = [Attempt._meta.get_field("register").get_db_prep_value(one.pk, connection) for one in registers]
    sides = " UNION ALL ".join(_SIDE.format(n=n, most=int(most)) for n in range(len(keys)))
    for attempt in Attempt.objects.raw(sides, keys):
        found[attempt.register_id].append(look(attempt))
    return {pk: sorted(looks, key=lambda one: one.at) for pk, looks in found.items()}


def look(attempt: Attempt) -> Look:
    """What became of a picture."""
    codes = dict.fromkeys(one["code"] for one in (*attempt.reasons, *attempt.doubts))
    return Look(attempt.taken_at, attempt.verdict, tuple(codes), attempt.pk)


def cameras_over(meters: Iterable[UUID]) -> Mapping[UUID, list[Watched]]:
    """The cameras that hang over each meter and are heard."""
    hanging = Installation.objects.filter(meter__in=list(meters), until=None, device__kind="camera", device__stopped_at=None)
    rows = list(hanging.select_related("device__health"))
    signs = _signs({one.device_id for one in rows})
    found: dict[UUID, list[Watched]] = defaultdict(list)
    for row in rows:
        found[row.meter_id].append(Watched(row.device, signs.get(row.device_id, ()), _charges(row.device)))
    return found


def _signs(devices: set[UUID]) -> dict[UUID, list[Sign]]:
    """The last sign of life of each, by whichever meter it watches.

    Nobody waited for it before it hung there, nor while the meter rested: it is missed from then on at the earliest.
    """
    if not devices:
        return {}
    hanging = Installation.objects.filter(device__in=devices, until=None).values_list("device_id", "meter_id", "since")
    over: dict[UUID, list[tuple[UUID, datetime]]] = defaultdict(list)
    for device, meter, since in hanging:
        over[meter].append((device, since))
    rested = _rested(over)
    heard = Standing.objects.filter(register__meter__in=list(over)).exclude(silent_after=None)
    found: dict[UUID, list[Sign]] = {}
    for meter, after, every in heard.values_list("register__meter", "silent_after", "every"):
        if after is None:
            continue
        last = after - (missed_from(after, every) - after)
        for device, since in over[meter]:
            at = max(last, since, rested.get(meter, since))
            sign = Sign(at, missed_from(at, every))
            if device not in found or found[device][0].missed_from < sign.missed_from:
                found[device] = [sign]
    return found


def _rested(meters: Iterable[UUID]) -> dict[UUID, datetime]:
    """Until when each of them rested last, of those that ever did."""
    rests = Pause.objects.filter(meter__in=list(meters)).exclude(until=None)
    return dict(rests.order_by().values_list("meter").annotate(Max("until")))


def _charges(device: Device) -> list[Charge]:
    health: DeviceHealth | None = getattr(device, "health", None)
    if health is None or health.battery_percent is None:
        return []
    return [Charge(health.at, health.battery_percent, health.battery_empty_on)]
