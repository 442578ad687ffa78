"""A parcel's steps, from what is wanted to what is delivered. Two people who take the same step at once take it once."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.contracts.tokens import new_number
from harimi.service.logistics import letters, life
from harimi.service.logistics.carriers import tracking
from harimi.service.logistics.faults import answered
from harimi.service.logistics.models import Fault, Parcel, ParcelLine, ParcelUnit, StockPlace, Unit
from harimi.service.logistics.parcel_errors import (
    EndedError,
    NoSuchBoxError,
    ParcelError,
    PickedAlreadyError,
    TooFewError,
    TrackingError,
    WrongBoxError,
)
from harimi.service.logistics.scanning import scanned
from harimi.service.logistics.unit_errors import WrongStateError

State, Carrier = Parcel.State, Parcel.Carrier
OPEN = (State.WANTED, State.RESERVED, State.PICKED)
"""Those that have not left yet."""
_CHANGING = ("state", "place", "carrier", "tracking", "sent_at", "delivered_at")
"""What a step changes: what is sealed stays so, since no step needs to open it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of each model; where it goes, unless to the contract's address; and wishes for its delivery."""

    counts: Mapping[str, int]
    address: Mapping[str, str]
    wishes: str = ""


@transaction.atomic
def want(organization: Organization, wanted: Wanted, actor: User, fault: Fault | None = None) -> Parcel:
    """A parcel for a customer, of which nothing is reserved yet; `fault` is of the camera that it replaces."""
    told = {"wishes": wanted.wishes, **wanted.address, "fault": fault, "made_by": actor}
    parcel = Parcel.objects.create(number=_free_number(), organization=organization, **told)
    for model, count in sorted(wanted.counts.items()):
        ParcelLine.objects.create(parcel=parcel, model=model, count=count)
    if fault is not None:
        answered(fault)
    return parcel


@transaction.atomic
def reserve(parcel: Parcel, place: StockPlace, actor: User) -> None:
    """Takes units for it out of a room, those of the smallest serial numbers. Raises `TooFewError` with the model."""
    _goes_on(parcel)
    _move(parcel, (State.WANTED,), State.RESERVED, place=place)
    for line in parcel.lines.all():
        for unit in _taken(parcel, line, place, actor):
            ParcelUnit.objects.create(parcel=parcel, unit=unit)


def pick(parcel: Parcel, typed: str, actor: User) -> Unit:
    """A box is in the parcel: the code on it was scanned. Raises a `ParcelError` for any other box."""
    unit = scanned(typed)
    if unit is None:
        raise NoSuchBoxError(typed)
    with transaction.atomic():
        mine = ParcelUnit.objects.filter(parcel=parcel, unit=unit)
        if not mine.exists():
            raise WrongBoxError(unit.serial)
        if not mine.filter(picked_at=None).update(picked_at=timezone.now(), picked_by=actor):
            raise PickedAlreadyError(unit.serial)
        _all_picked(parcel)
    return unit


@transaction.atomic
def send(parcel: Parcel, carrier: str, typed: str, actor: User) -> None:
    """A carrier has it; its customer's owners are told. Raises `TrackingError` for a number that cannot be."""
    number = tracking(carrier, typed)
    if number is None:
        raise TrackingError(typed)
    _goes_on(parcel)
    _move(parcel, (State.PICKED,), State.SENT, carrier=carrier, tracking=number, sent_at=timezone.now())
    for box in parcel.boxes.select_related("unit"):
        if box.unit is not None:
            life.hand_over(box.unit, actor)
    letters.tell_sent(parcel)


@transaction.atomic
def send_one(unit: Unit, organization: Organization, actor: User) -> Parcel:
    """A single unit leaves at once, in a parcel of its own. Raises `WrongStateError`."""
    parcel = want(organization, Wanted({unit.model: 1}, {}), actor)
    ParcelUnit.objects.create(parcel=parcel, unit=unit, picked_at=timezone.now(), picked_by=actor)
    life.ship(unit, organization, actor)
    _move(parcel, (State.WANTED,), State.SENT, carrier=Carrier.OTHER, sent_at=timezone.now())
    letters.tell_sent(parcel)
    return parcel


def arrived(parcel: Parcel) -> None:
    """Staff know that it came."""
    _move(parcel, (State.SENT,), State.DELIVERED, delivered_at=timezone.now())


@transaction.atomic
def cancel(parcel: Parcel, actor: User) -> None:
    """It is not sent; its units are in stock again, and lie where they lay."""
    _move(parcel, OPEN, State.CANCELLED)
    units = [box.unit for box in parcel.boxes.select_related("unit") if box.unit is not None]
    parcel.boxes.all().delete()
    for unit in units:
        life.release(unit, actor)


def _taken(parcel: Parcel, line: ParcelLine, place: StockPlace, actor: User) -> list[Unit]:
    """As many as the line wants; one that somebody else takes meanwhile is passed over."""
    taken: list[Unit] = []
    free = Unit.objects.filter(state=Unit.State.STOCK, model=line.model, place=place).order_by("serial")
    for unit in free.iterator():
        if len(taken) == line.count:
            break
        try:
            life.reserve(unit, parcel.organization, actor)
        except WrongStateError:
            continue
        taken.append(unit)
    if len(taken) < line.count:
        raise TooFewError(line.model)
    return taken


def _all_picked(parcel: Parcel) -> None:
    """The parcel's row is locked first, so that of the last two boxes one sees the other."""
    Parcel.objects.select_for_update().get(pk=parcel.pk)
    if not parcel.boxes.filter(picked_at=None).exists():
        Parcel.objects.filter(pk=parcel.pk, state=State.RESERVED).update(state=State.PICKED)
    parcel.refresh_from_db(fields=_CHANGING)


def _goes_on(parcel: Parcel) -> None:
    if not Organization.objects.filter(pk=parcel.organization_id, ended_at=None).exists():
        raise EndedError


def _move(parcel: Parcel, begins: tuple[Parcel.State, ...], state: Parcel.State, **changes: object) -> None:
    same = Parcel.objects.filter(pk=parcel.pk, state__in=begins)
    if same.update(state=state, **changes) != 1:
        raise ParcelError(parcel.number)
    parcel.refresh_from_db(fields=_CHANGING)


def _free_number() -> str:
    while Parcel.objects.filter(number=(number := f"P{new_number()}")).exists():
        pass
    return number
