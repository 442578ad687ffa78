"""What cameras in boxes hold about organizations: who has one. The thing itself leads to nobody and stays."""

from django.db.models import QuerySet

from harimi.service.logistics.models import ParcelUnit, Unit, UnitEvent
from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(
        Subject.Kind.ORGANIZATION,
        {
            "logistics_unit": "organization__subject",
            "logistics_unitevent": "organization__subject",
            "logistics_parcel": "organization__subject",
            "logistics_parcelline": "parcel__organization__subject",
            "logistics_parcelunit": "parcel__organization__subject",
            "logistics_fault": "device__organization__subject",
        },
        unlink={"logistics_unit": _units, "logistics_unitevent": forget_steps},
    )


def _units(rows: QuerySet[Unit]) -> None:
    """What is still out there is taken back as before, from nobody; what was only reserved is in stock again."""
    rows.filter(state=Unit.State.RESERVED).update(state=Unit.State.STOCK)
    rows.update(organization=None, device=None, wanted_back_at=None, reminded=0)


def forget_steps(events: QuerySet[UnitEvent]) -> None:
    """The steps lead to nobody but the operator's staff; who claimed the unit was the customer."""
    events.filter(what=UnitEvent.What.CLAIMED).update(actor=None)
    events.update(organization=None)


def forget_unit(unit: Unit) -> None:
    """Nothing leads from a unit to whoever had it any more."""
    forget_steps(unit.events.all())
    ParcelUnit.objects.filter(unit=unit).update(unit=None)
