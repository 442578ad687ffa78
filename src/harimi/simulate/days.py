"""What a fixed camera goes through in a week: daylight and lamps, drops of drift, one knock, and now and then a reflection."""

from dataclasses import replace
from datetime import datetime

import numpy as np

from harimi.simulate.camera import Lens, Light, Pose, photograph
from harimi.simulate.drawing import Drawing
from harimi.vision.geometry import Image

Rng = np.random.Generator
KNOCK = (0.016, -0.012)
"""How far somebody pushed the camera, as a share of the picture."""


def snapshot(drawn: Image, at: datetime, rng: Rng, *, knocked: bool) -> Image:
    """The photograph of a drawn meter that its camera takes at this hour."""
    return photograph(Drawing(drawn, {}), rng, _pose(rng, KNOCK if knocked else (0.0, 0.0)), _light(at, rng), _lens(rng)).image


def _pose(rng: Rng, knock: tuple[float, float]) -> Pose:
    shake = rng.normal(0, 0.0015, 2)
    return Pose(
        roll=float(rng.normal(0, 0.25)),
        pitch=float(rng.normal(0, 0.4)),
        yaw=float(rng.normal(0, 0.4)),
        shift=(float(shake[0]) + knock[0], float(shake[1]) + knock[1]),
        scale=float(rng.normal(1.0, 0.002)),
    )


def _light(at: datetime, rng: Rng) -> Light:
    """By night an infra-red lamp, by day what comes through the window, and a reflection in one picture of twelve."""
    if at.hour < 6 or at.hour >= 21:
        return Light(gain=float(rng.uniform(0.45, 0.65)), vignette=0.5, infrared=True)
    noon = float(np.sin((at.hour - 6) / 15 * np.pi))
    day = Light(
        gain=0.55 + 0.4 * noon * float(rng.uniform(0.8, 1.1)),
        cast=(1.0 - 0.1 * (1 - noon), 1.0, 1.0 + 0.06 * (1 - noon)),
        gradient=float(rng.uniform(0.1, 0.5)),
    )
    return replace(day, glare=1) if rng.random() < 1 / 12 else day


def _lens(rng: Rng) -> Lens:
    return Lens(blur=float(rng.uniform(0.2, 0.9)), noise=float(rng.uniform(1, 4)), quality=int(rng.integers(70, 92)))
