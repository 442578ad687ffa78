"""How prices are told and answered: yen with up to four decimals, hours of days, tiers."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from harimi.service.api.v1.caller import refused
from harimi.service.api.v1.words import Name, Sent
from harimi.service.letting.models import TariffVersion
from harimi.service.letting.models.tariffs import UNIT_OF_RATE

MOST_YEN = 99_999_999
MOST_TIERS, MOST_WINDOWS = 5, 4
Rate = Annotated[Decimal, Field(ge=0, le=MOST_YEN, max_digits=12, decimal_places=4, examples=["24.5"])]
Yen = Annotated[int, Field(ge=0, le=MOST_YEN)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))]


class Tier(Sent):
    """Up to so many units a month, null for all above, each at `rate` yen."""

    upto: int | None = Field(None, ge=1, le=10**9)
    rate: Rate


class Window(Sent):
    """Hours of days in which a unit costs otherwise, from one hour to another, over midnight too.

    `working` days and days `off` know Japan's public holidays; to `weekday` and `weekend` they are days like others.
    """

    name: Annotated[Name, Field(max_length=40)]
    days: Literal["all", "weekday", "weekend", "working", "off"]
    from_hour: int = Field(ge=0, le=23)
    to_hour: int = Field(ge=0, le=24)
    rate: Rate


class Prices(Sent):
    """Prices from the day `since` on: `base_yen` and `minimum_yen` a month, `tax` in percent, in the prices where `with_tax`.

    Where there are `windows`, the first that fits counts, and the single tier is the rate of all other hours.
    """

    since: Day
    base_yen: Yen = 0
    minimum_yen: Yen = 0
    tiers: list[Tier] = Field(min_length=1, max_length=MOST_TIERS)
    windows: list[Window] = Field([], max_length=MOST_WINDOWS)
    tax: Literal[0, 8, 10] = 10
    with_tax: bool = True

    def told(self) -> dict[str, Any]:
        """As services have it."""
        if any(one.from_hour == one.to_hour for one in self.windows):
            raise refused("windows", "a window has another hour at its end")
        names = ("base_yen", "minimum_yen", "tax", "with_tax")
        tiers = [{"upto": one.upto, "rate": _kept(one.rate)} for one in self.tiers]
        windows = [
            {"name": one.name, "days": one.days, "from": one.from_hour, "to": one.to_hour, "rate": _kept(one.rate)}
            for one in self.windows
        ]
        return {name: getattr(self, name) for name in names} | {"tiers": tiers, "windows": windows}


class NewTariff(Sent):
    """How a tariff is called, and of which unit it is, as registers have it."""

    name: Annotated[Name, Field(max_length=80)]
    unit: str = Field(min_length=1, max_length=20, examples=["kWh"])


class TierTold(BaseModel):
    """Up to so many units a month, null for all above, each at `rate` yen."""

    upto: int | None
    rate: Decimal


class WindowTold(BaseModel):
    """Hours of days in which a unit costs otherwise."""

    name: str
    days: str
    from_hour: int
    to_hour: int
    rate: Decimal


class PricesTold(BaseModel):
    """Prices from a day on, as they were told."""

    since: date
    base_yen: int
    minimum_yen: int
    tiers: list[TierTold]
    windows: list[WindowTold]
    tax: int
    with_tax: bool


def told_prices(row: TariffVersion) -> PricesTold:
    """A version of a tariff as it is answered."""
    names = ("since", "base_yen", "minimum_yen", "tax", "with_tax")
    tiers = [TierTold(upto=one["upto"], rate=_rate(one["rate"])) for one in row.tiers]
    windows = [
        WindowTold(name=one["name"], days=one["days"], from_hour=one["from"], to_hour=one["to"], rate=_rate(one["rate"]))
        for one in row.windows
    ]
    return PricesTold(tiers=tiers, windows=windows, **{name: getattr(row, name) for name in names})


def _rate(kept: int) -> Decimal:
    return Decimal(kept) / UNIT_OF_RATE


def _kept(rate: Decimal) -> int:
    return int(rate * UNIT_OF_RATE)
