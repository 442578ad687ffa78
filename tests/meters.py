"""The living meters, photographed: what cameras of tests and load runs send."""

from decimal import Decimal
from functools import cache

import numpy as np

from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.living import LivingMeter, household

METERS = {meter.id: meter for meter in household()}


def shot(living: LivingMeter, value: Decimal, seed: int = 0, *, light: Light | None = None) -> bytes:
    """The meter at a value; a seed other than 0 moves the camera a little."""
    return _photographed(living.id, value, seed, light or Light())


@cache
def _photographed(meter: str, value: Decimal, seed: int, light: Light) -> bytes:
    drawing = Drawing(METERS[meter].look.draw(value), {})
    rng = np.random.default_rng(seed)
    pose = Pose() if seed == 0 else Pose(roll=float(rng.normal(0, 0.2)), shift=(float(rng.normal(0, 0.002)), 0.0))
    return encode(photograph(drawing, rng, pose, light, Lens(blur=0.4, noise=1.0)).image, 90).tobytes()
