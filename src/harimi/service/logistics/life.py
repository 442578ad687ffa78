"""Where a unit is and for whom: reserved, shipped, moved, asked back, taken back, retired."""

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.devices.activity import note_device
from harimi.service.devices.services import stop
from harimi.service.logistics.holdings import forget_unit
from harimi.service.logistics.models import StockPlace, Unit, UnitEvent
from harimi.service.logistics.steps import step

State, What = Unit.State, UnitEvent.What


def ship(unit: Unit, organization: Organization, actor: User) -> None:
    """Sent to an organization, whose members may claim it by the code on its box."""
    step(unit, (State.STOCK,), What.SHIPPED, actor, state=State.SHIPPED, organization=organization, place=None)


def reserve(unit: Unit, organization: Organization, actor: User) -> None:
    """For an organization, and for nobody else."""
    step(unit, (State.STOCK,), What.RESERVED, actor, state=State.RESERVED, organization=organization)


@transaction.atomic
def release(unit: Unit, actor: User) -> None:
    """In stock again; for whom it was reserved is forgotten."""
    step(unit, (State.RESERVED,), What.RELEASED, actor, state=State.STOCK, organization=None)
    forget_unit(unit)


def hand_over(unit: Unit, actor: User) -> None:
    """What was reserved for an organization leaves the house."""
    step(unit, (State.RESERVED,), What.SHIPPED, actor, state=State.SHIPPED, place=None)


def move(unit: Unit, place: StockPlace, actor: User) -> None:
    """It lies elsewhere now; what is reserved stays where it was found."""
    step(unit, (State.STOCK, State.RETURNED), What.MOVED, actor, place=place)


def ask_back(unit: Unit, actor: User | None) -> None:
    """It is expected back from now on; its customer is reminded of that."""
    step(unit, (State.SHIPPED, State.CLAIMED), What.ASKED_BACK, actor, wanted_back_at=timezone.now(), reminded=0)


@transaction.atomic
def take_back(unit: Unit, actor: User, place: StockPlace | None = None) -> None:
    """The box came back: its device is heard no more, and stays with its customer's data."""
    changes: dict[str, object] = {"state": State.RETURNED, "place": place, "wanted_back_at": None, "reminded": 0}
    step(unit, (State.SHIPPED, State.CLAIMED), What.RETURNED, actor, **changes)
    if unit.device is not None:
        stop(unit.device)
        note_device(unit.device, "stopped", None)
        Unit.objects.filter(pk=unit.pk).update(device=None)


@transaction.atomic
def retire(unit: Unit, actor: User) -> None:
    """Out of use for ever; what it was to somebody is forgotten as by wiping."""
    forget_unit(unit)
    changes: dict[str, object] = {"state": State.RETIRED, "organization": None, "device": None, "place": None}
    step(unit, (State.STOCK, State.RETURNED), What.RETIRED, actor, **changes)
