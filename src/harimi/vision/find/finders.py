"""The finder of each kind of display, and what can be declared at all."""

from collections.abc import Callable

import cv2
import numpy as np

from harimi.vision.face import in_view
from harimi.vision.find.dial import find_dial
from harimi.vision.find.dials import find_dials
from harimi.vision.find.drums import find_drums
from harimi.vision.find.proposal import Declared, Proposal, carried
from harimi.vision.find.scales import find_scales
from harimi.vision.find.segments import find_segments
from harimi.vision.geometry import Image
from harimi.vision.reasons import Reason, because

Finder = Callable[[Image, Declared], tuple[Proposal, ...]]

FINDERS: dict[str, Finder] = {
    "drums": find_drums,
    "segments": find_segments,
    "dial": find_dial,
    "dials": find_dials,
    "scale": find_scales,
}
BY_FACE = ("lamps",)
"""Kinds that are read once somebody has drawn where they are."""
KINDS = (*FINDERS, *BY_FACE, "auto")
"""All kinds that can be declared."""

LONGEST = {"drums": 2400, "segments": 2400, "dial": 1280, "dials": 1600, "scale": 1600}
"""Pixels of the longer side; a dial is large beside a digit."""


def refusal(declared: Declared) -> Reason | None:
    """Why no display can be looked for with what was declared; None if one can."""
    if declared.kind in BY_FACE:
        return because("needs_face", kind=declared.kind)
    if declared.kind not in FINDERS:
        return because("kind_not_built", kind=declared.kind)
    return None


def find(image: Image, declared: Declared) -> tuple[Proposal, ...]:
    """Displays of the declared kind, the most likely first.

    A telephone's picture is searched at `LONGEST` pixels: no display needs more to be found, and few to be read.
    """
    if declared.kind not in FINDERS:
        return ()
    height, width = image.shape[:2]
    found = _searched(image, declared)
    return tuple(one for one in found if all(in_view(display, (width, height)) for display in one.displays))


def _searched(image: Image, declared: Declared) -> tuple[Proposal, ...]:
    factor = max(image.shape[:2]) / LONGEST[declared.kind]
    if factor <= 1:
        return FINDERS[declared.kind](image, declared)
    smaller = (round(image.shape[1] / factor), round(image.shape[0] / factor))
    reduced = np.asarray(cv2.resize(image, smaller, interpolation=cv2.INTER_AREA), np.uint8)
    back = np.array([[factor, 0, (factor - 1) / 2], [0, factor, (factor - 1) / 2], [0, 0, 1.0]])
    return tuple(carried(proposal, back) for proposal in FINDERS[declared.kind](reduced, declared))
