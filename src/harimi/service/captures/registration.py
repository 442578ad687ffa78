"""A meter is registered from what its owner says of it and a first photograph."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from math import floor, log10
from typing import Literal

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.captures.models import Capture, Cut
from harimi.service.captures.pictures import upright
from harimi.service.captures.services import accept
from harimi.service.devices.models import Frame, Installation
from harimi.service.devices.services import install, look_anew, new_person
from harimi.service.meters.activity import note_meter
from harimi.service.meters.models import Meter, Register, Site
from harimi.service.meters.states import Named
from harimi.service.meters.values import scaled
from harimi.vision.photo import MAX_BYTES as MAX_BYTES

Kind = Literal["drums", "segments", "dial", "dials", "scale", "lamps"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an owner says of a meter.

    `digits` are all places of a row, decimals included, or its dials; `low` and `high` are what a gauge shows at most;
    `states` are the names of lamps, see `meters.states`.
    """

    name: str
    kind: Kind
    unit: str = ""
    digits: int = 0
    decimals: int = 0
    low: Decimal | None = None
    high: Decimal | None = None
    counts_up: bool = True
    max_per_hour: Decimal | None = None
    states: Named = field(default_factory=list)


def register_meter(site: Site, wanted: Wanted) -> Register:
    """The meter with its register; no camera watches it yet."""
    with transaction.atomic():
        meter = Meter.objects.create(site=site, name=wanted.name)
        return Register.objects.create(meter=meter, **register_fields(wanted))


def register_with_photograph(site: Site, wanted: Wanted, photo: bytes, *, actor: User) -> Capture:
    """The meter, and its first photograph as one that a person brings. Raises a `PhotoError` or `CaptureError`."""
    upright(photo)
    taken_at = timezone.now()
    with transaction.atomic():
        meter = register_meter(site, wanted).meter
        install(new_person(site.organization, wanted.name), meter, since=taken_at)
        note_meter(meter, "registered", actor)
    return photographed(meter, photo, taken_at)


def photographed(meter: Meter, photo: bytes, taken_at: datetime) -> Capture:
    """A person's own photograph of a meter. Raises a `PhotoError` or `CaptureError`.

    No two are taken from the same place, so each is a set-up photograph: cut to the last one's frame it might lose the display.
    """
    upright(photo)
    person = meter.installations.filter(until=None, device__kind="person").select_related("device", "meter").first()
    if person is not None and person.frame is not None:
        person = look_anew(person)
    installation = person or install(new_person(meter.site.organization, meter.name), meter, since=taken_at)
    return accept(installation.device, photo, taken_at, only=installation).capture


@dataclass(frozen=True, slots=True)
class Shown:
    """A photograph that a person took, and the part of it that is to be kept; None while nobody knows where its display is."""

    data: bytes
    part: Frame | None = None


def kept_by_hand(meter: Meter, photo: Shown, taken_at: datetime) -> Cut:
    """A photograph from which a person read a value themselves. Raises a `PhotoError` or `CaptureError`.

    Without a part to be kept it is a set-up photograph like any other: whole, and not for long.
    """
    upright(photo.data)
    with transaction.atomic():
        person = meter.installations.filter(until=None, device__kind="person").select_related("device", "meter").first()
        installation = look_anew(person) if person else install(new_person(meter.site.organization, meter.name), meter)
        part = None if photo.part is None else [photo.part.x, photo.part.y, photo.part.width, photo.part.height]
        Installation.objects.filter(pk=installation.pk).update(frame=part, since=taken_at)
    installation.refresh_from_db()
    return accept(installation.device, photo.data, taken_at, only=installation).capture.cuts.get(installation__meter=meter)


def register_fields(wanted: Wanted) -> dict[str, object]:
    """What the register's row says of what is wanted."""
    if wanted.kind in Register.RANGED:
        return _gauge(wanted)
    if wanted.kind == "lamps":
        lamps = wanted.states or [[f"{n + 1}"] for n in range(wanted.digits)]
        return {"kind": Register.Kind.STATE, "display": wanted.kind, "digits": len(lamps), "states": lamps}
    limit = None if wanted.max_per_hour is None else scaled(wanted.max_per_hour, wanted.decimals)
    return {
        "kind": Register.Kind.COUNTER if wanted.counts_up else Register.Kind.GAUGE,
        "display": wanted.kind,
        "digits": wanted.digits,
        "unit": wanted.unit,
        "decimals": wanted.decimals,
        "rolls_over_at": 10**wanted.digits if wanted.counts_up else None,
        "max_per_hour": limit,
    }


def _gauge(wanted: Wanted) -> dict[str, object]:
    """A gauge's values have as many decimals as its scale resolves: a five-hundredth of its length."""
    low, high = wanted.low or Decimal(0), wanted.high if wanted.high is not None else Decimal(100)
    decimals = max(0, -floor(log10(float(abs(high - low)) / 500)))
    ends = {"low": scaled(low, decimals), "high": scaled(high, decimals)}
    return {"kind": Register.Kind.GAUGE, "display": wanted.kind, "unit": wanted.unit, "decimals": decimals, **ends}
