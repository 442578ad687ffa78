"""Today's photograph onto the face's reference view: rotation, shift, scale, mild perspective, or "I am lost".

The reference keeps small patches of what never moves. Both views are locally normalised, so that light hardly matters. A
thumbnail gives the coarse start by phase correlation over a few angles; then each patch is looked for around its expected
place, and a similarity is fitted to the matches that agree. A wrong alignment is worse than none: see `_accepted`.
"""

import base64
from dataclasses import dataclass, replace
from functools import lru_cache
from math import comb, pi

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.looks import completed
from harimi.vision.face import Anchor, Dial, Display, Face, Reference, changing
from harimi.vision.geometry import Image, Matrix, Polygon, moved, points, to_rectangle
from harimi.vision.grain import shows_something
from harimi.vision.indicators import Indicator

PATCH = 31
VIEW = 640
"""Pixels of the longer side at which both views are compared; large pictures are reduced, small ones at most doubled."""
_SPACING = 28
_MOST = 60
_LARGE = 400
"""Pixels of a picture's shorter side; of 200, fewer real photographs were found again and one more wrongly read."""
THUMBNAIL = (160, 120)
"""Width and height of the reference view that is kept as a whole."""
_ANGLES = (0.0, -2.0, 2.0, -5.0, 5.0, -9.0, 9.0)
_PASSES = (14, 6)
_ENOUGH = 30
"""Patches beyond which every second one will do for the first, wide pass: the second one starts from what they say."""
_MATCH = 0.5
_NEAR = 1.5
_REACH = 0.9
Grey = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Alignment:
    """`matrix` takes the face's pixels to the photograph's; `shift` is how far the display moved, in pixels of the face, and
    `towards` where its middle went.

    Without `ok` the camera no longer shows the reference view, and the matrix means nothing.
    """

    matrix: Matrix
    shift: float
    inliers: int
    residual: float
    ok: bool
    towards: tuple[float, float] = (0.0, 0.0)


def with_reference(face: Face, image: Image) -> Face:
    """The face with `image` as the view to which later photographs are aligned; its pages and lamps look as they do there."""
    moving = tuple(outline for display in face.displays for outline in _moving(display))
    return completed(face, image).model_copy(update={"reference": _reference(image, moving)})


def _moving(display: Display) -> tuple[Polygon, ...]:
    """Where a display changes: a row as a whole and its page's signs, a dial as far as its pointer reaches."""
    if not isinstance(display, Dial):
        return changing(display)
    around = np.linspace(0, 2 * pi, 24, endpoint=False)
    circle = 0.5 + 0.5 * _REACH * np.stack([np.cos(around), np.sin(around)], axis=1)
    upright = np.asarray(np.linalg.inv(to_rectangle(display.corners, 1, 1)), np.float64)
    return (moved(points(circle - 0.5), upright),)


def _reference(image: Image, moving: tuple[Polygon, ...]) -> Reference:
    """What `align` needs to know of the reference view; patches keep clear of the `moving` outlines."""
    size = (image.shape[1], image.shape[0])
    view, zoom = view_of(image, size), zoom_of(size)
    still = _still(view.shape, tuple(tuple((x * zoom, y * zoom) for x, y in outline) for outline in moving))
    still &= shows_something(view)
    texture = np.clip(normalised(view.astype(np.float32)) * 40 + 128, 0, 255).astype(np.uint8)
    corners = cv2.goodFeaturesToTrack(texture, _MOST, 0.02, _SPACING, mask=still)
    places = np.zeros((0, 2)) if corners is None else np.round(corners.reshape(-1, 2))
    anchors = tuple(Anchor(at=(float(x) / zoom, float(y) / zoom), pixels=_kept(view, int(x), int(y))) for x, y in places)
    thumbnail = cv2.resize(view, THUMBNAIL, interpolation=cv2.INTER_AREA)
    return Reference(thumbnail=base64.b64encode(thumbnail.tobytes()).decode(), anchors=anchors)


def align(image: Image, face: Face) -> Alignment:
    """How `image` lies to the face's reference view. A face without a reference is a `ValueError`.

    On a panel of lamps the coarse start may be far off though the camera stands still: what is lit decides it. Other meters
    are not given the second start, since another one in the same place would be taken for them.
    """
    if face.reference is None:
        raise ValueError("this face keeps no reference view to align to")
    width, height = face.size
    zoom = np.diag([zoom_of(face.size), zoom_of(face.size), 1.0])
    view = view_of(image, face.size)
    flat = normalised(view.astype(np.float32))
    found = _refined(flat, face.reference, _coarse(view, face.reference), zoom)
    if not found.ok and any(isinstance(display, Indicator) for display in face.displays):
        found = _refined(flat, face.reference, np.eye(3), zoom)
    in_face = np.linalg.inv(zoom) @ found.matrix @ zoom
    fit = np.diag([image.shape[1] / width, image.shape[0] / height, 1.0])
    shift, towards = _shift(in_face, face)
    return replace(found, matrix=fit @ in_face, shift=shift, towards=towards)


def zoom_of(size: tuple[int, int]) -> float:
    """Pixels at which views are compared for each pixel of a face of `size` (width, height)."""
    return min(VIEW / max(size), 2.0)


def view_of(image: Image, size: tuple[int, int]) -> Image:
    """The photograph, grey, as it is compared with a face of `size` (width, height)."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    target = (round(size[0] * zoom_of(size)), round(size[1] * zoom_of(size)))
    smaller = target[0] < image.shape[1]
    return np.asarray(cv2.resize(grey, target, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC), np.uint8)


def normalised(grey: Grey) -> Grey:
    """Local brightness and contrast taken out, so that lamp, daylight and infra-red look alike."""
    flat = grey - _around(grey)
    return flat / (np.sqrt(_around(flat * flat)) + 4)


def _around(grey: Grey) -> Grey:
    """The mean around each pixel, a bell of 12 pixels; of a large picture at a quarter of its size, where it is as good."""
    height, width = grey.shape
    if min(height, width) < _LARGE:
        return np.asarray(cv2.GaussianBlur(grey, (0, 0), 12), np.float32)
    small = cv2.resize(grey, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), 3)
    return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


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


def patch_of(pixels: str) -> Grey:
    """`(PATCH, PATCH)`: the grey levels of an anchor."""
    return np.frombuffer(base64.b64decode(pixels), np.uint8).reshape(PATCH, PATCH).astype(np.float32)


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


def _refined(view: Grey, reference: Reference, start: Matrix, zoom: Matrix) -> Alignment:
    """From the coarse start to the fine fit; of many patches every second one first, all where those do not find it."""
    many = len(reference.anchors) > _ENOUGH
    found = _searched(view, reference, start, zoom, 2 if many else 1)
    return found if found.ok or not many else _searched(view, reference, start, zoom, 1)


def _searched(view: Grey, reference: Reference, start: Matrix, zoom: Matrix, every: int) -> Alignment:
    matrix, inliers, residual = start, 0, float("inf")
    for reach, anchors in zip(_PASSES, (reference.anchors[::every], reference.anchors), strict=True):
        then, now = _matches(view, anchors, matrix @ zoom, reach)
        fitted = _fitted(then * np.float32(zoom[0, 0]), now)
        if fitted is None:
            return Alignment(matrix, 0.0, 0, float("inf"), ok=False)
        matrix, inliers, residual = fitted
    return Alignment(matrix, 0.0, inliers, residual, _accepted(matrix, inliers, len(reference.anchors), residual))


def _accepted(matrix: Matrix, inliers: int, anchors: int, residual: float) -> bool:
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    agreed = inliers >= 6 and inliers >= 0.3 * anchors and _by_chance(inliers, anchors) < 1e-3
    return agreed and residual <= 0.8 and abs(scale - 1) <= 0.05


def _by_chance(inliers: int, anchors: int) -> float:
    """How many fits of so many patches to expect where none is right: two make a similarity, and each other one then lies
    within `_NEAR` of its place as often as a random peak in the wide search window does."""
    hit = pi * _NEAR**2 / (2 * _PASSES[0] + 1) ** 2
    return comb(anchors, 2) * comb(anchors - 2, inliers - 2) * hit ** (inliers - 2)


def _matches(view: Grey, anchors: tuple[Anchor, ...], matrix: Matrix, reach: int) -> tuple[Grey, Grey]:
    """Anchor places in the face and in the view, `(n, 2)` each, for the patches found within `reach` pixels."""
    then, now = [], []
    for anchor in anchors:
        place = cv2.perspectiveTransform(np.array([[anchor.at]], np.float64), matrix).reshape(2)
        found = _found(view, _turned(anchor.pixels, matrix), place, reach)
        if found is not None:
            then.append(anchor.at)
            now.append(found)
    return np.array(then, np.float32).reshape(-1, 2), np.array(now, np.float32).reshape(-1, 2)


def _turned(pixels: str, matrix: Matrix) -> Grey:
    """An anchor's patch, normalised, as the camera sees it; seldom turned, so that most are made once for many photographs."""
    angle = float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0])))
    if abs(angle) < 0.5:
        return _upright(pixels)
    turn = cv2.getRotationMatrix2D((PATCH // 2, PATCH // 2), -angle, 1.0)
    turned = cv2.warpAffine(patch_of(pixels), turn, (PATCH, PATCH), borderMode=cv2.BORDER_REPLICATE)
    return normalised(np.asarray(turned, np.float32))


@lru_cache(maxsize=1024)
def _upright(pixels: str) -> Grey:
    return normalised(patch_of(pixels))


def _found(view: Grey, patch: Grey, place: NDArray[np.float64], reach: int) -> tuple[float, float] | None:
    half = PATCH // 2
    x, y = round(float(place[0])), round(float(place[1]))
    top, left = y - half - reach, x - half - reach
    bottom, right = y + half + reach + 1, x + half + reach + 1
    if top < 0 or left < 0 or bottom > view.shape[0] or right > view.shape[1]:
        return None
    score = cv2.matchTemplate(view[top:bottom, left:right], patch, cv2.TM_CCOEFF_NORMED)
    _, best, _, (px, py) = cv2.minMaxLoc(score)
    if best < _MATCH or not (0 < px < 2 * reach and 0 < py < 2 * reach):
        return None
    return x - reach + px + _peak(score[py, px - 1 : px + 2]), y - reach + py + _peak(score[py - 1 : py + 2, px])


def _peak(three: NDArray[np.float32]) -> float:
    """Where a parabola through three neighbouring scores is highest, from the middle one."""
    a, b, c = (float(value) for value in three)
    bend = a - 2 * b + c
    return 0.0 if abs(bend) < 1e-9 else float(np.clip((a - c) / (2 * bend), -0.5, 0.5))


def _fitted(then: Grey, now: Grey) -> tuple[Matrix, int, float] | None:
    if len(then) < 4:
        return None
    similarity, mask = cv2.estimateAffinePartial2D(then, now, method=cv2.RANSAC, ransacReprojThreshold=_NEAR)
    if similarity is None:
        return None
    matrix, kept = np.vstack([similarity, [0, 0, 1]]), mask.ravel() > 0
    residual = _residual(matrix, then[kept], now[kept])
    if kept.sum() >= 20:
        matrix, residual = _bent(matrix, residual, then[kept], now[kept])
    return matrix, int(kept.sum()), residual


def _bent(matrix: Matrix, residual: float, then: Grey, now: Grey) -> tuple[Matrix, float]:
    """A homography instead, if it explains the matches at least twice as well."""
    bent, _ = cv2.findHomography(then, now)
    if bent is None:
        return matrix, residual
    better = _residual(bent, then, now)
    return (bent, better) if better <= residual / 2 else (matrix, residual)


def _residual(matrix: Matrix, then: Grey, now: Grey) -> float:
    there = cv2.perspectiveTransform(then.reshape(-1, 1, 2).astype(np.float64), matrix).reshape(-1, 2)
    return float(np.sqrt(np.mean(np.sum((there - now) ** 2, axis=1))))


def _shift(matrix: Matrix, face: Face) -> tuple[float, tuple[float, float]]:
    corners = np.array([corner for display in face.displays for corner in display.corners], np.float64)
    there = cv2.perspectiveTransform(corners.reshape(-1, 1, 2), matrix).reshape(-1, 2)
    went = there - corners
    x, y = (float(mean) for mean in went.mean(axis=0))
    return float(np.mean(np.hypot(*went.T))), (x, y)
