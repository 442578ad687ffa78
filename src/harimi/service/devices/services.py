"""What is done to cameras: made, given a token, installed, moved, stopped."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.devices.models import Device, DeviceToken, Installation, Order
from harimi.service.devices.models.order import OPEN
from harimi.service.devices.tokens import make_token
from harimi.service.meters.activity import note_meter
from harimi.service.meters.models import Meter

SET_UP = timedelta(days=14)
"""How long photographs may be kept whole while nobody has drawn a face."""


def new_camera(organization: Organization, name: str) -> tuple[Device, str]:
    """A camera and its token, which is shown this once and never again."""
    with transaction.atomic():
        device = Device.objects.create(organization=organization, name=name)
        return device, make_token(device)


def new_person(organization: Organization, name: str) -> Device:
    """A device for photographs that people bring themselves."""
    return Device.objects.create(organization=organization, name=name, kind=Device.Kind.PERSON)


def install(device: Device, meter: Meter, *, since: datetime | None = None) -> Installation:
    """The device watches the meter from now on, or from `since`."""
    now = timezone.now()
    return Installation.objects.create(device=device, meter=meter, since=since or now, set_up_ends=now + SET_UP)


@transaction.atomic
def look_anew(installation: Installation) -> Installation:
    """The camera stands otherwise than it did: a new installation of the same device, whose face must be drawn again."""
    now = timezone.now()
    Installation.objects.filter(pk=installation.pk, until=None).update(until=now)
    return install(installation.device, installation.meter, since=now)


@transaction.atomic
def follow(before: Installation, device: Device, now: datetime) -> Installation:
    """Another device watches what this one did, from that moment on, and keeps the same part of its photographs."""
    Installation.objects.filter(pk=before.pk, until=None).update(until=now)
    fresh = install(device, before.meter, since=now)
    Installation.objects.filter(pk=fresh.pk).update(frame=before.frame)
    fresh.refresh_from_db()
    return fresh


def connect(meter: Meter, name: str, *, actor: User) -> tuple[Device, str]:
    """A new camera over a meter, and its token."""
    with transaction.atomic():
        device, token = new_camera(meter.site.organization, name)
        install(device, meter)
        note_meter(meter, "camera_connected", actor)
    return device, token


def moved(meter: Meter, *, actor: User) -> None:
    """What watches the meter stands otherwise than it did."""
    with transaction.atomic():
        for installation in meter.installations.filter(until=None).select_related("device", "meter"):
            look_anew(installation)
        note_meter(meter, "camera_moved", actor)


def stop_over(meter: Meter, device: Device, *, actor: User) -> None:
    """A meter's camera is heard no more."""
    with transaction.atomic():
        stop(device)
        note_meter(meter, "camera_stopped", actor)


def stop_all(organization: Organization, now: datetime) -> None:
    """No device of the organization is heard any more, and none of its tokens is good for anything."""
    Device.objects.filter(organization=organization, stopped_at=None).update(stopped_at=now)
    DeviceToken.objects.filter(device__organization=organization).delete()
    Order.objects.filter(device__organization=organization, state__in=OPEN).update(state=Order.State.EXPIRED, changed_at=now)


def start_again(organization: Organization, then: datetime) -> None:
    """The devices that were stopped together at a moment may be given tokens again."""
    Device.objects.filter(organization=organization, stopped_at=then).update(stopped_at=None)


def stop(device: Device) -> None:
    """The device is heard no more."""
    Device.objects.filter(pk=device.pk, stopped_at=None).update(stopped_at=timezone.now())
