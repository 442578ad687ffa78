"""What people do to their cameras, each with its line among the activities."""

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.devices.activity import note_device
from harimi.service.devices.models import Device, DeviceToken
from harimi.service.devices.services import install, new_camera, stop
from harimi.service.devices.tokens import make_token, revoke
from harimi.service.meters.models import Meter


@transaction.atomic
def connect_own(organization: Organization, name: str, actor: User) -> tuple[Device, str]:
    """A camera of the customer's own, over no meter yet, and its token."""
    device, token = new_camera(organization, name)
    note_device(device, "connected", actor)
    return device, token


@transaction.atomic
def rename(device: Device, name: str, actor: User) -> None:
    """Called otherwise from now on."""
    Device.objects.filter(pk=device.pk).update(name=name)
    note_device(device, "renamed", actor)


@transaction.atomic
def put_over(device: Device, meter: Meter, actor: User) -> None:
    """Watches the meter too, if it does not yet: one photograph may show several."""
    if not device.installations.filter(meter=meter, until=None).exists():
        install(device, meter)
        note_device(device, "installed", actor)


@transaction.atomic
def take_off(device: Device, meter: Meter, actor: User) -> None:
    """Watches the meter no more."""
    if device.installations.filter(meter=meter, until=None).update(until=timezone.now()):
        note_device(device, "taken_off", actor)


@transaction.atomic
def renew(device: Device, actor: User) -> str:
    """Another token; those before it stay good for a while."""
    note_device(device, "token_made", actor)
    return make_token(device)


@transaction.atomic
def revoke_one(device: Device, token: DeviceToken, actor: User) -> None:
    """A token is good no more, from now on."""
    revoke(token)
    note_device(device, "token_revoked", actor)


@transaction.atomic
def stop_camera(device: Device, actor: User) -> None:
    """The camera is heard no more."""
    stop(device)
    note_device(device, "stopped", actor)
