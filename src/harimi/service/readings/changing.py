"""What a register is like is set right: what one unit stands for, where it rolls over, how fast it can be."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from harimi.service.accounts.models import User
from harimi.service.meters.activity import note_meter
from harimi.service.meters.models import Register, RegisterSetting
from harimi.service.meters.states import Named
from harimi.service.meters.values import places, scaled
from harimi.service.readings.exchanging import OrderError
from harimi.service.readings.marking import mark
from harimi.service.readings.models import TRUSTED, Reading
from harimi.service.readings.recounting import count_anew


class DigitsError(ValueError):
    """Too few digits for what the counter showed."""


@dataclass(frozen=True, slots=True)
class Wished:
    """How the register is to be; the multiplier from `since` on, or for all that was ever read where that is None; None leaves
    the names of lamps as they are."""

    unit: str
    multiplier: Decimal
    since: datetime | None
    digits: int
    max_per_hour: Decimal | None
    name: str = ""
    states: Named | None = None


def change(register: Register, wished: Wished, *, actor: User) -> None:
    """Writes what is wished. Usage is counted anew where the multiplier changed, readings are judged anew where limits did.

    Raises a `DigitsError` for a counter that could not have shown what it did, and an `OrderError` for a multiplier from a day
    before an exchange.
    """
    limits = _limits(register, wished)
    lamps = register.states if wished.states is None else wished.states
    plainly = {**limits, "unit": wished.unit, "name": wished.name, "states": lamps}
    if wished.multiplier == register.multiplier and all(getattr(register, name) == value for name, value in plainly.items()):
        return
    with transaction.atomic():
        if wished.multiplier != register.multiplier:
            _multiply(register, wished)
        judged = any(getattr(register, name) != value for name, value in limits.items())
        for name, value in plainly.items():
            setattr(register, name, value)
        register.save()
        note_meter(register.meter, "settings", actor)
        first = _first(register)
        if judged and first is not None:
            mark(register, first)


def _limits(register: Register, wished: Wished) -> dict[str, int | None]:
    most = None if wished.max_per_hour is None else scaled(wished.max_per_hour, register.decimals)
    rolls = register.rolls_over_at
    if register.counts_up and wished.digits != register.digits:
        rolls = 10**wished.digits
        if wished.digits < max(1, register.decimals) or rolls <= _largest(register):
            raise DigitsError(f"{wished.digits} digits are too few")
    return {"digits": wished.digits, "max_per_hour": most, "rolls_over_at": rolls}


def _largest(register: Register) -> int:
    """The largest value that the present instrument showed."""
    since = register.exchanges.order_by("-at").values_list("at", flat=True).first()
    shown = Reading.objects.filter(register=register, state__in=TRUSTED)
    found = (shown if since is None else shown.filter(at__gte=since)).aggregate(most=Max("value"))["most"]
    return found or 0


def _multiply(register: Register, wished: Wished) -> None:
    """The old multiplier is kept until the new one begins; one that was wrong from the beginning leaves nothing behind."""
    if wished.since is None:
        register.settings.update(multiplier=wished.multiplier)
    else:
        if register.exchanges.filter(at__gt=wished.since).exists():
            raise OrderError("an exchange stands after that day")
        later = register.settings.filter(until__gt=wished.since).order_by("until").first()
        held = {name: getattr(later or register, name) for name in _KEPT}
        RegisterSetting.objects.update_or_create(register=register, until=wished.since, defaults=held)
        register.settings.filter(until__gt=wished.since).update(multiplier=wished.multiplier)
    finer = max(register.finer, places(wished.multiplier))
    since = _first(register) if wished.since is None or finer != register.finer else wished.since
    register.multiplier, register.finer = wished.multiplier, finer
    if since is not None:
        count_anew(register, since)


_KEPT = ("display", "digits", "low", "high", "rolls_over_at", "max_per_hour", "multiplier")


def _first(register: Register) -> datetime | None:
    """When it was first read."""
    return Reading.objects.filter(register=register).order_by("at").values_list("at", flat=True).first()
