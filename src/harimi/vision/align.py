"""Today's photograph onto the face's reference view: rotation, shift, scale, mild perspective, or "I am lost".

The reference keeps small patches of what never moves. Both views are locally normalised, so that light hardly matters. A
thumbnail gives the coarse start by phase correlation over a few angles; then each patch is looked for around its expected
place, and a similarity is fitted to the matches that agree (`matching`). Beside the face's own view there may be some that
were learned since (`views`): the likeliest is tried first, the others where that one does not fit.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from math import pi

import cv2
import numpy as np

from harimi.vision.displays.looks import completed
from harimi.vision.face import Anchor, Dial, Display, Face, Reference, changing
from harimi.vision.geometry import Image, Matrix, Polygon, moved, points, to_rectangle
from harimi.vision.grain import shows_something
from harimi.vision.indicators import Indicator
from harimi.vision.matching import NARROW, PATCH, WIDE, Grey, accepted, fitted, matches, normalised

VIEW = 640
"""Pixels of the longer side at which both views are compared; large pictures are reduced, small ones at most doubled."""
DRIFT = 10.0
"""Pixels of the reference view; a camera that moved less is corrected without a word."""
_SPACING = 28
_MOST = 60
THUMBNAIL = (160, 120)
"""Width and height of the reference view that is kept as a whole."""
_ANGLES = (0.0, -2.0, 2.0, -5.0, 5.0, -9.0, 9.0)
_ENOUGH = 30
"""Patches beyond which every second one will do for the first, wide pass: the second one starts from what they say."""
_REACH = 0.9
_COARSE = (40, 30)
"""Pixels at which it is told which of several views a photograph is most like."""
_REST, _APART = 12, 1.0
"""Patches of the first view that must be left to tell exactly where it lies; pixels by which that may differ from what a
learned view says."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """`matrix` takes the face's pixels to the photograph's; `shift` is how far the display moved, in pixels of the face, and
    `towards` where its middle went. `inliers` patches agree on it, a `share` of those of the view by which it was found: 0 is
    the face's own `view`, the others are counted from 1.

    Without `ok` the camera no longer shows the reference view, and the matrix means nothing.
    """

    matrix: Matrix
    shift: float
    inliers: int
    residual: float
    ok: bool
    towards: tuple[float, float] = (0.0, 0.0)
    share: float = 0.0
    view: int = 0


def with_reference(face: Face, image: Image) -> Face:
    """The face with `image` as the view to which later photographs are aligned; its pages and lamps look as they do there."""
    return completed(face, image).model_copy(update={"reference": reference_of(face, image)})


def _moving(display: Display) -> tuple[Polygon, ...]:
    """Where a display changes: a row as a whole and its page's signs, a dial as far as its pointer reaches."""
    if not isinstance(display, Dial):
        return changing(display)
    around = np.linspace(0, 2 * pi, 24, endpoint=False)
    circle = 0.5 + 0.5 * _REACH * np.stack([np.cos(around), np.sin(around)], axis=1)
    upright = np.asarray(np.linalg.inv(to_rectangle(display.corners, 1, 1)), np.float64)
    return (moved(points(circle - 0.5), upright),)


def reference_of(face: Face, image: Image, seen: Image | None = None) -> Reference:
    """What `align` needs to know of `image`, in which the face lies as it was drawn; patches keep clear of what moves.

    `seen` `(height, width)` is 0 where the image shows nothing.
    """
    size = (image.shape[1], image.shape[0])
    view, zoom = view_of(image, size), zoom_of(size)
    moving = (outline for display in face.displays for outline in _moving(display))
    still = _still(view.shape, tuple(tuple((x * zoom, y * zoom) for x, y in outline) for outline in moving))
    still &= shows_something(view)
    if seen is not None:
        inner = cv2.erode(cv2.resize(seen, view.shape[::-1]), np.ones((PATCH + 2, PATCH + 2), np.uint8), borderValue=255)
        still = np.where(inner > 0, still, 0).astype(np.uint8)
    texture = np.clip(normalised(view.astype(np.float32)) * 40 + 128, 0, 255).astype(np.uint8)
    corners = cv2.goodFeaturesToTrack(texture, _MOST, 0.02, _SPACING, mask=still)
    places = np.zeros((0, 2)) if corners is None else np.round(corners.reshape(-1, 2))
    anchors = tuple(Anchor(at=(float(x) / zoom, float(y) / zoom), pixels=_kept(view, int(x), int(y))) for x, y in places)
    thumbnail = cv2.resize(view, THUMBNAIL, interpolation=cv2.INTER_AREA)
    return Reference(thumbnail=base64.b64encode(thumbnail.tobytes()).decode(), anchors=anchors)


def align(image: Image, face: Face, learned: Sequence[Reference] = ()) -> Alignment:
    """How `image` lies to the face's reference view, by that or by one of those `learned` since, whose places are the face's.

    On a panel of lamps the coarse start may be far off though the camera stands still: what is lit decides it. Other meters
    are not given the second start, since another one in the same place would be taken for them. A face without a reference is
    a `ValueError`.
    """
    first, view = _first(face), view_of(image, face.size)
    flat, views = normalised(view.astype(np.float32)), (first, *learned)
    starts = 2 if any(isinstance(display, Indicator) for display in face.displays) else 1
    for number, second in product(likeliest(view, views), range(starts)):
        start = np.eye(3) if second else _coarse(view, views[number])
        found = _refined(flat, views[number], start, _zoom(face), starts * len(views))
        if found.ok:
            break
    return _placed(replace(found, view=number), image, face)


def onto_first(image: Image, face: Face, found: Alignment) -> Alignment:
    """As `found` by a learned view, put right by those patches of the first one that are still there.

    So the errors of views that were learned one from another do not add up. Where too few are left it stays as it is.
    """
    if found.view == 0:
        return found
    zoom, fit = _zoom(face), _fit(image, face)
    there = zoom @ np.linalg.inv(fit) @ found.matrix
    flat = normalised(view_of(image, face.size).astype(np.float32))
    then, now = matches(flat, _first(face).anchors, there, NARROW)
    better = fitted(then * np.float32(zoom[0, 0]), now)
    if better is None or better[1] < _REST:
        return found
    put = _placed(replace(found, matrix=better[0]), image, face)
    return put if apart(put.matrix, found.matrix, face) * zoom[0, 0] <= _APART * fit[0, 0] else found


def apart(one: Matrix, other: Matrix, face: Face) -> float:
    """How far the corners of the face's displays lie from each other at most, in pixels of the photograph."""
    corners = np.array([[corner for display in face.displays for corner in display.corners]], np.float64)
    between = cv2.perspectiveTransform(corners, one) - cv2.perspectiveTransform(corners, other)
    return float(np.hypot(*between[0].T).max())


def likeliest(view: Image, references: Sequence[Reference]) -> list[int]:
    """The numbers of the references, the one whose view as a whole is most like the grey `view` first."""
    if len(references) == 1:
        return [0]
    now = _flat(cv2.resize(view, _COARSE, interpolation=cv2.INTER_AREA))
    alike = [float((_small(one.thumbnail) * now).mean()) for one in references]
    return sorted(range(len(references)), key=lambda number: -alike[number])


@lru_cache(maxsize=128)
def _small(kept: str) -> Grey:
    return _flat(cv2.resize(thumbnail_of(kept), _COARSE, interpolation=cv2.INTER_AREA))


def _flat(grey: Image) -> Grey:
    """Grey levels of mean 0 and spread 1."""
    return np.asarray((grey - grey.mean()) / (grey.std() + 1), np.float32)


def _first(face: Face) -> Reference:
    if face.reference is None:
        raise ValueError("this face keeps no reference view to align to")
    return face.reference


def _placed(found: Alignment, image: Image, face: Face) -> Alignment:
    """From pixels at which views are compared to those of the face and of the photograph."""
    in_face = np.linalg.inv(_zoom(face)) @ found.matrix @ _zoom(face)
    shift, towards = _shift(in_face, face)
    return replace(found, matrix=_fit(image, face) @ in_face, shift=shift, towards=towards)


def _fit(image: Image, face: Face) -> Matrix:
    return np.diag([image.shape[1] / face.size[0], image.shape[0] / face.size[1], 1.0])


def _zoom(face: Face) -> Matrix:
    return np.diag([zoom_of(face.size), zoom_of(face.size), 1.0])


def zoom_of(size: tuple[int, int]) -> float:
    """Pixels at which views are compared for each pixel of a face of `size` (width, height)."""
    return min(VIEW / max(size), 2.0)


def view_of(image: Image, size: tuple[int, int]) -> Image:
    """The photograph, grey, as it is compared with a face of `size` (width, height)."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    target = (round(size[0] * zoom_of(size)), round(size[1] * zoom_of(size)))
    smaller = target[0] < image.shape[1]
    return np.asarray(cv2.resize(grey, target, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC), np.uint8)


def _still(shape: tuple[int, ...], moving: tuple[Polygon, ...]) -> Image:
    mask = np.zeros(shape[:2], np.uint8)
    rim = PATCH // 2 + 1
    mask[rim:-rim, rim:-rim] = 255
    for outline in moving:
        cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], 0)
    return np.asarray(cv2.erode(mask, np.ones((PATCH // 2, PATCH // 2), np.uint8), borderValue=255), np.uint8)


def _kept(grey: Image, x: int, y: int) -> str:
    half = PATCH // 2
    return base64.b64encode(np.ascontiguousarray(grey[y - half : y + half + 1, x - half : x + half + 1]).tobytes()).decode()


def _coarse(grey: Image, reference: Reference) -> Matrix:
    """Shift and turn by phase correlation of thumbnails; the start of the search, never its result."""
    now = cv2.resize(grey, THUMBNAIL, interpolation=cv2.INTER_AREA)
    target = normalised(now.astype(np.float32))
    window = cv2.createHanningWindow(THUMBNAIL, cv2.CV_32F)
    best, response = np.eye(3), -1.0
    for turn, turned in _thumbnails(reference.thumbnail):
        (dx, dy), peak = cv2.phaseCorrelate(turned.copy(), target.copy(), window)
        if peak > response:
            best, response = np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1.0]]) @ turn, peak
    zoom = np.diag([grey.shape[1] / THUMBNAIL[0], grey.shape[0] / THUMBNAIL[1], 1.0])
    return zoom @ best @ np.linalg.inv(zoom)


def thumbnail_of(kept: str) -> Image:
    """`(120, 160)`: the grey levels of the reference view as a whole."""
    return np.frombuffer(base64.b64decode(kept), np.uint8).reshape(THUMBNAIL[1], THUMBNAIL[0])


@lru_cache(maxsize=32)
def _thumbnails(kept: str) -> tuple[tuple[Matrix, Grey], ...]:
    """The reference view's thumbnail, normalised, turned by each angle, and the turns; made once for many photographs."""
    then = thumbnail_of(kept)
    middle = (THUMBNAIL[0] / 2, THUMBNAIL[1] / 2)
    turns = [np.vstack([cv2.getRotationMatrix2D(middle, angle, 1.0), [0, 0, 1]]) for angle in _ANGLES]
    views = [cv2.warpAffine(then, turn[:2], THUMBNAIL, borderMode=cv2.BORDER_REPLICATE) for turn in turns]
    return tuple((turn, normalised(view.astype(np.float32))) for turn, view in zip(turns, views, strict=True))


def _refined(view: Grey, reference: Reference, start: Matrix, zoom: Matrix, tries: int) -> Alignment:
    """From the coarse start to the fine fit; of many patches every second one first, all where those do not find it."""
    many = len(reference.anchors) > _ENOUGH
    found = _searched(view, reference, start, zoom, tries, 2 if many else 1)
    return found if found.ok or not many else _searched(view, reference, start, zoom, tries, 1)


def _searched(view: Grey, reference: Reference, start: Matrix, zoom: Matrix, tries: int, every: int) -> Alignment:
    matrix, inliers, residual = start, 0, float("inf")
    for reach, anchors in ((WIDE, reference.anchors[::every]), (NARROW, reference.anchors)):
        then, now = matches(view, anchors, matrix @ zoom, reach)
        found = fitted(then * np.float32(zoom[0, 0]), now)
        if found is None:
            return Alignment(matrix, 0.0, 0, float("inf"), ok=False)
        matrix, inliers, residual = found
    count = len(reference.anchors)
    ok = accepted(matrix, inliers, count, residual, tries)
    return Alignment(matrix, 0.0, inliers, residual, ok, share=inliers / count)


def _shift(matrix: Matrix, face: Face) -> tuple[float, tuple[float, float]]:
    corners = np.array([corner for display in face.displays for corner in display.corners], np.float64)
    there = cv2.perspectiveTransform(corners.reshape(-1, 1, 2), matrix).reshape(-1, 2)
    went = there - corners
    x, y = (float(mean) for mean in went.mean(axis=0))
    return float(np.mean(np.hypot(*went.T))), (x, y)
