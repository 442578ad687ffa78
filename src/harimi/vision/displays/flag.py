"""Reads a flag, a lever or a switch: which of the looks that its face keeps does it have today?

Three things tell: how bright it is against the plate around it, in which colour, and its shape. The first two are logs of light
against light, so that it does not matter how much there is of it or of what colour it is.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import cv2
import numpy as np

from harimi.vision.displays.indicated import TOO_SMALL, indicated
from harimi.vision.displays.lamp_look import GAMMA, GREY, Floats, pixels_of
from harimi.vision.geometry import Image
from harimi.vision.indicators import AROUND, LOOK, Flag
from harimi.vision.observation import Sight
from harimi.vision.quality import colourless
from harimi.vision.reasons import because

MODEL = "flag 1"
WEIGHTS = (0.12, 1.85, 6.38)
"""How much a difference of tone, of colour and of shape counts; fitted by `training.flag_trust` on drawn flags."""
SHIFTS = (-2, -1, 0, 1, 2)
"""Kept pixels by which today's flag may lie beside its place."""
SOFT = 0.8
DIM = 0.004
"""Linear level of light that is added everywhere, so that noise in the dark tells nothing."""
DARK = 0.003
_HALF = round(LOOK / 2 / AROUND)
_INNER = slice(LOOK // 2 - _HALF, LOOK // 2 + _HALF)
_RIM = np.ones((LOOK, LOOK), bool)
_RIM[3:-3, 3:-3] = False


@dataclass(frozen=True, slots=True)
class Painted:
    """`tone`: logs to base 2 of a flag's light over that of its plate, blue, green and red; `shape`: grey levels
    `(LOOK, LOOK)`, those of the plate with it."""

    tone: Floats
    shape: Floats


def read_flag(image: Image, display: Flag) -> Sight:
    """Which way the flag looks. The image is BGR, the display's corners are in its pixels."""
    if display.side() >= TOO_SMALL and any(not display.look(state) for state in range(display.ways)):
        return Sight(display.id, "flag", display.corners, (), (because("look_missing", "flag"),), MODEL)
    return indicated(image, display, MODEL, lambda look: _states(display, look, grey=colourless(image)))


def _states(display: Flag, now: Image, *, grey: bool) -> tuple[float, ...] | None:
    return None if _dark(now) else chances(differences(display, now, grey))


def chances(apart: Floats) -> tuple[float, ...]:
    """How probable each state is, from `differences`."""
    logs = -apart @ np.array(WEIGHTS)
    shares = np.exp(logs - logs.max())
    return tuple(float(share) for share in shares / shares.sum())


def differences(display: Flag, now: Image, grey: bool) -> Floats:
    """`(states, 3)`: by how much tone, colour and shape of a look differ today from those kept of each state."""
    today = _painted(now, grey)
    return np.array([_between(today, _remembered(display.look(state), grey)) for state in range(display.ways)])


@lru_cache(maxsize=256)
def _remembered(look: str, grey: bool) -> Painted:
    return _painted(pixels_of(look), grey)


def _painted(pixels: Image, grey: bool) -> Painted:
    soft = cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), SOFT).astype(np.float64)
    levels = np.power(soft / 255, GAMMA)
    if grey:
        levels = np.repeat((levels @ GREY)[..., None], 3, axis=2)
    flag, plate = np.median(levels[_INNER, _INNER], axis=(0, 1)), np.median(levels[_RIM], axis=0)
    return Painted(np.log2((flag + DIM) / (plate + DIM)), soft @ GREY)


def _between(now: Painted, then: Painted) -> tuple[float, float, float]:
    change = now.tone - then.tone
    return abs(float(change.mean())), float(np.linalg.norm(change - change.mean())), 1 - _alike(now.shape, then.shape)


def _alike(now: Floats, then: Floats) -> float:
    """The best correlation of both flags within a small shift."""
    inner = then[_INNER, _INNER]
    return max(_correlation(np.roll(now, shift, (0, 1))[_INNER, _INNER], inner) for shift in product(SHIFTS, SHIFTS))


def _correlation(one: Floats, other: Floats) -> float:
    a, b = one - one.mean(), other - other.mean()
    return float((a * b).sum() / max(np.sqrt((a * a).sum() * (b * b).sum()), 1e-6))


def _dark(pixels: Image) -> bool:
    return float(np.percentile(np.power(pixels.astype(np.float64) / 255, GAMMA) @ GREY, 90)) < DARK
