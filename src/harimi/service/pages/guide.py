"""Setting a camera up, step by step: what is done is told from what the service knows of it."""

from dataclasses import dataclass

from django.urls import reverse

from harimi.service.devices.models import Device, Installation
from harimi.service.readings.models import Reading

STEPS = ("claimed", "heard", "meter", "photograph", "face", "value")


@dataclass(frozen=True, slots=True)
class Step:
    """`address` is where it is done; empty where there is nothing to do."""

    code: str
    done: bool
    address: str


def steps(device: Device) -> list[Step]:
    """All of them, in order."""
    watched = list(device.installations.filter(until=None).select_related("meter").order_by("since"))
    done, first = _done(device, watched), watched[0].meter_id if watched else None
    camera = reverse("camera", args=[device.pk])
    meter = "" if first is None else reverse("meter", args=[first])
    face = "" if first is None else reverse("face", args=[_unfaced(watched).meter_id])
    addresses = {"claimed": "", "heard": camera, "meter": camera, "photograph": camera, "face": face, "value": meter}
    return [Step(one, done[one], addresses[one]) for one in STEPS]


def _done(device: Device, watched: list[Installation]) -> dict[str, bool]:
    photographed = device.captures.exists()
    meters = [one.meter_id for one in watched]
    since = min((one.since for one in watched), default=None)
    read = Reading.objects.filter(register__meter__in=meters, at__gte=since, value__isnull=False) if since else None
    return {
        "claimed": True,
        "heard": device.heard_at is not None or device.tokens.filter(used_at__isnull=False).exists() or photographed,
        "meter": bool(watched),
        "photograph": photographed,
        "face": bool(watched) and all(one.frame is not None for one in watched),
        "value": read is not None and read.exists(),
    }


def _unfaced(watched: list[Installation]) -> Installation:
    """The first whose face is still to be drawn."""
    return next((one for one in watched if one.frame is None), watched[0])
