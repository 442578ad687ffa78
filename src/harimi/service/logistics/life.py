"""A unit's steps: registered, reserved, shipped, claimed, returned, wiped, retired. Each is written down with who and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.devices.activity import note_device
from harimi.service.devices.models import Device
from harimi.service.devices.services import stop
from harimi.service.devices.tokens import make_token
from harimi.service.logistics.codes import code_hash, key_hash, new_code, new_key
from harimi.service.logistics.holdings import forget_unit
from harimi.service.logistics.models import Parcel, StockPlace, Unit, UnitEvent

State, What = Unit.State, UnitEvent.What


class UnitError(ValueError):
    """A step that cannot be taken. `code` is stable."""

    code: ClassVar[str] = "not_possible"


class SerialKnownError(UnitError):
    """A unit of that serial number is registered already."""

    code = "serial_known"


class WrongStateError(UnitError):
    """A unit that is in another state than the step begins in."""

    code = "wrong_state"


class NoSuchCodeError(UnitError):
    """No unit that was shipped to this organization has the code; whose it is otherwise is told to nobody."""

    code = "no_such_code"


class NotClaimedError(UnitError):
    """Nobody has claimed the unit yet."""

    code = "not_claimed"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is written into a camera and printed on its box; shown this once."""

    serial: str
    key: str
    code: str


@transaction.atomic
def register(serials: Iterable[str], model: str, batch: str, actor: User, place: StockPlace | None = None) -> list[Secrets]:
    """New units in stock. Raises `SerialKnownError` with the serial number; none is registered then."""
    made = []
    for serial in serials:
        told = Secrets(serial, new_key(), new_code())
        unit = Unit(serial=serial, model=model, batch=batch, place=place, since=timezone.now(), **_hashes(told))
        try:
            with transaction.atomic():
                unit.save(force_insert=True)
        except IntegrityError as error:
            raise SerialKnownError(serial) from error
        _event(unit, What.REGISTERED, actor)
        made.append(told)
    return made


def ship(unit: Unit, organization: Organization, actor: User) -> None:
    """Sent to an organization, whose members may claim it by the code on its box."""
    _step(unit, (State.STOCK,), What.SHIPPED, actor, state=State.SHIPPED, organization=organization, place=None)


def reserve(unit: Unit, organization: Organization, actor: User) -> None:
    """For an organization, and for nobody else."""
    _step(unit, (State.STOCK,), What.RESERVED, actor, state=State.RESERVED, organization=organization)


@transaction.atomic
def release(unit: Unit, actor: User) -> None:
    """In stock again; for whom it was reserved is forgotten."""
    _step(unit, (State.RESERVED,), What.RELEASED, actor, state=State.STOCK, organization=None)
    forget_unit(unit)


def hand_over(unit: Unit, actor: User) -> None:
    """What was reserved for an organization leaves the house."""
    _step(unit, (State.RESERVED,), What.SHIPPED, actor, state=State.SHIPPED, place=None)


def move(unit: Unit, place: StockPlace, actor: User) -> None:
    """It lies elsewhere now; what is reserved stays where it was found."""
    _step(unit, (State.STOCK, State.RETURNED), What.MOVED, actor, place=place)


@transaction.atomic
def claim(code: str, organization: Organization, name: str, actor: User) -> Device:
    """A device of the organization for the unit that was sent to it. Raises `NoSuchCodeError`."""
    unit = Unit.objects.filter(code_hash=code_hash(code), organization=organization, state=State.SHIPPED).first()
    if unit is None:
        raise NoSuchCodeError
    device = Device.objects.create(organization=organization, name=name)
    _step(unit, (State.SHIPPED,), What.CLAIMED, actor, state=State.CLAIMED, device=device)
    _came(unit)
    note_device(device, "claimed", actor)
    return device


@transaction.atomic
def enrol(key: str) -> str:
    """A token for the camera that has the key. Raises `NotClaimedError`, or `NoSuchCodeError` where no unit has it."""
    unit = Unit.objects.filter(key_hash=key_hash(key)).select_related("device").first()
    if unit is None or unit.state == State.RETIRED:
        raise NoSuchCodeError
    if unit.state != State.CLAIMED or unit.device is None or unit.device.stopped_at is not None:
        raise NotClaimedError
    _event(unit, What.ENROLLED, None)
    return make_token(unit.device)


def ask_back(unit: Unit, actor: User | None) -> None:
    """It is expected back from now on; its customer is reminded of that."""
    _step(unit, (State.SHIPPED, State.CLAIMED), What.ASKED_BACK, actor, wanted_back_at=timezone.now(), reminded=0)


@transaction.atomic
def take_back(unit: Unit, actor: User, place: StockPlace | None = None) -> None:
    """The box came back: its device is heard no more, and stays with its customer's data."""
    changes: dict[str, object] = {"state": State.RETURNED, "place": place, "wanted_back_at": None, "reminded": 0}
    _step(unit, (State.SHIPPED, State.CLAIMED), What.RETURNED, actor, **changes)
    if unit.device is not None:
        stop(unit.device)
        note_device(unit.device, "stopped", None)
        Unit.objects.filter(pk=unit.pk).update(device=None)


@transaction.atomic
def wipe(unit: Unit, actor: User) -> Secrets:
    """Emptied and in stock again, with a new key and a new code; nothing of it leads to whoever had it before."""
    told = Secrets(unit.serial, new_key(), new_code())
    changes = {"state": State.STOCK, "organization": None, "device": None, **_hashes(told)}
    forget_unit(unit)
    _step(unit, (State.RETURNED,), What.WIPED, actor, **changes)
    return told


@transaction.atomic
def renew_code(unit: Unit, actor: User) -> Secrets:
    """Another key and code for a unit whose label was lost, or which was read by others; the old ones are good no more."""
    told = Secrets(unit.serial, new_key(), new_code())
    _step(unit, (State.STOCK, State.SHIPPED), What.NEW_CODE, actor, **_hashes(told))
    return told


@transaction.atomic
def retire(unit: Unit, actor: User) -> None:
    """Out of use for ever; what it was to somebody is forgotten as by wiping."""
    forget_unit(unit)
    changes: dict[str, object] = {"state": State.RETIRED, "organization": None, "device": None, "place": None}
    _step(unit, (State.STOCK, State.RETURNED), What.RETIRED, actor, **changes)


def _came(unit: Unit) -> None:
    """The parcel in which it was is there."""
    parcels = Parcel.objects.filter(boxes__unit=unit, state=Parcel.State.SENT)
    parcels.update(state=Parcel.State.DELIVERED, delivered_at=timezone.now())


def _step(unit: Unit, begins: tuple[Unit.State, ...], what: UnitEvent.What, actor: User | None, **changes: object) -> None:
    """The step and its event, or a `WrongStateError`: two people who take the same step at once take it once."""
    with transaction.atomic():
        same = Unit.objects.filter(pk=unit.pk, state__in=begins)
        if same.update(since=timezone.now(), **changes) != 1:
            raise WrongStateError(unit.serial)
        unit.refresh_from_db()
        _event(unit, what, actor)


def _event(unit: Unit, what: UnitEvent.What, actor: User | None) -> None:
    UnitEvent.objects.create(unit=unit, what=what, actor=actor, organization=unit.organization)


def _hashes(told: Secrets) -> dict[str, str]:
    return {"key_hash": key_hash(told.key), "code_hash": code_hash(told.code), "code_end": told.code[-4:]}
