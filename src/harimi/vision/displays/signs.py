"""A sign of a display beside how it looked when the face was made: laid over it, compared in shape and in strength."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.segments import grey
from harimi.vision.face import SIGN_TALL, Sign
from harimi.vision.geometry import Image, Quad, cut, moved, quad, to_rectangle

Look = Literal["right", "other", "unsure"]
Grey = NDArray[np.float32]

REACH = 4
"""How far a sign is looked for around its place, in kept pixels: two of the photograph's where a sign is 12 of them high."""
ALIKE = 0.8
"""Least correlation of a lit sign with what was kept."""
STRAY = 0.5
"""Most energy that any spot of today's sign may have too much or too little, against that of the kept sign's strokes."""
STRONG = (0.4, 2.2)
"""Strength of a lit sign against the digits', as a factor of what it was in the reference photograph."""
FAINT = 0.25
"""Most contrast of an unlit sign against that of the digits; ghosts of unlit strokes reach 0.2."""
LEGIBLE = 2.0
"""Grey levels that the digits must spread for anything to be said about a sign."""
PLAIN = 0.15
"""Contrast against the digits' below which nothing was lit where the reference photograph should have kept a lit sign."""
GLARE = 0.2
"""Share of a sign that may be white beyond what was white in the reference photograph."""
BLURS = (1.2, 2.0, 2.8)
"""Blurs of the kept sign, kept pixels; today's is blurred by the first, against noise."""
_WIDEST = 160
_SPOT = 7
"""Side of a spot, kept pixels: a third of a sign's height, about two strokes."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Today's sign beside the kept one: correlation, gain in contrast, worst spot, and both spreads of grey levels."""

    alike: float
    gain: float
    stray: float
    now: float
    then: float


def kept(image: Image, sign: Sign, row: float) -> dict[str, str | float]:
    """What a sign keeps of its look in `image`, given in its pixels, beside digits whose contrast is `row` grey levels."""
    pixels = cut(grey(image), sign.corners, _width(sign.corners), SIGN_TALL)
    against = float(_flat(_soft(pixels)).std()) / max(row, 1.0)
    return {"pixels": b64encode(pixels.tobytes()).decode(), "contrast": round(against, 4)}


def look(image: Image, sign: Sign, row: float) -> Look:
    """How `sign` (in `image`'s pixels) looks today, beside digits whose contrast is `row` grey levels.

    A lit one must have the kept shape everywhere, and its strength: the ghost of an unlit sign has the shape alone, another
    sign in the same place the strength alone.
    """
    then, now = _pixels(sign), _around(image, sign)
    if row < LEGIBLE or (sign.lit and sign.contrast < PLAIN) or (now >= 250).mean() > GLARE + (then >= 250).mean():
        return "unsure"
    seen = compared(then, now)
    if not sign.lit:
        return "right" if seen.now <= FAINT * row else "other"
    strength = seen.gain * seen.then / max(row * sign.contrast, 1e-6)
    right = seen.alike >= ALIKE and seen.stray <= STRAY and STRONG[0] <= strength <= STRONG[1]
    return "right" if right else "other"


def fading(image: Image, sign: Sign, row: float) -> tuple[float, float]:
    """How strong a sign and the digits beside it are today, against the reference photograph, each in its own light.

    1 is as strong as then, 0 gone. The light is told by the ground between the strokes.
    """
    then, now = _pixels(sign), _around(image, sign)
    light = (float(np.median(now)) + 2) / (float(np.median(then)) + 2)
    seen = compared(then, now)
    digits = seen.then / max(sign.contrast, 1e-6)
    return max(0.0, seen.gain) / light, row / max(digits, 1e-6) / light


def compared(then: Image, now: Image) -> Comparison:
    """The likest of the kept sign as it is and a little blurred: cameras lose their focus."""
    return max((_laid(_flat(_soft(then, blur)), _soft(now)) for blur in BLURS), key=lambda one: one.alike)


def _laid(then: Grey, around: Grey) -> Comparison:
    x, y = cv2.minMaxLoc(cv2.matchTemplate(around, then, cv2.TM_CCOEFF_NORMED))[3]
    now = _flat(around[y : y + then.shape[0], x : x + then.shape[1]])
    both, energy = float((then * now).sum()), max(float((then * then).sum()), 1e-6)
    gain, alike = both / energy, both / max(float(np.sqrt(energy * float((now * now).sum()))), 1e-6)
    strokes = max(float(np.percentile(_spots(then), 90)), 1e-6)
    stray = float(_spots(now / max(gain, 1e-3) - then).max()) / strokes
    return Comparison(alike, gain, stray, float(now.std()), float(then.std()))


def _pixels(sign: Sign) -> Image:
    return np.frombuffer(b64decode(sign.pixels), np.uint8).reshape(SIGN_TALL, -1)


def _around(image: Image, sign: Sign) -> Image:
    """Today's sign with a margin of `REACH` kept pixels on each side."""
    width = len(_pixels(sign)[0])
    back = np.linalg.inv(to_rectangle(sign.corners, width, SIGN_TALL)).astype(np.float64)
    low, right, bottom = -REACH - 0.5, width + REACH - 0.5, SIGN_TALL + REACH - 0.5
    wider = quad(moved(((low, low), (right, low), (right, bottom), (low, bottom)), back))
    return cut(grey(image), wider, width + 2 * REACH, SIGN_TALL + 2 * REACH)


def _width(corners: Quad) -> int:
    outline = np.asarray(corners)
    wide = np.linalg.norm(outline[[0, 3]] - outline[[1, 2]], axis=1).mean()
    tall = np.linalg.norm(outline[[0, 1]] - outline[[3, 2]], axis=1).mean()
    return int(np.clip(round(SIGN_TALL * wide / max(tall, 1.0)), 8, _WIDEST))


def _spots(values: Grey) -> Grey:
    return cv2.blur(values * values, (_SPOT, _SPOT))


def _soft(pixels: Image, blur: float = BLURS[0]) -> Grey:
    return cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), blur)


def _flat(pixels: Grey) -> Grey:
    """The pixels less the plane that fits them best: light that falls from one side makes no contrast."""
    y, x = np.mgrid[-1 : 1 : pixels.shape[0] * 1j, -1 : 1 : pixels.shape[1] * 1j]
    plane = np.stack([np.ones(pixels.size), x.ravel(), y.ravel()], axis=1)
    fitted = plane @ np.linalg.lstsq(plane, pixels.ravel(), rcond=None)[0]
    return np.asarray(pixels - fitted.reshape(pixels.shape), np.float32)
