"""Patches looked for around their expected places in a view, and the movement on which those that are found agree.

Views and patches are locally normalised, so that light hardly matters. A wrong movement is worse than none: see `accepted`.
"""

import base64
from functools import lru_cache
from math import comb, pi

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.face import Anchor
from harimi.vision.geometry import Matrix

PATCH = 31
WIDE, NARROW = 14, 6
"""Pixels around its expected place in which a patch is looked for: from the coarse start, and from what the first pass says."""
_LARGE = 400
"""Pixels of a picture's shorter side; of 200, fewer real photographs were found again and one more wrongly read."""
_MATCH = 0.5
_NEAR = 1.5
Grey = NDArray[np.float32]


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


def patch_of(pixels: str) -> Grey:
    """`(PATCH, PATCH)`: the grey levels of an anchor."""
    return np.frombuffer(base64.b64decode(pixels), np.uint8).reshape(PATCH, PATCH).astype(np.float32)


def accepted(matrix: Matrix, inliers: int, anchors: int, residual: float, tries: int = 1) -> bool:
    """Whether `inliers` of so many `anchors` say enough: chance may explain it once in a thousand photographs, in each of
    which so many `tries` were made.
    """
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    agreed = inliers >= 6 and inliers >= 0.3 * anchors and _by_chance(inliers, anchors) < 1e-3 / tries
    return agreed and residual <= 0.8 and abs(scale - 1) <= 0.05


def _by_chance(inliers: int, anchors: int) -> float:
    """How many fits of so many patches to expect where none is right: two make a similarity, and each other one then lies
    within `_NEAR` of its place as often as a random peak in the wide search window does."""
    hit = pi * _NEAR**2 / (2 * WIDE + 1) ** 2
    return comb(anchors, 2) * comb(anchors - 2, inliers - 2) * hit ** (inliers - 2)


def matches(view: Grey, anchors: tuple[Anchor, ...], matrix: Matrix, reach: int) -> tuple[Grey, Grey]:
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


def fitted(then: Grey, now: Grey) -> tuple[Matrix, int, float] | None:
    """The movement on which most of the places `(n, 2)` agree, how many do, and by how many pixels they miss it."""
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
