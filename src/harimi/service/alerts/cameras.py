"""What cameras and their batteries tell, as judges want it: asked of the database for many meters at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, OuterRef, Subquery

from harimi.service.alerts.series import Charge, Sign
from harimi.service.captures.models import Capture
from harimi.service.devices.models import Device, DeviceHealth, Installation
from harimi.service.meters.models import Pause
from harimi.service.readings.models import Standing
from harimi.service.readings.standing import last_heard, missed_from


@dataclass(frozen=True, slots=True)
class Watched:
    """A camera that hangs over a meter, when it was heard of last, and how its battery stands."""

    device: Device
    signs: Sequence[Sign] = ()
    charges: Sequence[Charge] = ()


def cameras_over(meters: Iterable[UUID], now: datetime) -> Mapping[UUID, list[Watched]]:
    """The cameras that hang over each meter and are heard."""
    hanging = Installation.objects.filter(meter__in=list(meters), until=None, device__kind="camera", device__stopped_at=None)
    rows = list(hanging.select_related("device__health", "device__organization"))
    signs = _with_unread(_signs(rows), now) if rows else {}
    found: dict[UUID, list[Watched]] = defaultdict(list)
    for row in rows:
        sign = signs.get(row.device_id)
        found[row.meter_id].append(Watched(row.device, () if sign is None else (sign,), _charges(row.device)))
    return found


def _signs(rows: Sequence[Installation]) -> dict[UUID, Sign]:
    """The last sign of life of each device, by whichever meter it watches.

    Nobody waited for it before it hung there, nor while the meter rested or all was suspended: it is missed from then on at
    the earliest.
    """
    over: dict[UUID, list[tuple[UUID, datetime]]] = defaultdict(list)
    for device, meter, since in _hanging({one.device_id for one in rows}):
        over[meter].append((device, since))
    resumed = {one.device_id: one.device.organization.resumed_at for one in rows}
    rested = _rested(over)
    found: dict[UUID, Sign] = {}
    for meter, last, every in _heard(over):
        for device, since in over[meter]:
            sign = _sign(max(last, since, rested.get(meter, since), resumed[device] or since), every)
            found[device] = max(found.get(device, sign), sign, key=_missed_from)
    return found


def _heard(meters: Iterable[UUID]) -> Iterator[tuple[UUID, datetime, int | None]]:
    """When something came last of each register, and every how many seconds it comes."""
    for standing in Standing.objects.filter(register__meter__in=list(meters)).select_related("register"):
        if (last := last_heard(standing)) is not None:
            yield standing.register.meter_id, last, standing.every


def _hanging(devices: set[UUID]) -> Iterator[tuple[UUID, UUID, datetime]]:
    """Each of them with the meters over which it hangs and since when, however often it was said that it stands otherwise."""
    begun: dict[tuple[UUID, UUID], datetime] = {}
    ends: dict[tuple[UUID, UUID], datetime | None] = {}
    rows = Installation.objects.filter(device__in=devices).order_by("since")
    for device, meter, since, until in rows.values_list("device_id", "meter_id", "since", "until"):
        if ends.get((device, meter)) != since:
            begun[device, meter] = since
        ends[device, meter] = until
    return ((*key, begun[key]) for key, until in ends.items() if until is None)


def _sign(at: datetime, every: int | None) -> Sign:
    return Sign(at, missed_from(at, every))


def _missed_from(sign: Sign) -> datetime:
    return sign.missed_from


def _with_unread(signs: Mapping[UUID, Sign], now: datetime) -> dict[UUID, Sign]:
    """Of those that are missed it is asked whether they sent what nobody has read yet."""
    missed = Device.objects.filter(pk__in=[pk for pk, sign in signs.items() if sign.missed_from <= now])
    latest = Capture.objects.filter(device=OuterRef("pk")).order_by("-received_at").values("received_at")[:1]
    came = dict(missed.annotate(came=Subquery(latest)).exclude(came=None).values_list("pk", "came"))
    return {pk: sign if pk not in came else _later(sign, came[pk]) for pk, sign in signs.items()}


def _later(sign: Sign, at: datetime) -> Sign:
    """As if it were of this moment, if that is later."""
    return sign if at <= sign.at else Sign(at, sign.missed_from + (at - sign.at))


def _rested(meters: Iterable[UUID]) -> dict[UUID, datetime]:
    """Until when each of them rested last, of those that ever did."""
    rests = Pause.objects.filter(meter__in=list(meters)).exclude(until=None)
    return dict(rests.order_by().values_list("meter").annotate(Max("until")))


def _charges(device: Device) -> list[Charge]:
    health: DeviceHealth | None = getattr(device, "health", None)
    if health is None or health.battery_percent is None:
        return []
    return [Charge(health.at, health.battery_percent, health.battery_empty_on)]
