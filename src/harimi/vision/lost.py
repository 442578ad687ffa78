"""Why a photograph does not show the view that its face was drawn on: what a person must do differs with it.

Too dark, burnt out, blurred, fogged or covered are told from the picture; what is none of these is looked for all over the
photograph. Found there, the camera was knocked; not found, it looks at something else.
"""

from collections.abc import Sequence
from math import atan2, comb, degrees, pi

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.align import THUMBNAIL, likeliest, thumbnail_of, view_of, zoom_of
from harimi.vision.face import Face, Reference
from harimi.vision.geometry import Image
from harimi.vision.matching import PATCH, normalised, patch_of
from harimi.vision.quality import BURNT, CLIPPED, too_dark
from harimi.vision.reasons import Reason, because

Grey = NDArray[np.float32]

_COARSE = (40, 30)
"""Pixels at which a view is known again that is blurred or fogged beyond its details."""
_ALIKE = 0.8
"""Correlation of coarse views from which they show the same."""
_FOG = 0.45
"""Share of its contrast that a view keeps at most in fog or through a wet glass."""
_FINE = 0.08
"""Share of a view's contrast that lies at most in details of some pixels, where there are most, when it is blurred."""
_FLAT = 7.0
"""Spread of grey levels below which there is nothing in a part of a view."""
_COVERED = 0.6
"""Share of the view in which there is nothing any more, but was."""
_FOUND, _AGREE, _NEAR = 0.55, 6, 5.0
"""Correlation at which a patch counts as found anywhere; how many must agree on one movement; within so many pixels."""
_LOOKED, _STAYED = 30, 0.03
"""Patches that are looked for; share of the width of a view by which it must have moved to have jumped."""
_TURN, _GROWN = 12.0, 0.08
"""Degrees by which a camera may have been turned about its axis, and what its view may have grown, to be known again."""


def why_lost(image: Image, face: Face, learned: Sequence[Reference] = ()) -> Reason:
    """What is the matter with `image` (BGR) that could not be aligned to the face's reference view, or those `learned`."""
    if face.reference is None:
        raise ValueError("this face keeps no reference view to compare with")
    if too_dark(image):
        return because("dark")
    view = view_of(image, face.size)
    small = cv2.resize(view, THUMBNAIL, interpolation=cv2.INTER_AREA)
    views = (face.reference, *learned)
    then = thumbnail_of(views[likeliest(view, views)[0]].thumbnail).astype(np.float32)
    now = small.astype(np.float32)
    if float((now >= BURNT).mean()) > max(CLIPPED, 2 * float((then >= BURNT).mean())):
        return because("overexposed")
    jumps = (_jump(view, each, zoom_of(face.size)) for each in views)
    jump = next((one for one in jumps if one is not None), None)
    if jump is not None:
        return because("camera_jumped", pixels=round(float(np.hypot(*jump))), towards=direction(jump))
    if _same_place(then, now):
        if now.std() < _FOG * then.std():
            return because("fogged")
        return because("blurred" if _detail(view) < _FINE else "lost_alignment")
    if _emptied(then, now) > _COVERED:
        return because("covered")
    return because("other_view")


def direction(shift: tuple[float, float]) -> str:
    """`right`, `down`, `left` or `up`: where in the picture something went, y pointing down."""
    quarter = round(degrees(atan2(shift[1], shift[0])) / 90) % 4
    return ("right", "down", "left", "up")[quarter]


def _same_place(then: Grey, now: Grey) -> bool:
    """Whether both show the same, as far as can be told without details; it may lie up to a fifth of the view elsewhere."""
    small, large = (cv2.resize(one, _COARSE, interpolation=cv2.INTER_AREA) for one in (then, now))
    margin = (_COARSE[1] // 5, _COARSE[0] // 5)
    inner = small[margin[0] : -margin[0], margin[1] : -margin[1]]
    if inner.std() < 1 or large.std() < 1:
        return False
    return float(cv2.matchTemplate(large, inner, cv2.TM_CCOEFF_NORMED).max()) > _ALIKE


def _detail(view: Image) -> float:
    """How much there is in details finer than some pixels where there is most of it, in shares of the contrast."""
    grey = view.astype(np.float32)
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 2)
    around = np.sqrt(np.maximum(cv2.blur(fine * fine, (PATCH, PATCH)), 0))
    return float(np.percentile(around, 90)) / max(float(grey.std()), 1.0)


def _emptied(then: Grey, now: Grey) -> float:
    """The share of the parts of a view with something in them in which there is nothing now."""
    spreads = []
    for view in (then, now):
        mean, squares = cv2.blur(view, (9, 9)), cv2.blur(view * view, (9, 9))
        spreads.append(np.sqrt(np.maximum(squares - mean * mean, 0)))
    held = spreads[0] > _FLAT
    return float((spreads[1][held] < _FLAT).mean()) if held.any() else 0.0


def _jump(view: Image, reference: Reference, zoom: float) -> tuple[float, float] | None:
    """How far the middle of the view went, in pixels of the face, where its patches are found elsewhere in the photograph.

    Of those patches that would still be in the view half must agree. What hardly moved did not jump.
    """
    half = normalised(cv2.resize(view, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(np.float32))
    anchors = reference.anchors[:: 1 + len(reference.anchors) // _LOOKED]
    then, now = [], []
    for anchor in anchors:
        patch = cv2.resize(patch_of(anchor.pixels)[:-1, :-1], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        score = cv2.matchTemplate(half, normalised(patch), cv2.TM_CCOEFF_NORMED)
        _, best, _, place = cv2.minMaxLoc(score)
        if best >= _FOUND:
            then.append((anchor.at[0] * zoom, anchor.at[1] * zoom))
            now.append((2 * place[0] + PATCH // 2, 2 * place[1] + PATCH // 2))
    movement = _movement(np.array(then, np.float32), np.array(now, np.float32), view.shape)
    if movement is None:
        return None
    matrix, agreed = movement
    places = np.array([anchor.at for anchor in anchors]) * zoom @ matrix[:, :2].T + matrix[:, 2]
    seen = int(((places > PATCH // 2) & (places < np.array(view.shape[::-1]) - PATCH // 2)).all(axis=1).sum())
    middle = np.array([view.shape[1] / 2, view.shape[0] / 2])
    x, y = matrix[:, :2] @ middle + matrix[:, 2] - middle
    jumped = agreed >= _AGREE and 2 * agreed >= seen and np.hypot(x, y) > _STAYED * view.shape[1]
    return (float(x) / zoom, float(y) / zoom) if jumped else None


def _movement(then: Grey, now: Grey, shape: tuple[int, ...]) -> tuple[NDArray[np.float64], int] | None:
    """The similarity `(2, 3)` on which most patches agree, and how many; None where chance or a strange turn explains it."""
    if len(then) < _AGREE:
        return None
    found, kept = cv2.estimateAffinePartial2D(then, now, method=cv2.RANSAC, ransacReprojThreshold=_NEAR)
    if found is None or _by_chance(int(kept.sum()), len(then), shape) > 1e-3:
        return None
    turn, grown = degrees(atan2(found[1, 0], found[0, 0])), float(np.hypot(found[0, 0], found[1, 0]))
    return (found, int(kept.sum())) if abs(turn) <= _TURN and abs(grown - 1) <= _GROWN else None


def _by_chance(agreed: int, found: int, shape: tuple[int, ...]) -> float:
    """How many movements of so many patches to expect on which so many agree although none is right."""
    hit = pi * _NEAR**2 / (shape[0] * shape[1])
    return comb(found, 2) * comb(found - 2, agreed - 2) * hit ** (agreed - 2)
