"""Views learned since a face was drawn: how it looks in other light, or when what is around it changed slowly.

Each is made of a photograph that was laid over the face and read. Its places are the face's own, so that it may be renewed
over and over and the face stays where a person drew it; the first view is never changed. A camera that jumped teaches
nothing: that is for a person to look at.
"""

from collections.abc import Sequence
from typing import Literal

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict

from harimi.vision.align import DRIFT, Alignment, align, apart, onto_first, reference_of, zoom_of
from harimi.vision.face import Face, Reference
from harimi.vision.geometry import Image, Matrix, Point
from harimi.vision.observation import Fit
from harimi.vision.quality import colourless

Light = Literal["day", "dim", "infrared"]
"""Daylight or a good lamp, little light, an infra-red lamp: one view is learned of each."""
WORN = 0.75
"""Share of a view's patches that agreed with a photograph, below which it is renewed."""
_DIM = 60.0
"""Mean grey level of a photograph with little light."""
_LEAST = 12
"""Patches without which a view is not worth keeping."""
_LINKS = 30
"""Views learned one from another with nothing left of the first to put them right; each errs by hundredths of a pixel."""
_AGREE = 0.5
"""Pixels of 640 by which a view may lay the face elsewhere on another photograph than the views before it do."""


class View(BaseModel):
    """How a face looks since: a reference whose places are pixels of the face, and how far the camera had moved by then.

    `links` is how many views lie between it and the first one, by which it was put right last.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: Reference
    moved: Point = (0.0, 0.0)
    links: int = 0


def light_of(image: Image) -> Light:
    """By what light a photograph (BGR) was taken."""
    if colourless(image):
        return "infrared"
    return "dim" if float(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).mean()) < _DIM else "day"


def references(views: Sequence[View]) -> tuple[Reference, ...]:
    """What alignment takes of the views."""
    return tuple(view.reference for view in views)


def fit_of(found: Alignment, views: Sequence[View]) -> Fit:
    """How well a photograph fits the view by which it was found, and how far from all of them the camera stands."""
    since = np.subtract(found.towards, [(0.0, 0.0), *(view.moved for view in views)])
    return Fit(found.view, round(found.share, 3), round(float(np.hypot(*since.T).min()), 1))


def worn(fit: Fit) -> bool:
    """Whether the photograph is one to renew the view with: it looks otherwise by now, or lies elsewhere, but did not jump."""
    return fit.moved <= DRIFT and (fit.share < WORN or fit.moved > DRIFT / 2)


def learn(image: Image, face: Face, views: Sequence[View] = ()) -> View | None:
    """The view that a photograph (BGR) shows; None where it is not found, has jumped, holds too little, or
    too many views lie between it and the first one.
    """
    found = align(image, face, references(views))
    if not found.ok or fit_of(found, views).moved > DRIFT:
        return None
    put = onto_first(image, face, found)
    links = views[found.view - 1].links + 1 if found.view and put is found else 0
    reference = reference_of(face, *_as_drawn(image, face, put.matrix))
    if links > _LINKS or len(reference.anchors) < _LEAST:
        return None
    return View(reference=reference, moved=put.towards, links=links)


def upheld(view: View, image: Image, face: Face, views: Sequence[View] = ()) -> bool:
    """Whether the view by itself finds another photograph, and where the `views` before it do."""
    before, now = align(image, face, references(views)), align(image, face.model_copy(update={"reference": view.reference}))
    if not (before.ok and now.ok):
        return False
    scale = zoom_of(face.size) * face.size[0] / image.shape[1]
    return apart(onto_first(image, face, before).matrix, now.matrix, face) * scale <= _AGREE


def _as_drawn(image: Image, face: Face, matrix: Matrix) -> tuple[Image, Image]:
    """The photograph in pixels of the face, and where of it something is seen (0 elsewhere)."""
    width, height = face.size
    smaller = image.shape[1] > width
    there = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
    back = np.diag([width / image.shape[1], height / image.shape[0], 1.0]) @ matrix
    inverse = cv2.WARP_INVERSE_MAP
    drawn = cv2.warpPerspective(there, back, (width, height), flags=cv2.INTER_CUBIC | inverse, borderMode=cv2.BORDER_REPLICATE)
    seen = cv2.warpPerspective(
        np.full((height, width), 255, np.uint8), back, (width, height), flags=cv2.INTER_NEAREST | inverse
    )
    return np.asarray(drawn, np.uint8), np.asarray(seen, np.uint8)
