"""Reads a lamp whose place is known: off, or lit, and in which of its colours.

Off it looks by night as by day, against the plate around it; lit it is brighter than that, even all over, and the plate around
it glows. How much each of these says, with and without looks of the lamp's states, is a logistic model fitted on drawn panels.
"""

import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.dial import logistic
from harimi.vision.displays.indicated import indicated
from harimi.vision.displays.lamp_look import DARKEST, Measured, measured, remembered
from harimi.vision.geometry import Image
from harimi.vision.indicators import Lamp
from harimi.vision.observation import Sight
from harimi.vision.quality import colourless

MODEL = "lamp 1"
TRUST: dict[tuple[bool, bool], tuple[float, ...]] = {
    (False, False): (-4.77, -0.08, 3.45, 1.36, 1.27, -3.45, 6.09, 3.14, -0.35, 0.1),
    (False, True): (-2.38, -0.1, 3.42, 0.72, 0.86, -3.05, 4.87, 2.98, -0.24, 0.05, 0.33, -0.3, 0.12, 1.15, 0.35),
    (True, False): (-8.71, 1.21, 1.62, 1.05, 0.02, -1.96, 8.37, 2.56, -0.3, -0.1, 1.9, 0.93, -1.01, 0.48, 1.29),
    (True, True): (
        *(-6.74, 1.11, 2.15, 0.76, -0.45, -1.29, 6.56, 2.49, -0.09, -0.18),
        *(2.38, 0.93, -1.74, 0.23, 1.42, -0.23, -0.41, 0.71, 0.31, 0.15),
    ),
}
"""Weights of `signs`, by whether a look of the lamp off and one of it lit are known; fitted by `training.lamp_trust`."""
FOOLED = {(False, False): 0.005, (False, True): 0.004, (True, False): 0.001, (True, True): 0.002}
"""Share of lamps that look plain and are not what they seem: under a reflection, or hardly brighter than daylight."""
HUES = {
    "red": (0.02, 0.03, 0.95),
    "amber": (0.02, 0.26, 0.72),
    "green": (0.14, 0.78, 0.08),
    "blue": (0.77, 0.19, 0.04),
    "white": (0.30, 0.34, 0.36),
}
"""What blue, green and red contribute to the light of a lamp, as shares of 1."""
NEAR = 0.16
"""Distance of two such colours at which they are taken for one another as often as not."""


def read_lamp(image: Image, display: Lamp) -> Sight:
    """What the lamp shows. The image is BGR, the display's corners are in its pixels."""
    return indicated(image, display, MODEL, lambda look: _states(display, measured(look), grey=colourless(image)))


def _states(display: Lamp, now: Measured, *, grey: bool) -> tuple[float, ...] | None:
    if now.dark:
        return None
    lit = chance(display, now)
    return (1 - lit, *(lit * share for share in _shares(display, now, grey)))


def chance(display: Lamp, now: Measured) -> float:
    """The probability that the lamp is lit."""
    off, lit = _nearest(display, now, lit=False), _nearest(display, now, lit=True)
    known = off is not None, lit is not None
    return FOOLED[known] + (1 - 2 * FOOLED[known]) * logistic(TRUST[known], signs(now, off, lit))


def signs(now: Measured, off: Measured | None, lit: Measured | None) -> tuple[float, ...]:
    """What tells a lit lamp from one that is off; `TRUST` weighs it."""
    own = (1.0, now.brighter, float(now.ratio.max()), now.glowing, now.burnt, now.spilt, now.even, now.light)
    bent = (now.brighter * now.burnt, max(now.brighter, 0.0) ** 2)
    against = [_against(now, look) for look in (off, lit) if look is not None]
    return (*own, *bent, *(sign for all_of_them in against for sign in all_of_them))


def _against(now: Measured, then: Measured) -> tuple[float, ...]:
    gained = now.ratio - then.ratio
    most, least = float(gained.max()), float(gained.min())
    return (now.brighter - then.brighter, most, least, now.glowing - then.glowing, now.burnt - then.burnt)


def _nearest(display: Lamp, now: Measured, *, lit: bool) -> Measured | None:
    """The kept look of the lamp off, or lit in the colour most like today's."""
    looks = [remembered(one.pixels) for one in display.looks if one.pixels and (one.state > 0) == lit]
    return min(looks, key=lambda look: _apart(look, now), default=None)


def _shares(display: Lamp, now: Measured, grey: bool) -> tuple[float, ...]:
    """How probable each colour is of a lamp that is lit; without colours all are alike."""
    if len(display.lights) == 1:
        return (1.0,)
    if grey:
        return (1 / len(display.lights),) * len(display.lights)
    sent = _sent(now)
    apart = np.array([float(np.hypot.reduce(sent - _colour_of(display, n))) for n in range(1, display.states)])
    weights = np.exp(-((apart / NEAR) ** 2)) + 1e-3
    return tuple(float(share) for share in weights / weights.sum())


def _colour_of(display: Lamp, state: int) -> NDArray[np.float64]:
    look = display.look(state)
    return _sent(remembered(look)) if look else np.array(HUES[display.lights[state - 1]])


def _sent(now: Measured) -> NDArray[np.float64]:
    """The colour of a lamp's light as shares of 1: of its lens, and of its glow where the lens is burnt out."""
    lens = now.lens / max(float(now.lens.sum()), 1e-6)
    glow = now.glow / max(float(now.glow.sum()), 1e-6)
    weight = now.burnt if float(now.glow.sum()) > 3 * DARKEST else 0.0
    return np.asarray((1 - weight) * lens + weight * glow)


def _apart(one: Measured, other: Measured) -> float:
    return float(np.hypot.reduce(_sent(one) - _sent(other)))
