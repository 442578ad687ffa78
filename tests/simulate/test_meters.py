"""Whole meters are drawn where their faces say, and live as meters do."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from harimi.simulate.days import snapshot
from harimi.simulate.living import LivingMeter, household
from harimi.simulate.meters import SIZE

START = datetime(2026, 4, 6, tzinfo=UTC)
METERS = household()


def _moments(meter: LivingMeter, seed: int = 0) -> list[Decimal]:
    return [moment.value for moment in meter.moments(START, timedelta(hours=1), 72, np.random.default_rng(seed))]


@pytest.mark.parametrize("meter", METERS, ids=lambda meter: meter.id)
def test_only_the_displays_change_with_the_value(meter: LivingMeter) -> None:
    one, other = meter.look.draw(meter.start), meter.look.draw(meter.start + Decimal("0.3331"))
    changed = np.argwhere((one != other).any(axis=2))[:, ::-1]
    assert one.shape == (SIZE[1], SIZE[0], 3)
    assert len(changed)
    corners = [np.array(display.corners) for display in meter.look.face().displays]
    inside = [np.all((changed >= c.min(axis=0) - 22) & (changed <= c.max(axis=0) + 22), axis=1) for c in corners]
    assert np.any(inside, axis=0).all()


@pytest.mark.parametrize("meter", METERS, ids=lambda meter: meter.id)
def test_a_life_is_the_same_for_the_same_seed(meter: LivingMeter) -> None:
    assert _moments(meter) == _moments(meter)
    assert _moments(meter) != _moments(meter, seed=1)


@pytest.mark.parametrize("meter", [m for m in METERS if m.max_per_hour is not None], ids=lambda meter: meter.id)
def test_a_counter_only_rises_and_never_too_fast(meter: LivingMeter) -> None:
    values = _moments(meter)
    steps = [after - before for before, after in pairwise(values)]
    assert min(steps) >= 0
    assert max(steps) > 0
    assert meter.max_per_hour is not None
    assert max(steps) < meter.max_per_hour


def test_nights_are_grey_and_days_are_not() -> None:
    water, rng = METERS[0], np.random.default_rng(0)
    drawn = water.look.draw(water.start)
    night = snapshot(drawn, START.replace(hour=2), rng, knocked=False).astype(int)
    noon = snapshot(drawn, START.replace(hour=13), rng, knocked=False).astype(int)
    assert np.abs(night[..., 0] - night[..., 2]).mean() < 1
    assert np.abs(noon[..., 0] - noon[..., 2]).mean() > 2
    assert noon.mean() > 1.5 * night.mean()
