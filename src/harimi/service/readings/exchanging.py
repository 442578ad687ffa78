"""Another instrument is put in a meter's place: the old one's last value, the new one's first, and what it is like."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.captures.models import Cut
from harimi.service.captures.registration import Shown, kept_by_hand
from harimi.service.devices.services import look_anew
from harimi.service.meters.activity import note_meter
from harimi.service.meters.models import Meter, Register, RegisterSetting
from harimi.service.meters.values import places, plain, scaled, storable
from harimi.service.readings.by_hand import say
from harimi.service.readings.carrying import Carrier, last_trusted
from harimi.service.readings.models import Exchange
from harimi.service.readings.recounting import count_all
from harimi.service.readings.settled import TooEarlyError, Word, possible

JUST_BEFORE = timedelta(seconds=1)
"""The old one's last reading stands so long before the new one's first: two values cannot stand in one moment."""


class BelowLastError(ValueError):
    """The old instrument's last value is below one that was read before."""

    def __init__(self, last: int) -> None:
        super().__init__(f"the value is below {last}, which was read before")
        self.last = last


class OrderError(ValueError):
    """An exchange before another one of the same meter."""


class TooLongError(ValueError):
    """The new instrument has more digits than can be kept beside the register's decimals."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two showed, and its photograph."""

    value: Decimal
    photo: Shown | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """What the new instrument is like; `digits` are all of its places, `decimals` of which stand behind the point."""

    model: str = ""
    serial: str = ""
    expires_on: date | None = None
    digits: int = 0
    decimals: int = 0
    multiplier: Decimal = Decimal(1)
    same_look: bool = False


@dataclass(frozen=True, slots=True)
class Swap:
    """The exchange of the instrument behind one register at a moment, and who says so."""

    register: Register
    at: datetime
    last: Side
    first: Side
    new: Instrument
    actor: User


def exchange(swap: Swap) -> Exchange:
    """1. What held for the old instrument is kept until the moment of the exchange.
    2. Its last value stands just before that moment, the new one's first value in it; between them nothing is used.
    3. The meter gets the new one's marks; a camera whose view changed is set up anew from then on.
    4. Everything after the moment is judged again.

    Told again as it was told, it changes nothing. Raises a `BelowLastError`, an `OrderError`, a `TooLongError`, an
    `ImpossibleError`, a `TooEarlyError`, or what photographs are refused for.
    """
    register, meter = swap.register, swap.register.meter
    if (known := _known(swap)) is not None:
        return known
    _checked(swap)
    before = swap.at - JUST_BEFORE
    old = None if swap.last.photo is None else kept_by_hand(meter, swap.last.photo, before)
    new = None if swap.first.photo is None else kept_by_hand(meter, swap.first.photo, swap.at)
    with transaction.atomic():
        list(Register.objects.select_for_update().filter(pk=register.pk).values_list("pk"))  # another may say so meanwhile
        if (known := _known(swap)) is not None:
            return known
        last = _checked(swap)
        say(register, before, Word(swap.last.value, swap.actor), old)
        finer = register.finer
        _new_settings(register, swap)
        if register.finer > finer:
            count_all(meter)
        made = _recorded(swap, last, old, new)
        say(register, swap.at, Word(swap.first.value, swap.actor), new)
        _new_marks(meter, swap)
        note_meter(meter, "exchanged", swap.actor)
    return made


def _known(swap: Swap) -> Exchange | None:
    """The same exchange, told before."""
    found, decimals = swap.register.exchanges.filter(at=swap.at).first(), swap.register.decimals
    if found is None or [plain(value, decimals) for value in (found.last_value, found.first_value)] != _said(swap):
        return None
    return found


def _said(swap: Swap) -> list[Decimal]:
    return [swap.last.value, swap.first.value]


def _checked(swap: Swap) -> int:
    """The old one's last value, scaled."""
    if swap.at > timezone.now():
        raise TooEarlyError(f"{swap.at.isoformat()} is yet to come")
    if not storable(Decimal(10) ** (swap.new.digits - swap.new.decimals), swap.register.decimals):
        raise TooLongError("the new instrument has more digits than can be kept")
    if swap.register.exchanges.filter(at__gte=swap.at).exists() or swap.register.settings.filter(until__gt=swap.at).exists():
        raise OrderError("a later exchange or multiplier stands already")
    exact = possible(swap.register, swap.last.value)
    before = last_trusted(swap.register, swap.at - JUST_BEFORE)
    if exact is None:
        raise BelowLastError(0)
    if swap.register.counts_up and before is not None and before.value is not None:
        at = swap.at - JUST_BEFORE
        if Carrier(swap.register).falls((before.at, before.value), exact, at):
            raise BelowLastError(before.value)
    return exact


def _new_settings(register: Register, swap: Swap) -> None:
    fields = [field.name for field in RegisterSetting._meta.fields if field.name not in ("id", "register", "until")]
    held = {name: getattr(register, name) for name in fields}
    RegisterSetting.objects.get_or_create(register=register, until=swap.at, defaults=held)
    if swap.new.digits:
        register.digits = swap.new.digits
        if register.counts_up:
            register.rolls_over_at = 10 ** (swap.new.digits - swap.new.decimals + register.decimals)
    register.multiplier = swap.new.multiplier
    register.finer = max(register.finer, places(swap.new.multiplier))
    register.save()


def _recorded(swap: Swap, last: int, old: Cut | None, new: Cut | None) -> Exchange:
    meter = swap.register.meter
    return Exchange.objects.create(
        register=swap.register,
        at=swap.at,
        last_value=last,
        first_value=scaled(swap.first.value, swap.register.decimals),
        last_picture=old,
        first_picture=new,
        model=meter.model,
        serial=meter.serial,
        made_by=swap.actor,
    )


def _new_marks(meter: Meter, swap: Swap) -> None:
    meter.model, meter.serial, meter.expires_on = swap.new.model, swap.new.serial, swap.new.expires_on
    meter.save(update_fields=["model", "serial", "expires_on"])
    if swap.new.same_look:
        return
    for installation in meter.installations.filter(until=None, device__kind="camera").select_related("device", "meter"):
        look_anew(installation)
