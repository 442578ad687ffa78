"""What happened to a meter: one list out of many small providers, newest first.

Another kind of event is another function in `PROVIDERS`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from harimi.service.meters.models import Face, Meter
from harimi.service.meters.values import shown
from harimi.service.pages.reads import with_unit
from harimi.service.pages.texts import text
from harimi.service.readings.models import Annotation, Exchange, ReadingVersion

MOST = 200
"""Of each kind; older ones are not shown."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at a time, in words, by whom (a mail address), and where more of it stands."""

    at: datetime
    kind: str
    words: str
    who: str = ""
    link: str = ""
    note: Annotation | None = None


Provider = Callable[[Meter], Iterator[Event]]


def registered(meter: Meter) -> Iterator[Event]:
    """The beginning."""
    yield Event(meter.created_at, "registered", text("happened.registered"))


def cameras(meter: Meter) -> Iterator[Event]:
    """Cameras that were put up, moved and stopped; what people bring themselves is no camera."""
    begun: set[object] = set()
    for one in meter.installations.filter(device__kind="camera").select_related("device").order_by("since")[:MOST]:
        kind = "camera_moved" if one.device_id in begun else "camera_connected"
        begun.add(one.device_id)
        yield Event(one.since, kind, text(f"happened.{kind}", name=one.device.name))
        if one.until is None and one.device.stopped_at is not None:
            yield Event(one.device.stopped_at, "camera_stopped", text("happened.camera_stopped", name=one.device.name))


def faces(meter: Meter) -> Iterator[Event]:
    """Versions of the face."""
    listed = Face.objects.filter(register__meter=meter).select_related("created_by").defer("data")
    for one in listed.order_by("-created_at")[:MOST]:
        who = "" if one.created_by is None else one.created_by.email
        yield Event(one.created_at, "face", text("happened.face", version=one.version), who)


def settled(meter: Meter) -> Iterator[Event]:
    """Values that a person confirmed or changed."""
    listed = ReadingVersion.objects.filter(register__meter=meter, why="person", replaced_by__isnull=False)
    for one in listed.select_related("register", "replaced_by").order_by("-replaced_at")[:MOST]:
        before = with_unit(one.value, one.register)
        who = "" if one.replaced_by is None else one.replaced_by.email
        link = "" if one.attempt_id is None else reverse("reading", args=[one.attempt_id])
        yield Event(one.replaced_at, "settled", text("happened.settled", before=before), who, link)


def exchanges(meter: Meter) -> Iterator[Event]:
    """Instruments that were put in the place of others."""
    listed = Exchange.objects.filter(register__meter=meter).select_related("register", "made_by")
    for one in listed.order_by("-at")[:MOST]:
        old, new = (shown(value, one.register.decimals) for value in (one.last_value, one.first_value))
        who = "" if one.made_by is None else one.made_by.email
        yield Event(one.at, "exchange", text("happened.exchange", old=old, new=new, serial=one.serial or "–"), who)


def pauses(meter: Meter) -> Iterator[Event]:
    """Times in which nobody missed its photographs."""
    for one in meter.pauses.order_by("-since")[:MOST]:
        yield Event(one.since, "paused", text("happened.paused"))
        if one.until is not None:
            yield Event(one.until, "resumed", text("happened.resumed"))


def tenancies(meter: Meter) -> Iterator[Event]:
    """Who had the use of it."""
    for one in meter.tenancies.select_related("tenant__organization").order_by("-since")[:MOST]:
        yield Event(one.since, "let", text("happened.let", name=one.tenant.name))
        if one.until is not None:
            yield Event(one.until, "let", text("happened.left", name=one.tenant.name))


def notes(meter: Meter) -> Iterator[Event]:
    """What people wrote."""
    listed = Annotation.objects.filter(meter=meter).select_related("meter__site__organization", "made_by")
    for one in listed.order_by("-at")[:MOST]:
        yield Event(one.at, "note", one.text, "" if one.made_by is None else one.made_by.email, note=one)


PROVIDERS: tuple[Provider, ...] = (registered, cameras, faces, settled, exchanges, pauses, notes)


def happened(meter: Meter) -> list[Event]:
    """Everything but who did it, newest first."""
    return _newest_first(replace(event, who="") for provider in PROVIDERS for event in provider(meter))


def happened_by(meter: Meter) -> list[Event]:
    """Everything, with who did it and whom the meter was let to; for those who see the organization's people."""
    return _newest_first(event for provider in (*PROVIDERS, tenancies) for event in provider(meter))


def _newest_first(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda one: one.at, reverse=True)
