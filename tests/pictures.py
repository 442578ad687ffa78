"""Photographs of drawn meters, for tests of what stands above the single readers."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np

from harimi.simulate.camera import encode
from harimi.simulate.days import snapshot
from harimi.simulate.living import LivingMeter, household
from harimi.vision.geometry import Image

WATER, GAUGE, ENERGY = household()
NOON = datetime(2026, 4, 6, 13, tzinfo=UTC)


def picture(meter: LivingMeter, value: str, seed: int = 0, *, knocked: bool = False) -> Image:
    """The meter at `value`, photographed by day."""
    return snapshot(meter.look.draw(Decimal(value)), NOON, np.random.default_rng(seed), knocked=knocked)


def photo(meter: LivingMeter, value: str, seed: int = 0, *, knocked: bool = False) -> bytes:
    """The same as the bytes of a JPEG file."""
    return encode(picture(meter, value, seed, knocked=knocked), 92).tobytes()


def photo_file(folder: Path, meter: LivingMeter, value: str, name: str = "photo.jpg") -> Path:
    """The same as a file in `folder`."""
    path = folder / name
    path.write_bytes(photo(meter, value))
    return path
