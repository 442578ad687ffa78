"""What lies on the glass of a display and hides it: leaves, fingers, dirt, stickers, tape."""

import cv2
import numpy as np

Rng = np.random.Generator
LEAST, MOST = 0.015, 0.45
"""Smallest and largest share of the row's area that one thing hides."""


def covered(image: np.ndarray, row: np.ndarray, rng: Rng, share: float | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The BGR picture with one thing on its row, and what it hides, `(height, width)` from 0 to 1.

    `row` `(4, 2)` is the row's outline in pixels; the thing hides about `share` of its area (drawn at random where none is
    given), with its middle somewhere on it. A thing is never of the very colour of what it hides, but may be near it.
    """
    low, high = row.min(0), row.max(0)
    share = float(np.exp(rng.uniform(np.log(LEAST), np.log(MOST)))) if share is None else share
    area = share * float((high - low).prod())
    centre = low + rng.uniform(0, 1, 2) * (high - low)
    tall = float(high[1] - low[1])
    mask = _SHAPES[int(rng.integers(len(_SHAPES)))](rng, image.shape[:2], centre, area)
    if rng.random() < 0.4:
        mask = cv2.GaussianBlur(mask, (0, 0), float(rng.uniform(0.01, 0.08)) * tall)
    return _laid_on(image, mask, rng, tall), mask


def shone_on(image: np.ndarray, row: np.ndarray, rng: Rng, share: float) -> np.ndarray:
    """The BGR picture with a white reflection, soft at its edges, on about `share` of its row; as `covered`."""
    low, high = row.min(0), row.max(0)
    centre = low + rng.uniform(0, 1, 2) * (high - low)
    tall = float(high[1] - low[1])
    mask = _blot(rng, image.shape[:2], centre, share * float((high - low).prod()))
    cover = cv2.GaussianBlur(mask, (0, 0), float(rng.uniform(0.03, 0.15)) * tall)[..., None] * float(rng.uniform(0.6, 1.0))
    return np.clip(image * (1 - cover) + 255.0 * cover, 0, 255).astype(np.uint8)


def hidden(mask: np.ndarray, cell: np.ndarray) -> float:
    """What share of a cell `(4, 2)` the thing hides."""
    inside = np.zeros(mask.shape, np.uint8)
    cv2.fillConvexPoly(inside, np.round(cell).astype(np.int32), 1)
    return float(mask[inside > 0].mean()) if inside.any() else 0.0


def _blot(rng: Rng, shape: tuple[int, ...], centre: np.ndarray, area: float) -> np.ndarray:
    """An ellipse: a drop, a coin, a thumb print."""
    aspect = float(np.exp(rng.normal(0.3, 0.5)))
    axes = 2 * np.sqrt(area / np.pi * np.array([aspect, 1 / aspect]))
    angle = float(rng.choice([0.0, rng.uniform(0, 180)]))
    mask = np.zeros(shape, np.float32)
    cv2.ellipse(mask, (_pair(centre), _pair(axes), angle), 1.0, -1, cv2.LINE_AA)
    return mask


def _leaf(rng: Rng, shape: tuple[int, ...], centre: np.ndarray, area: float) -> np.ndarray:
    """Two arcs that meet in points, with or without a stalk."""
    length = np.sqrt(area * rng.uniform(1.6, 4))
    half = 0.75 * area / length
    along = np.linspace(-0.5, 0.5, 16)
    edge = half * (1 - (2 * along) ** 2) * rng.uniform(0.8, 1.2, 16)
    outline = np.concatenate([np.stack([along * length, edge], 1), np.stack([along * length, -edge], 1)[::-1]])
    angle = rng.uniform(0, np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    mask = _filled(shape, outline @ turn.T + centre)
    if rng.random() < 0.5:
        tip = centre + turn @ (length * rng.uniform(0.6, 1.0), 0)
        cv2.line(mask, _point(centre), _point(tip), 1.0, max(1, round(0.05 * np.sqrt(area))), cv2.LINE_AA)
    return mask


def _finger(rng: Rng, shape: tuple[int, ...], centre: np.ndarray, area: float) -> np.ndarray:
    """A round end that comes from outside."""
    wide = max(np.sqrt(area) * rng.uniform(0.6, 1.2), 2.0)
    angle = rng.uniform(0, 2 * np.pi)
    away = centre + 2 * max(shape) * np.array([np.cos(angle), np.sin(angle)])
    mask = np.zeros(shape, np.float32)
    cv2.line(mask, _point(centre), _point(away), 1.0, round(wide), cv2.LINE_AA)
    return mask


def _sticker(rng: Rng, shape: tuple[int, ...], centre: np.ndarray, area: float) -> np.ndarray:
    """A rectangle: a label, a strip of tape."""
    aspect = float(np.exp(rng.normal(0.4, 0.8)))
    sides = np.sqrt(area * np.array([aspect, 1 / aspect]))
    angle = float(rng.choice([rng.normal(0, 6), rng.uniform(0, 180)]))
    mask = np.zeros(shape, np.float32)
    cv2.fillConvexPoly(mask, cv2.boxPoints((_pair(centre), _pair(sides), angle)).astype(np.int32), 1.0, cv2.LINE_AA)
    return mask


def _dirt(rng: Rng, shape: tuple[int, ...], centre: np.ndarray, area: float) -> np.ndarray:
    """A splash of several ragged spots, some of them thin."""
    mask = np.zeros(shape, np.float32)
    count = int(rng.integers(2, 9))
    for _ in range(count):
        radius = np.sqrt(area / count / np.pi) * rng.uniform(0.5, 1.3)
        turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
        ragged = radius * rng.uniform(0.6, 1.3, 12)
        outline = np.stack([np.cos(turn) * ragged, np.sin(turn) * ragged], 1) + centre + rng.normal(0, 0.7, 2) * np.sqrt(area)
        mask = np.maximum(mask, _filled(shape, outline) * (1.0 if rng.random() < 0.7 else rng.uniform(0.4, 1.0)))
    return mask.astype(np.float32)


_SHAPES = (_blot, _blot, _leaf, _finger, _sticker, _dirt)


def _laid_on(image: np.ndarray, mask: np.ndarray, rng: Rng, tall: float) -> np.ndarray:
    """The picture with the thing in one colour, flat or grained or shaded to one side, with or without its shadow."""
    picture = image.astype(np.float32)
    if rng.random() < 0.3:
        move = np.array([[1, 0, rng.normal(0, 0.04)], [0, 1, rng.normal(0, 0.04)]], np.float32) * (1, 1, tall)
        fallen = cv2.warpAffine(mask, move.astype(np.float32), mask.shape[::-1])
        fallen = cv2.GaussianBlur(fallen, (0, 0), 0.03 * tall + 0.5)
        picture = picture * (1 - fallen * float(rng.uniform(0.2, 0.7)))[..., None]
    colour = _colour(rng, image[mask > 0.5] if (mask > 0.5).any() else image.reshape(-1, 3))
    paint = np.ones((*mask.shape, 1), np.float32) * colour.astype(np.float32)
    if rng.random() < 0.6:
        cells = int(rng.integers(2, 24))
        grid = rng.normal(0, 1, (cells, cells)).astype(np.float32)
        grain = cv2.resize(grid, mask.shape[::-1], interpolation=cv2.INTER_LINEAR)[..., None]
        paint = paint * np.exp(grain * float(rng.uniform(0.02, 0.25)))
    cover = mask[..., None]
    return np.clip(picture * (1 - cover) + paint * cover, 0, 255).astype(np.uint8)


def _colour(rng: Rng, below: np.ndarray) -> np.ndarray:
    """BGR: often dark, often light, sometimes near the darkest or the lightest of what is `below` `(n, 3)`."""
    kind = int(rng.choice(4, p=[0.45, 0.25, 0.15, 0.15]))
    if kind == 0:
        return rng.uniform(10, 135) * np.exp(rng.normal(0, 0.35, 3))
    if kind == 1:
        return np.clip(rng.uniform(110, 250) * np.exp(rng.normal(0, 0.15, 3)), 0, 255)
    near = np.percentile(below, 3 if kind == 2 else 90, axis=0)
    return np.clip(near + rng.choice([-1, 1]) * rng.uniform(6, 30), 0, 255)


def _filled(shape: tuple[int, ...], outline: np.ndarray) -> np.ndarray:
    mask = np.zeros(shape, np.float32)
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
    return mask


def _pair(values: np.ndarray) -> tuple[float, float]:
    return float(values[0]), float(values[1])


def _point(place: np.ndarray) -> tuple[int, int]:
    return round(float(place[0])), round(float(place[1]))
