"""What happened to a meter: one list out of many small providers, newest first.

Another kind of event is another function in `PROVIDERS`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from harimi.service.accounts.models import User
from harimi.service.meters.models import Face, Meter, Register
from harimi.service.readings.models import Annotation, Exchange, ReadingVersion

MOST = 200
"""Of each kind; older ones are not shown."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened at a time: its kind and what is told of it, by whom (a mail address), and where its evidence is.

    `values` are scaled as those of the `register`.
    """

    at: datetime
    kind: str
    told: Mapping[str, str | int] = field(default_factory=dict)
    values: Mapping[str, int | None] = field(default_factory=dict)
    who: str = ""
    register: Register | None = None
    attempt: int | None = None
    note: Annotation | None = None


Provider = Callable[[Meter], Iterator[Happened]]


def registered(meter: Meter) -> Iterator[Happened]:
    """The beginning."""
    yield Happened(meter.created_at, "registered")


def cameras(meter: Meter) -> Iterator[Happened]:
    """Cameras that were put up, moved and stopped; what people bring themselves is no camera."""
    begun: set[object] = set()
    for one in meter.installations.filter(device__kind="camera").select_related("device").order_by("since")[:MOST]:
        kind, told = "camera_moved" if one.device_id in begun else "camera_connected", {"name": one.device.name}
        begun.add(one.device_id)
        yield Happened(one.since, kind, told)
        if one.until is None and one.device.stopped_at is not None:
            yield Happened(one.device.stopped_at, "camera_stopped", told)


def faces(meter: Meter) -> Iterator[Happened]:
    """Versions of the face."""
    listed = Face.objects.filter(register__meter=meter).select_related("register", "created_by").defer("data")
    for one in listed.order_by("-created_at")[:MOST]:
        told, who = {"version": one.version}, _by(one.created_by)
        yield Happened(one.created_at, "face", told, who=who, register=one.register)


def settled(meter: Meter) -> Iterator[Happened]:
    """Values that a person confirmed or changed."""
    listed = ReadingVersion.objects.filter(register__meter=meter, why="person", replaced_by__isnull=False)
    for one in listed.select_related("register", "replaced_by").order_by("-replaced_at")[:MOST]:
        values, who = {"before": one.value}, _by(one.replaced_by)
        yield Happened(one.replaced_at, "settled", {}, values, who, one.register, one.attempt_id)


def exchanges(meter: Meter) -> Iterator[Happened]:
    """Instruments that were put in the place of others."""
    listed = Exchange.objects.filter(register__meter=meter).select_related("register", "made_by")
    for one in listed.order_by("-at")[:MOST]:
        values, who = {"last": one.last_value, "first": one.first_value}, _by(one.made_by)
        yield Happened(one.at, "exchange", {"serial": one.serial}, values, who, one.register)


def pauses(meter: Meter) -> Iterator[Happened]:
    """Times in which nobody missed its photographs."""
    for one in meter.pauses.order_by("-since")[:MOST]:
        yield Happened(one.since, "paused")
        if one.until is not None:
            yield Happened(one.until, "resumed")


def tenancies(meter: Meter) -> Iterator[Happened]:
    """Who had the use of it."""
    for one in meter.tenancies.select_related("tenant__organization").order_by("-since")[:MOST]:
        yield Happened(one.since, "let", {"name": one.tenant.name})
        if one.until is not None:
            yield Happened(one.until, "left", {"name": one.tenant.name})


def notes(meter: Meter) -> Iterator[Happened]:
    """What people wrote."""
    listed = Annotation.objects.filter(meter=meter).select_related("meter__site__organization", "made_by")
    for one in listed.order_by("-at")[:MOST]:
        yield Happened(one.at, "note", {"text": one.text}, who=_by(one.made_by), note=one)


PROVIDERS: tuple[Provider, ...] = (registered, cameras, faces, settled, exchanges, pauses, notes)


def happened(meter: Meter) -> list[Happened]:
    """Everything but who did it, newest first."""
    return _newest_first(replace(event, who="") for provider in PROVIDERS for event in provider(meter))


def happened_by(meter: Meter) -> list[Happened]:
    """Everything, with who did it and whom the meter was let to; for those who see the organization's people."""
    return _newest_first(event for provider in (*PROVIDERS, tenancies) for event in provider(meter))


def _by(user: User | None) -> str:
    return "" if user is None else user.email


def _newest_first(events: Iterable[Happened]) -> list[Happened]:
    return sorted(events, key=lambda one: one.at, reverse=True)
