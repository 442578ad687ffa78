"""Exchanges: another instrument is put in the place of a counter, whose values go on where the old one stopped."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Query, UploadedFile
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.device.photographs import problem_of
from harimi.service.api.v1.caller import allowed, found, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.limiting import count_photograph
from harimi.service.api.v1.looking import MOST
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.registers import registers_of
from harimi.service.api.v1.words import Amount, Listed, Sent, Short, Then
from harimi.service.captures.registration import Shown
from harimi.service.captures.services import CaptureError
from harimi.service.meters.models import Register
from harimi.service.meters.values import plain
from harimi.service.readings.exchanging import BelowLastError, Instrument, OrderError, Side, Swap, TooLongError, exchange
from harimi.service.readings.models import Exchange as ExchangeRow
from harimi.service.readings.settled import ImpossibleError, TooEarlyError
from harimi.service.readings.showing import with_part
from harimi.vision.photo import PhotoError

exchange_calls = Subject("exchanges", "Instruments that were put in the place of others, and the values at which that was.")
CODES: dict[type[ValueError], str] = {
    BelowLastError: "below_last",
    ImpossibleError: "impossible",
    OrderError: "exchanged_later",
    TooEarlyError: "yet_to_come",
    TooLongError: "too_large",
}


class NewExchange(Sent):
    """The old instrument's last value, the new one's first, and what the new one is like.

    `digits` are all of its places, `decimals` of which stand behind the point. `model`, `digits`, `decimals` and `multiplier`
    stay as they were where they are left out. `same_look` where the face of the old one fits the new one.
    """

    at: Then
    last_value: Amount = Field(ge=0)
    first_value: Amount = Field(Decimal(0), ge=0)
    model: Short | None = None
    serial: Short = ""
    expires_on: date | None = Field(None, ge=date(1990, 1, 1), le=date(2100, 1, 1))
    digits: int | None = Field(None, ge=1, le=16)
    decimals: int | None = Field(None, ge=0, le=15)
    multiplier: Decimal | None = Field(None, gt=0, max_digits=14, decimal_places=6)
    same_look: bool = False


class Exchange(BaseModel):
    """An exchange. `model` and `serial` are those of the old instrument; those of the new one stand with the meter."""

    at: datetime
    last_value: Decimal
    first_value: Decimal
    last_photograph_id: int | None
    first_photograph_id: int | None
    model: str
    serial: str


class Exchanges(Listed):
    """A page of exchanges, newest first."""

    data: list[Exchange]


@exchange_calls.get("/registers/{register_id}/exchanges", Scope.METERS_READ, Exchanges, missing=True)
def list_exchanges(request: HttpRequest, register_id: UUID, paging: Query[Paging]) -> Exchanges:
    """The exchanges of a register's instrument, newest first."""
    register = found(registers_of(allowed(request, Action.SEE)), pk=register_id)
    part = part_of(request, register.exchanges.all(), ("-at",), paging)
    return Exchanges(data=[_told(one, register) for one in part.rows], next=part.next)


@exchange_calls.send("/registers/{register_id}/exchanges", Scope.METERS_WRITE, Exchange, also=(404, 409, 415), most=2 * MOST)
def exchange_instrument(
    request: HttpRequest,
    register_id: UUID,
    told: Form[NewExchange],
    last_photo: File[UploadedFile | None] = None,
    first_photo: File[UploadedFile | None] = None,
) -> Exchange:
    """Puts another instrument in the place of a counter; what was read since is judged again.

    The photographs are kept as the evidence of the two values. The same values for the same moment are one exchange.
    """
    who = allowed(request, Action.CHANGE_METERS)
    register = found(registers_of(who), pk=register_id)
    if not register.counts_up:
        raise refused("no_counter", "only a counter is exchanged; of all others change the meter's serial number")
    new, photos = _new(register, told), [one for one in (last_photo, first_photo) if one is not None]
    for _ in photos:
        count_photograph(request, who.token)
    last, first = _side(register, told.last_value, last_photo), _side(register, told.first_value, first_photo)
    try:
        return _told(exchange(Swap(register, told.at, last, first, new, who.user)), register)
    except tuple(CODES) as error:
        raise refused(CODES[type(error)], error) from error
    except (PhotoError, CaptureError) as error:
        raise problem_of(error) from error


def _side(register: Register, value: Decimal, photo: UploadedFile | None) -> Side:
    return Side(value, None if photo is None else with_part(register, Shown(photo.read())))


def _new(register: Register, told: NewExchange) -> Instrument:
    digits = register.digits if told.digits is None else told.digits
    decimals = register.decimals if told.decimals is None else told.decimals
    if told.digits is not None and decimals > digits:
        raise refused("bad_digits", "digits are all places, decimals included")
    return Instrument(
        model=register.meter.model if told.model is None else told.model,
        serial=told.serial,
        expires_on=told.expires_on,
        digits=digits,
        decimals=decimals,
        multiplier=told.multiplier or register.multiplier,
        same_look=told.same_look,
    )


def _told(row: ExchangeRow, register: Register) -> Exchange:
    last, first = (plain(value, register.decimals) for value in (row.last_value, row.first_value))
    pictures = {"last_photograph_id": row.last_picture_id, "first_photograph_id": row.first_picture_id}
    at = row.at.astimezone(UTC)
    return Exchange(at=at, last_value=last, first_value=first, **pictures, model=row.model, serial=row.serial)
