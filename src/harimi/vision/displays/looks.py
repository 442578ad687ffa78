"""How lamps and flags look in each of their states, as a face keeps it."""

import numpy as np

from harimi.vision.displays.lamp_look import kept, taken
from harimi.vision.displays.pages import with_pages
from harimi.vision.face import Display, Face, placed
from harimi.vision.geometry import Image, Matrix
from harimi.vision.indicators import Indicator


def completed(face: Face, image: Image) -> Face:
    """The face with whatever it does not yet keep of its displays taken from `image`: how pages, lamps and flags look."""
    fit = np.diag([image.shape[1] / face.size[0], image.shape[0] / face.size[1], 1.0])
    displays = tuple(_with_looks(display, image, fit) for display in face.displays)
    return with_pages(face.model_copy(update={"displays": displays}), image)


def _with_looks(display: Display, image: Image, fit: Matrix) -> Display:
    there = placed(display, fit)
    if not isinstance(there, Indicator):
        return display
    pixels = kept(taken(image, there))
    looks = tuple(look if look.pixels else look.model_copy(update={"pixels": pixels}) for look in there.looks)
    return display.model_copy(update={"looks": looks})
