"""What is mirrored in the glass of a display, and what lies on it."""

import cv2
import numpy as np

Rng = np.random.Generator


def reflected(image: np.ndarray, rng: Rng) -> np.ndarray:
    """Things mirrored in the glass: patches with sharp or soft edges, bars of light, a shadow's edge, haze, scratches."""
    picture: np.ndarray = image.astype(np.float32)
    height, width = image.shape[:2]
    level = max(float(picture.mean()), 15.0)
    for _ in range(int(rng.integers(1, 6)) if rng.random() < 0.6 else 0):
        mask = _patch(rng, height, width)
        colour = float(rng.uniform(0.2, 1.6) * level) * _tint(rng, 0.5)
        strength = float(rng.uniform(0.1, 0.75))
        picture = picture * (1 - mask * (strength * float(rng.uniform(0, 1)))) + mask * (strength * colour)
    for _ in range(int(rng.integers(1, 8)) if rng.random() < 0.3 else 0):
        picture = picture + _bar(rng, height, width) * (float(level * rng.uniform(0.05, 0.9)) * _tint(rng, 0.3))
    if rng.random() < 0.15:
        picture = picture + float(rng.uniform(0.1, 0.8) * level)
    if rng.random() < 0.15:
        picture = picture * (1 - _patch(rng, height, width) * float(rng.uniform(0.2, 0.7)))
    for _ in range(int(rng.integers(1, 6)) if rng.random() < 0.12 else 0):
        a, b = (rng.uniform(0, 1, 2) * (width, height)).astype(int), (rng.uniform(0, 1, 2) * (width, height)).astype(int)
        cv2.line(picture, a.tolist(), b.tolist(), (rng.uniform(0.3, 2.5) * level,) * 3, int(rng.integers(1, 4)), cv2.LINE_AA)
    return np.clip(picture, 0, 255).astype(np.uint8)


def _tint(rng: Rng, spread: float) -> np.ndarray:
    return np.exp(rng.normal(0, spread, 3)).astype(np.float32)


def _patch(rng: Rng, height: int, width: int) -> np.ndarray:
    corners = rng.uniform(-0.2, 1.2, 2) * (width, height) + rng.normal(
        0, 1, (int(rng.integers(3, 7)), 2)
    ) * height * rng.uniform(0.1, 0.7)
    mask = np.zeros((height, width), np.float32)
    cv2.fillPoly(mask, [cv2.convexHull(corners.astype(np.int32)) if rng.random() < 0.6 else corners.astype(np.int32)], 1.0)
    return _softened(mask, rng)


def _bar(rng: Rng, height: int, width: int) -> np.ndarray:
    """Light from a window's frame, a pole, an arm: as broad as a stroke or as a digit, upright as a rule, so like a 1."""
    centre = rng.uniform(0, 1, 2) * (width, height)
    sides = height * np.exp(rng.uniform(np.log((0.03, 0.3)), np.log((0.5, 2.5))))
    angle = float(rng.choice([rng.normal(0, 10), rng.uniform(0, 180)], p=[0.7, 0.3]))
    mask = np.zeros((height, width), np.float32)
    box = cv2.boxPoints(((float(centre[0]), float(centre[1])), (float(sides[0]), float(sides[1])), angle))
    cv2.fillConvexPoly(mask, box.astype(np.int32), 1.0, cv2.LINE_AA)
    return _softened(mask, rng)


def _softened(mask: np.ndarray, rng: Rng) -> np.ndarray:
    soft = float(rng.choice([0.0, rng.uniform(1, 0.1 * len(mask) + 1.1)]))
    return (cv2.GaussianBlur(mask, (0, 0), soft) if soft else mask)[..., None]
