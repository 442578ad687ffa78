"""A unit that was sent speaks for a device: claimed by the code on its box, then enrolled by the key in the camera."""

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.devices.activity import note_device
from harimi.service.devices.models import Device
from harimi.service.devices.tokens import make_token
from harimi.service.logistics.codes import code_hash, key_hash
from harimi.service.logistics.models import Parcel, Unit, UnitEvent
from harimi.service.logistics.steps import note, step
from harimi.service.logistics.unit_errors import NoSuchCodeError, NotClaimedError

State, What = Unit.State, UnitEvent.What


@transaction.atomic
def claim(code: str, organization: Organization, name: str, actor: User) -> Device:
    """A device of the organization for the unit that was sent to it. Raises `NoSuchCodeError`."""
    unit = Unit.objects.filter(code_hash=code_hash(code), organization=organization, state=State.SHIPPED).first()
    if unit is None:
        raise NoSuchCodeError
    device = Device.objects.create(organization=organization, name=name)
    step(unit, (State.SHIPPED,), What.CLAIMED, actor, state=State.CLAIMED, device=device)
    _came(unit)
    note_device(device, "claimed", actor)
    return device


def claimed_with(code: str, organization: Organization) -> Device | None:
    """The working device of the organization that was claimed with this code before."""
    claimed = Unit.objects.filter(code_hash=code_hash(code), organization=organization, state=State.CLAIMED)
    unit = claimed.filter(device__stopped_at=None).select_related("device").first()
    return None if unit is None else unit.device


@transaction.atomic
def enrol(key: str) -> str:
    """A token for the camera that has the key. Raises `NotClaimedError`, or `NoSuchCodeError` where no unit has it."""
    unit = Unit.objects.filter(key_hash=key_hash(key)).select_related("device").first()
    if unit is None or unit.state == State.RETIRED:
        raise NoSuchCodeError
    if unit.state != State.CLAIMED or unit.device is None or unit.device.stopped_at is not None:
        raise NotClaimedError
    note(unit, What.ENROLLED, None)
    return make_token(unit.device)


def _came(unit: Unit) -> None:
    """The parcel in which it was is there."""
    parcels = Parcel.objects.filter(boxes__unit=unit, state=Parcel.State.SENT)
    parcels.update(state=Parcel.State.DELIVERED, delivered_at=timezone.now())
