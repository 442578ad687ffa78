"""What is in stock: how many of which model in which room, of what there is too little, and whether that is true."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count

from harimi.service.accounts.models import User
from harimi.service.logistics import life
from harimi.service.logistics.models import StockLevel, StockPlace, Unit
from harimi.service.logistics.scanning import scanned
from harimi.service.logistics.unit_errors import UnitError

State = Unit.State
HERE = (State.STOCK, State.RESERVED, State.RETURNED)
"""The states of a unit that lies in one of the operator's rooms."""


@dataclass(frozen=True, slots=True)
class Row:
    """How many of a model lie in a room, by their state; `place` is None for those of which nobody said where they are."""

    model: str
    place: StockPlace | None
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Level:
    """Of a model so many are free in all, and so many should be at least."""

    model: str
    free: int
    least: int

    @property
    def low(self) -> bool:
        """Whether there are too few."""
        return self.free < self.least


@dataclass(slots=True)
class Counted:
    """What an inventory found: units that are where they should be, that are not, that should not be, and unknown words."""

    there: list[Unit] = field(default_factory=list)
    missing: list[Unit] = field(default_factory=list)
    elsewhere: list[Unit] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


class NoSuchUnitError(UnitError):
    """What was typed is the code or the serial number of no unit."""

    code = "no_such_unit"


def table() -> list[Row]:
    """Every model and room in which something is, in this order."""
    names = {one.pk: one for one in StockPlace.objects.all()}
    rows: dict[tuple[str, int | None], Row] = {}
    told = Unit.objects.filter(state__in=HERE).order_by("model", "place__name").values_list("model", "place", "state")
    for model, place, state, count in told.annotate(n=Count("pk")):
        row = rows.setdefault((model, place), Row(model, names.get(place), dict.fromkeys(HERE, 0)))
        row.counts[State(state)] = count
    return list(rows.values())


def levels() -> list[Level]:
    """Of every model that is in stock or should be."""
    least = dict(StockLevel.objects.values_list("model", "least"))
    known = Unit.objects.exclude(state=State.RETIRED).order_by().values_list("model", flat=True).distinct()
    free = dict(Unit.objects.filter(state=State.STOCK).order_by().values_list("model").annotate(n=Count("pk")))
    return [Level(one, free.get(one, 0), least.get(one, 0)) for one in sorted({*known, *least})]


def set_least(model: str, least: int) -> None:
    """Of the model so many should be in stock; none at all forgets it."""
    if least:
        StockLevel.objects.update_or_create(model=model, defaults={"least": least})
    else:
        StockLevel.objects.filter(model=model).delete()


@transaction.atomic
def move(typed: Iterable[str], place: StockPlace, actor: User) -> int:
    """All of them lie there from now on, or none. Raises a `UnitError` with what was typed."""
    moved = 0
    for one in typed:
        unit = scanned(one)
        if unit is None:
            raise NoSuchUnitError(one)
        life.move(unit, place, actor)
        moved += 1
    return moved


def count(place: StockPlace, typed: Sequence[str]) -> Counted:
    """Compares what was scanned in a room with what should be there. It changes nothing."""
    found, seen = Counted(), set()
    for one in typed:
        unit = scanned(one)
        if unit is None:
            found.unknown.append(one)
        elif unit.pk not in seen:
            seen.add(unit.pk)
            (found.there if _lies(unit, place) else found.elsewhere).append(unit)
    found.missing = list(place.units.filter(state__in=HERE).exclude(pk__in=seen).order_by("serial"))
    return found


def _lies(unit: Unit, place: StockPlace) -> bool:
    return unit.place_id == place.pk and unit.state in HERE
