"""Another camera takes the place of a broken one: what that watched goes on under the new one, from one moment to the next."""

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.devices.activity import note_device
from harimi.service.devices.asking import set_settings
from harimi.service.devices.models import Device, Installation
from harimi.service.devices.services import follow
from harimi.service.devices.settings import chosen_for
from harimi.service.logistics.claiming import claim
from harimi.service.logistics.faults import replaced
from harimi.service.readings.set_up import put_in_force


@transaction.atomic
def claim_instead(code: str, old: Device, name: str, actor: User) -> Device:
    """The unit that was sent takes the place of a camera, which is expected back. Raises `NoSuchCodeError`.

    1. The unit is claimed, for the organization of the old camera.
    2. All that the old one watches ends there and begins under the new one at the same moment, with frame and faces. What the
       old one took before and sends late still belongs to it.
    3. The new one takes photographs as the old one was told to. The old one's faults are over.
    """
    device = claim(code, old.organization, name, actor)
    now = timezone.now()
    for watched in list(old.installations.filter(until=None).select_related("meter")):
        _faces(watched, follow(watched, device, now), actor)
    if old.settings:
        set_settings([device], chosen_for(old), actor)
    note_device(old, "replaced", actor)
    replaced(old, actor)
    return device


def _faces(before: Installation, after: Installation, actor: User) -> None:
    """Each register's face as it was last drawn, for the new camera's view."""
    for register in before.meter.registers.all():
        face = register.faces.filter(view=before.pk).order_by("-version").first()
        if face is not None:
            put_in_force(register, after, face.data, after.since, actor=actor)
