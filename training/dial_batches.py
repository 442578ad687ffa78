"""Batches for the two networks of a dial, cut at random from kept scenes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from harimi.vision.displays import dial_polar
from harimi.vision.find.dial_points import CELL, SIDE, normalised
from harimi.vision.geometry import Image, Quad, moved, points, quad
from training.dial_scenes import background

Rng = np.random.Generator
BINS = 180


@dataclass(frozen=True)
class Scenes:
    """Kept scenes: images `(n, s, s, 3)`, places `(n, 11, 2)`, kinds `(n,)`, lowest and highest value `(n, 2)`."""

    images: np.ndarray
    places: np.ndarray
    kinds: np.ndarray
    ends: np.ndarray

    def first(self, count: int) -> "Scenes":
        """The first `count` scenes."""
        return Scenes(self.images[:count], self.places[:count], self.kinds[:count], self.ends[:count])


def load(paths: list[Path]) -> Scenes:
    """All scenes of the files."""
    parts = [np.load(path) for path in paths]
    return Scenes(*(np.concatenate([part[name] for part in parts]) for name in ("images", "places", "kinds", "ends")))


def weathered(rng: Rng, image: Image) -> Image:
    """A little more of what cameras do: fewer pixels, no colour, other levels, noise."""
    if rng.random() < 0.2:
        small = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        factor = rng.uniform(0.5, 1.0)
        small = cv2.resize(small, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 0.9 else small
        image = cv2.resize(
            small, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_CUBIC if rng.random() < 0.5 else cv2.INTER_LINEAR
        )
    if rng.random() < 0.15:
        image = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if rng.random() < 0.15:
        sharp = cv2.addWeighted(image, 1 + (amount := rng.uniform(0.5, 2.5)), cv2.GaussianBlur(image, (0, 0), 1.2), -amount, 0)
        image = np.asarray(sharp, np.uint8)
    if rng.random() < 0.5:
        table = np.clip((np.arange(256) * rng.uniform(0.6, 1.3) + rng.uniform(-40, 40)), 0, 255).astype(np.uint8)
        image = cv2.LUT(image, table)
    if rng.random() < 0.3:
        image = np.clip(image + rng.normal(0, rng.uniform(1, 9), image.shape), 0, 255).astype(np.uint8)
    return image


def area(places: np.ndarray) -> np.ndarray:
    """The hull of the pivot and the scale, `(n, 2)`: what the finder calls the dial's area."""
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
    plane = cv2.getPerspectiveTransform(places[7:11].astype(np.float32), square)
    marks = np.array(moved(points(places[2:7]), plane))
    turn = np.unwrap(np.arctan2(marks[:, 0], -marks[:, 1]), period=2 * np.pi)
    if np.ptp(turn) < 0.1:
        turn = np.array([0, 2 * np.pi])
    fine = np.linspace(turn[0], turn[-1], 25)
    arc = np.concatenate([[[0.0, 0.0]], np.stack([np.sin(fine), -np.cos(fine)], 1)])
    edge = np.array(moved(points(arc), np.linalg.inv(plane)), np.float32)
    return cv2.convexHull(edge).reshape(-1, 2)


def _view(rng: Rng, hull: np.ndarray) -> np.ndarray:
    """A random similarity, `(2, 3)`, that brings the dial into a square picture of `SIDE` pixels."""
    low, high = hull.min(0), hull.max(0)
    near = rng.random() < 0.75
    share = rng.uniform(0.5, 0.98) if near else rng.uniform(0.14, 0.5)
    factor = share * SIDE / max(high - low)
    turn = rng.normal(0, 6) if rng.random() < 0.85 else rng.uniform(-60, 60)
    room = (1 - share) / 2 if not near else min(0.2, (1 - share) / 2 + 0.06)
    matrix = cv2.getRotationMatrix2D((0.0, 0.0), turn, factor)
    target = (0.5 + rng.uniform(-room, room, 2)) * SIDE
    matrix[:, 2] = target - matrix[:, :2] @ ((low + high) / 2)
    return np.asarray(matrix)


def point_batches(scenes: Scenes, rng: Rng, count: int) -> Iterator[tuple[torch.Tensor, ...]]:
    """Pictures `(n, 3, s, s)`, target maps `(n, 7, s/4, s/4)`, weights `(n, 7)`, areas `(n, s/4, s/4)`."""
    grounds = [background(rng, SIDE) for _ in range(300)]
    while True:
        chosen = rng.integers(0, len(scenes.images), count)
        parts = [_point_sample(scenes, rng, int(index), grounds) for index in chosen]
        yield tuple(torch.from_numpy(np.stack(part)) for part in zip(*parts, strict=True))


def _point_sample(scenes: Scenes, rng: Rng, index: int, grounds: list[Image]) -> tuple[np.ndarray, ...]:
    places, kind = scenes.places[index], scenes.kinds[index]
    hull = area(places)
    matrix = _view(rng, hull)
    picture = grounds[int(rng.integers(len(grounds)))].copy()
    flags = cv2.INTER_AREA if abs(np.linalg.det(matrix[:, :2])) < 0.5 else cv2.INTER_LINEAR
    cv2.warpAffine(scenes.images[index], matrix, (SIDE, SIDE), picture, flags, cv2.BORDER_TRANSPARENT)
    placed = places[:7] @ matrix[:, :2].T + matrix[:, 2]
    weights = ((placed > 0) & (placed < SIDE - 1)).all(1).astype(np.float32)
    weights[1] *= kind != 2
    weights[2:] *= kind != 1
    cells = SIDE // CELL
    mask = np.zeros((cells, cells), np.uint8)
    outline = (hull @ matrix[:, :2].T + matrix[:, 2] + 0.5) / CELL - 0.5
    cv2.fillConvexPoly(mask, np.round(outline * 16).astype(np.int32), 1, cv2.LINE_8, 4)
    return normalised(weathered(rng, picture)), maps((placed + 0.5) / CELL - 0.5, cells), weights, mask.astype(np.float32)


def maps(places: np.ndarray, cells: int) -> np.ndarray:
    """One Gaussian of one cell's deviation for each place, `(n, cells, cells)`, each summing to 1."""
    steps = np.arange(cells)
    across = np.exp(-((steps[None] - places[:, :1]) ** 2) / 2)
    down = np.exp(-((steps[None] - places[:, 1:]) ** 2) / 2)
    heat = down[:, :, None] * across[:, None, :]
    return np.asarray(heat / np.maximum(heat.sum((1, 2), keepdims=True), 1e-6), np.float32)


def hand_batches(scenes: Scenes, rng: Rng, count: int) -> Iterator[tuple[torch.Tensor, ...]]:
    """Strips `(n, 3, 40, 360)`, target angles `(n, 3, 180)`, their weights `(n, 3)`, whether a tip is there `(n,)`, the
    scale's radius by angle `(n, 180)` less 1 in tenths, and its weights `(n, 180)`.
    """
    while True:
        chosen = rng.integers(0, len(scenes.images), count)
        parts = [hand_sample(scenes, rng, int(index)) for index in chosen]
        yield tuple(torch.from_numpy(np.stack(part)) for part in zip(*parts, strict=True))


def hand_sample(scenes: Scenes, rng: Rng, index: int) -> tuple[np.ndarray, ...]:
    """One strip: the dial's square slightly misplaced, turned at random, its tip sometimes hidden."""
    places, kind, image = scenes.places[index], scenes.kinds[index], scenes.images[index]
    astray = rng.random() < 0.03
    corners = quad(misplaced(rng, places[7:11], astray=astray))
    plane = np.array(moved(points(places[:7]), dial_polar.to_plane(corners)))
    there = not astray and kind != 2
    if there and rng.random() < 0.05:
        image, there = hidden(rng, image, places), False
    strip = dial_polar.unroll(dial_polar.upright(weathered(rng, image), corners, 160))
    turn = int(rng.integers(0, 360)) if rng.random() < (0.5 if kind == 1 else 0.15) else int(rng.normal(0, 8))
    strip = np.roll(strip, turn, axis=1)
    angles = np.degrees(np.arctan2(plane[[1, 2, 6], 0], -plane[[1, 2, 6], 1])) + turn
    weights = np.array([there, kind != 1 and not astray, kind != 1 and not astray], np.float32)
    scale = np.array(moved(points(places[2:7]), dial_polar.to_plane(corners)))
    radius = np.roll(radii(places[7:11], corners), turn // 2)
    trusted = np.where(_covered(scale, turn), 1.0, 0.25) * (not astray)
    truth = (rings(angles), weights, np.array(there, np.float32), radius, trusted.astype(np.float32))
    return dial_polar.normalised(strip), *truth


def radii(true: np.ndarray, corners: Quad) -> np.ndarray:
    """The radius of the true scale's circle at each angle of the misplaced square, `(180,)`, less 1, in tenths."""
    turn = np.radians(np.arange(0, 360, 2))
    circle = points(np.stack([np.sin(turn), -np.cos(turn)], 1))
    seen = np.array(moved(moved(circle, dial_polar.from_plane(quad(true))), dial_polar.to_plane(corners)))
    angles, radius = np.degrees(np.arctan2(seen[:, 0], -seen[:, 1])) % 360, np.hypot(*seen.T)
    order = np.argsort(angles)
    bins = np.interp(np.arange(0, 360, 2), angles[order], radius[order], period=360)
    return np.asarray(np.clip((bins - 1) * 10, -4, 4), np.float32)


def _covered(scale: np.ndarray, turn: int) -> np.ndarray:
    """Which of the 180 angles lie within 30° of one of the scale's points."""
    angles = np.degrees(np.arctan2(scale[:, 0], -scale[:, 1])) + turn
    away = np.abs((np.arange(0, 360, 2)[:, None] - angles[None] + 180) % 360 - 180)
    return np.asarray(away.min(1) < 30)


def misplaced(rng: Rng, corners: np.ndarray, *, astray: bool) -> np.ndarray:
    middle, size = corners.mean(0), np.sqrt(abs(cv2.contourArea(corners.astype(np.float32))))
    rough = 0.06 if rng.random() < 0.15 else 0.02
    shift = rng.normal(0, rough, 2) * size * 0.7 if not astray else rng.uniform(0.7, 1.2) * size * rng.choice([-1, 1], 2)
    return (corners - middle) * np.exp(rng.normal(0, 2 * rough)) + middle + shift + rng.normal(0, rough * 0.5, (4, 2)) * size


def hidden(rng: Rng, image: Image, places: np.ndarray) -> Image:
    """The outer two thirds of the hand under a bright or dark blot."""
    pivot, tip = places[0], places[1]
    middle = pivot + (tip - pivot) * 0.65
    reach = np.hypot(*(tip - pivot))
    mask = np.zeros(image.shape[:2], np.float32)
    box = cv2.boxPoints(
        (
            middle.astype(float).tolist(),
            (reach * rng.uniform(0.9, 1.6), reach * rng.uniform(0.9, 1.4)),
            float(rng.uniform(0, 90)),
        )
    )
    cv2.fillConvexPoly(mask, box.astype(np.int32), 1.0)
    mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.5, 0.06 * reach + 1))[..., None]
    level = rng.uniform(180, 255) if rng.random() < 0.7 else rng.uniform(0, 120)
    return np.asarray(image * (1 - mask) + level * mask, np.uint8)


def rings(angles: np.ndarray) -> np.ndarray:
    """One circular Gaussian of one bin's deviation for each angle (degrees), `(n, 180)`, each summing to 1."""
    away = (np.arange(BINS)[None] * 360 / BINS - angles[:, None] + 180) % 360 - 180
    heat = np.exp(-((away * BINS / 360) ** 2) / 2)
    return np.asarray(heat / heat.sum(1, keepdims=True), np.float32)
