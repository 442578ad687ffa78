"""A step of a unit's life: taken once, and written down with who and when."""

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.logistics.models import Unit, UnitEvent
from harimi.service.logistics.unit_errors import WrongStateError


def step(unit: Unit, begins: tuple[Unit.State, ...], what: UnitEvent.What, actor: User | None, **changes: object) -> None:
    """The step and its event, or a `WrongStateError`: two people who take the same step at once take it once."""
    with transaction.atomic():
        same = Unit.objects.filter(pk=unit.pk, state__in=begins)
        if same.update(since=timezone.now(), **changes) != 1:
            raise WrongStateError(unit.serial)
        unit.refresh_from_db()
        note(unit, what, actor)


def note(unit: Unit, what: UnitEvent.What, actor: User | None) -> None:
    """It stands in the unit's history, with whose the unit is at that moment."""
    UnitEvent.objects.create(unit=unit, what=what, actor=actor, organization=unit.organization)
