"""How statements are answered, and what would be on them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from harimi.service.api.v1.caller import refused
from harimi.service.api.v1.invoices import Tax
from harimi.service.api.v1.words import Listed, Sent, one_of
from harimi.service.letting import paying
from harimi.service.letting.models import Statement as StatementRow
from harimi.service.letting.models import StatementLine, StatementMeter
from harimi.service.letting.models.tariffs import UNIT_OF_RATE
from harimi.service.privacy.days import today
from harimi.service.readings.report_period import period_named

Month = Annotated[str, StringConstraints(pattern="^[0-9]{4}-[0-9]{2}$"), Field(examples=["2026-04"])]


class OfMonth(Sent):
    """Which month."""

    month: Month

    def first(self) -> date:
        """Its first day."""
        known = period_named(self.month, today())
        if known is None or known[0] != "month":
            raise refused("bad_month", "a month such as 2026-04 that has begun, from 2000 on")
        return known[1]


class StatementOf(BaseModel):
    """What a tenant is billed for a `month`, by its first day; or a `credit`, which takes `of_id` back or gives more back.

    `open` is what is not paid of it, negative where it is to be given back; nothing is of one that was taken back, as
    `taken_back_by` says. `paid_yen` came, or went back, by `paid_on`.
    """

    id: UUID
    number: str
    kind: Annotated[StatementRow.Kind, one_of(StatementRow.Kind)]
    tenant_id: UUID
    tenant_name: str
    month: date
    issued_on: date
    due_on: date | None
    total: int
    taxes: list[Tax]
    of_id: UUID | None
    taken_back_by: UUID | None
    reason: str
    paid_on: date | None
    paid_yen: int
    open: int


class Billed(BaseModel):
    """One line: `yen` for the days `first` to `last` of a month of a register; `tax` in percent, in it where `with_tax`.

    `quantity` at `rate` yen; days for `base` and `minimum`. `about` says how it came, by the kind.
    """

    register_id: UUID
    meter: str
    unit: str
    kind: Annotated[StatementLine.Kind, one_of(StatementLine.Kind)]
    month: date
    first: date
    last: date
    quantity: Decimal
    rate: Decimal
    yen: int
    tax: int
    with_tax: bool
    about: dict[str, Any]


class Counted(BaseModel):
    """What a register showed at both borders, and the readings nearest to them with their photographs, while these are kept.

    One that is `rough` lies between readings more than a day apart.
    """

    register_id: UUID
    meter: str
    serial: str
    unit: str
    since: datetime
    until: datetime
    opening: Decimal
    closing: Decimal
    opening_rough: bool
    closing_rough: bool
    first_at: datetime
    first_value: Decimal
    first_photograph: int | None
    last_at: datetime
    last_value: Decimal
    last_photograph: int | None
    multiplier: Decimal
    used: Decimal
    shared: bool


class Statement(StatementOf):
    """The same with its lines, and the readings that it rests on."""

    lines: list[Billed]
    meters: list[Counted]


class Statements(Listed):
    """A page of statements, the newest first."""

    data: list[StatementOf]


def told_statement(row: StatementRow) -> Statement:
    """A statement with all that it says."""
    lines = [_line(one) for one in row.lines.all()]
    return Statement(**_head(row), lines=lines, meters=[_meter(one) for one in row.meters.all()])


def listed_statement(row: StatementRow) -> StatementOf:
    """A statement in a list."""
    return StatementOf(**_head(row))


def _head(row: StatementRow) -> dict[str, Any]:
    names = ("id", "number", "kind", "tenant_id", "tenant_name", "month", "issued_on", "due_on", "total", "of_id", "reason")
    paid, back = getattr(row, "paid", None), getattr(row, "taken_back_by", None)
    return {name: getattr(row, name) for name in names} | {
        "taxes": [Tax(rate=one["rate"], net=one["net"], tax=one["tax"]) for one in row.taxes],
        "taken_back_by": None if back is None else back.pk,
        "paid_on": None if paid is None else paid.day,
        "paid_yen": paying.paid_yen(row),
        "open": 0 if back is not None else paying.open_yen(row),
    }


def _line(row: StatementLine) -> Billed:
    names = ("register_id", "meter", "unit", "kind", "month", "first", "last", "yen", "tax", "with_tax", "about")
    quantity, rate = _exact(row.quantity, row.decimals), Decimal(row.rate) / UNIT_OF_RATE
    return Billed(quantity=quantity, rate=rate, **{name: getattr(row, name) for name in names})


def _meter(row: StatementMeter) -> Counted:
    names = (
        "register_id",
        "meter",
        "serial",
        "unit",
        "since",
        "until",
        "opening_rough",
        "closing_rough",
        "first_at",
        "last_at",
    )
    told: dict[str, Any] = {name: getattr(row, name) for name in (*names, "multiplier", "shared")}
    values = ("opening", "closing", "first_value", "last_value")
    told |= {name: _exact(getattr(row, name), row.decimals) for name in values}
    told |= {"first_photograph": row.first_cut_id, "last_photograph": row.last_cut_id}
    return Counted(used=_exact(row.used, row.used_decimals), **told)


def _exact(value: int, decimals: int) -> Decimal:
    return Decimal(value).scaleb(-decimals)
