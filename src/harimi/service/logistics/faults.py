"""A customer says that a camera is broken; the operator sends another one, and gets the old one back."""

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.devices.activity import note_device
from harimi.service.devices.models import Device
from harimi.service.logistics.life import ask_back
from harimi.service.logistics.models import Fault, Unit
from harimi.service.logistics.unit_errors import UnitError

State = Fault.State


class ReportedAlreadyError(UnitError):
    """A camera of which a fault is known that is not over yet."""

    code = "reported_already"


def report(device: Device, code: str, actor: User) -> Fault:
    """A fault of a camera. Raises `ReportedAlreadyError`."""
    try:
        with transaction.atomic():
            note_device(device, "fault", actor)
            return Fault.objects.create(device=device, code=Fault.Code(code), reported_by=actor, changed_at=timezone.now())
    except IntegrityError as error:
        raise ReportedAlreadyError(str(device.pk)) from error


def open_fault(device: Device) -> Fault | None:
    """The one that is not over yet."""
    return device.faults.exclude(state=State.OVER).first()


def with_faults(devices: QuerySet[Device]) -> QuerySet[Device]:
    """Each with `fault_code` and `fault_state` of the one that is not over yet; None where there is none."""
    theirs = Fault.objects.filter(device=OuterRef("pk")).exclude(state=State.OVER)
    told = {f"fault_{name}": Subquery(theirs.values(name)[:1]) for name in ("code", "state")}
    return devices.annotate(**told)


def faulty(devices: QuerySet[Device]) -> QuerySet[Device]:
    """Those of which a fault is known that is not over."""
    return devices.filter(pk__in=Fault.objects.exclude(state=State.OVER).values("device"))


def answered(fault: Fault) -> None:
    """Another unit is on its way."""
    _change(fault, State.ANSWERED)


def end(fault: Fault) -> None:
    """The camera works again, or another one is in its place."""
    _change(fault, State.OVER)


@transaction.atomic
def replaced(device: Device, actor: User | None) -> None:
    """Another camera is in its place: its faults are over, and its unit, if it is one of the operator's, is expected back."""
    for fault in device.faults.exclude(state=State.OVER):
        end(fault)
    unit = Unit.objects.filter(device=device, state=Unit.State.CLAIMED).first()
    if unit is not None and unit.wanted_back_at is None:
        ask_back(unit, actor)


def _change(fault: Fault, state: Fault.State) -> None:
    Fault.objects.filter(pk=fault.pk).update(state=state, changed_at=timezone.now())
    fault.refresh_from_db()
