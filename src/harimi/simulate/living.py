"""How living meters move: a household's water, a plant's pressure, a house's electricity, moment by moment."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from harimi.simulate.meters import DrawnMeter, EnergyMeter, PressureGauge, WaterMeter

Rng = np.random.Generator
_MORNING, _EVENING = 7.0, 20.0


@dataclass(frozen=True)
class Moment:
    """What a meter truly showed at a time."""

    at: datetime
    value: Decimal


@dataclass(frozen=True)
class LivingMeter:
    """A drawn meter with its life. `max_per_hour` is None for a gauge, whose value goes up and down.

    A reading is right within `tolerance` of the truth: none on a display of digits, two units of the last place on hands,
    2 % of the scale on a gauge.
    """

    id: str
    look: DrawnMeter
    start: Decimal
    step: Callable[[Decimal, datetime, timedelta, Rng], Decimal]
    max_per_hour: Decimal | None
    tolerance: Decimal

    def moments(self, start: datetime, every: timedelta, count: int, rng: Rng) -> Iterator[Moment]:
        """`count` moments from `start` on, one each `every`."""
        value = self.start
        for n in range(count):
            at = start + n * every
            yield Moment(at, value)
            value = self.step(value, at, every, rng)


def household() -> tuple[LivingMeter, ...]:
    """The three meters of the demo."""
    return (
        LivingMeter("water", WaterMeter(), Decimal("1189.2776"), _water, Decimal(3), Decimal("0.0002")),
        LivingMeter("pressure", PressureGauge(), Decimal("0.62"), _pressure, None, Decimal("0.032")),
        LivingMeter("energy", EnergyMeter(), Decimal("8765.41"), _energy, Decimal(12), Decimal(0)),
    )


def _awake(at: datetime) -> float:
    """How busy a household is at this hour: 0 asleep, 1 at breakfast and in the evening."""
    hour = at.hour + at.minute / 60
    morning, evening = np.exp(-(((hour - _MORNING) / 1.3) ** 2)), np.exp(-(((hour - _EVENING) / 2.5) ** 2))
    return float(min(1.0, 0.04 + morning + evening + (0.2 if 9 < hour < 18 else 0.0)))


def _water(value: Decimal, at: datetime, every: timedelta, rng: Rng) -> Decimal:
    """Taps and machines open at random, more often when the house is awake; each takes 2 to 90 litres."""
    draws = rng.poisson(3.0 * _awake(at) * every.total_seconds() / 3600)
    litres = float(np.minimum(rng.lognormal(2.2, 0.9, draws), 90).sum())
    return value + Decimal(f"{litres / 1000:.4f}")


def _pressure(value: Decimal, at: datetime, every: timedelta, rng: Rng) -> Decimal:
    """Pulled towards a day's rhythm, with the pump's unrest on top."""
    target = 0.62 + 0.25 * np.sin((at.hour - 9) / 24 * 2 * np.pi)
    pull = 1 - np.exp(-every.total_seconds() / 7200)
    moved = float(value) + pull * (target - float(value)) + rng.normal(0, 0.04)
    return Decimal(f"{np.clip(moved, 0.02, 1.55):.3f}")


def _energy(value: Decimal, at: datetime, every: timedelta, rng: Rng) -> Decimal:
    """A base load, and what a waking house switches on."""
    kilowatts = 0.18 + 2.2 * _awake(at) * rng.uniform(0.3, 1.0)
    return value + Decimal(f"{kilowatts * every.total_seconds() / 3600:.2f}")
