"""Units get what is written into a camera and printed on its box: when they are registered, wiped, or lost their label."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.logistics.codes import code_hash, key_hash, new_code, new_key
from harimi.service.logistics.holdings import forget_unit
from harimi.service.logistics.models import StockPlace, Unit, UnitEvent
from harimi.service.logistics.steps import note, step
from harimi.service.logistics.unit_errors import SerialKnownError

State, What = Unit.State, UnitEvent.What


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
        note(unit, What.REGISTERED, actor)
        made.append(told)
    return made


@transaction.atomic
def wipe(unit: Unit, actor: User) -> Secrets:
    """Emptied and in stock again, with a new key and a new code; nothing of it leads to whoever had it before."""
    told = Secrets(unit.serial, new_key(), new_code())
    changes = {"state": State.STOCK, "organization": None, "device": None, **_hashes(told)}
    forget_unit(unit)
    step(unit, (State.RETURNED,), What.WIPED, actor, **changes)
    return told


@transaction.atomic
def renew_code(unit: Unit, actor: User) -> Secrets:
    """Another key and code for a unit whose label was lost, or which was read by others; the old ones are good no more."""
    told = Secrets(unit.serial, new_key(), new_code())
    step(unit, (State.STOCK, State.SHIPPED), What.NEW_CODE, actor, **_hashes(told))
    return told


def _hashes(told: Secrets) -> dict[str, str]:
    return {"key_hash": key_hash(told.key), "code_hash": code_hash(told.code), "code_end": told.code[-4:]}
