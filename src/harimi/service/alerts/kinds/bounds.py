"""Limits at two levels: the control limits (管理値) and the specification limits (規格値), above and below."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Self

from pydantic import model_validator

from harimi.service.alerts.days import is_off
from harimi.service.alerts.kinds.form import Exact, KindSettings, exact
from harimi.service.alerts.series import Series
from harimi.service.alerts.spells import ALARM, WARNING, Figures
from harimi.service.meters.values import scaled


class Bounds(KindSettings):
    """What a value may not be above or below; None where it may."""

    above: Exact | None = None
    below: Exact | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.above is not None and self.below is not None and self.below > self.above:
            raise ValueError("the lower limit is above the upper one")
        return self


class Levels(KindSettings):
    """The bounds of both levels; at least one is told."""

    warning: Bounds = Bounds()
    alarm: Bounds = Bounds()

    @model_validator(mode="after")
    def _something(self) -> Self:
        if all(one is None for part in (self.warning, self.alarm) for one in (part.above, part.below)):
            raise ValueError("no limit is told")
        return self


class Limited(Levels):
    """Bounds, others for days off where they are told, and by how much a value must be back inside before it is over."""

    off_days: Levels | None = None
    hysteresis: Exact = Decimal(0)


@dataclass(frozen=True, slots=True)
class Broken:
    """A limit that was broken: at which level, which limit, and by how much."""

    level: str
    side: str
    limit: int
    by: int

    def figures(self, value: int, decimals: int) -> Figures:
        """What explains it."""
        return {"value": exact(value, decimals), "limit": exact(self.limit, decimals), self.side: True}


def held_on(settings: Limited, at: datetime, series: Series) -> Levels:
    """The bounds of a moment's day."""
    off = settings.off_days is not None and is_off(at.astimezone(series.zone).date())
    return settings.off_days if off and settings.off_days is not None else settings


def broken(levels: Levels, value: int, decimals: int, held: str | None, back: Decimal = Decimal(0)) -> Broken | None:
    """The worst limit that a scaled value breaks; one of a level that it has already holds until it is `back` inside."""
    for level, bounds in ((ALARM, levels.alarm), (WARNING, levels.warning)):
        kept = held in (ALARM, level)
        by = scaled(back, decimals) if kept else 0
        for side, limit in (("upper", bounds.above), ("lower", bounds.below)):
            if limit is None:
                continue
            exactly = scaled(limit, decimals)
            over = value - exactly if side == "upper" else exactly - value
            if over > 0 or (kept and by > 0 and over > -by):
                return Broken(level, side, exactly, over)
    return None
