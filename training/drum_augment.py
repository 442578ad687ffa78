"""What else could have happened to a patch of a wheel: another hand's frame and stroke, distance, light, and what lies over it.

Rendering is slow and this is quick, so that no batch shows the network the same picture twice.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from harimi.vision.displays.drum_patches import TALL, WIDE

Rng = np.random.Generator
Patch = np.ndarray
"""`(TALL, WIDE)` float32, 0 to 255."""
FAR = (7.0, 20.0)
"""Pixels of a wheel's height in a far camera's picture."""
LOST, FAINT = 0.4, 0.62
"""Likeness to the patch before: below the first it cannot be read, below the second neither answer would be fair."""
HIDDEN = (0.07, 0.14)
"""Share of a figure under something: from the first on neither answer would be fair, from the second it cannot be read.

The bar of an 8 is a seventh of it, and without it an 8 is a 0.
"""
BARRED = (0.1, 0.2)
"""The same of bars of light, which are narrow: a figure is still seen on both sides of one."""
THICKNESS = 1.2
"""Pixels of half a thin bar: a sixteenth of a wheel's height from edge to edge."""
UNTOUCHED = 0.3
"""Share of patches that are only bent: rendering has been harsh to them already."""
_Y, _X = np.mgrid[0:TALL, 0:WIDE].astype(np.float32)


@dataclass(frozen=True)
class Changed:
    """A patch after treatment, whether it can be read (1, 0; -1 where neither would be fair), and how much its phase teaches.

    What lies over a figure is told of in both ways: the figure is illegible, and its phases are those that it might have.
    """

    patch: Patch
    legible: int
    weight: float


def augmented(rng: Rng, patch: np.ndarray, legible: int) -> Changed:
    """The patch as another camera would see another meter like it."""
    clean = pressed(rng, bent(rng, np.asarray(patch, np.float32)))
    seen, harsh = clean, rng.random() > UNTOUCHED
    for chance, change in _CHANGES:
        if harsh and rng.random() < chance:
            seen = change(rng, seen)
    seen = np.clip(seen, 0, 255)
    over, look = seen, rng.random()
    limits, hidden = HIDDEN, 0.0
    if look < 0.15:
        over, hidden = covered(rng, seen, clean)
    elif look < 0.35:
        limits = BARRED
        over, hidden = banded(rng, seen, clean)
    told = legible
    if legible == 1:
        told = _told(likeness(clean, seen))
        legible = min(told, _told(likeness(clean, over)), key=abs) if hidden else told
        legible = 0 if hidden > limits[1] else min(legible, -1) if hidden > limits[0] and legible else legible
    return Changed(255 - over if rng.random() < 0.3 else over, legible, {1: 1.0, -1: 0.3}.get(told, 0.0))


def _told(alike: float) -> int:
    return 1 if alike > FAINT else 0 if alike < LOST else -1


def likeness(clean: Patch, seen: Patch) -> float:
    """Correlation of the middle of two patches; 0 where there is nothing to see."""
    a, b = clean[4:-4, 4:-4], seen[4:-4, 4:-4]
    a, b = a - a.mean(), b - b.mean()
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum() + 1e-3))


def bent(rng: Rng, patch: Patch) -> Patch:
    """Shifted, turned, slanted and stretched as no hand marks it better, with every stroke a little elsewhere."""
    turn, slant = np.radians(rng.normal(0, 2.5)), float(np.clip(rng.normal(0, 0.09), -0.25, 0.25))
    wide, tall = np.exp(rng.normal(0, (0.1, 0.05)))
    x, y = _X - (WIDE - 1) / 2, _Y - (TALL - 1) / 2
    right, down = rng.normal(0, (1.5, 0.7))
    loose = cv2.resize(rng.normal(0, 0.7, (5, 4, 2)).astype(np.float32), (WIDE, TALL), interpolation=cv2.INTER_CUBIC)
    from_x = wide * (x * np.cos(turn) - y * np.sin(turn)) + slant * y + right + (WIDE - 1) / 2 + loose[..., 0]
    from_y = tall * (x * np.sin(turn) + y * np.cos(turn)) + down + (TALL - 1) / 2 + 0.6 * loose[..., 1]
    moved = cv2.remap(
        patch, from_x.astype(np.float32), from_y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(moved, np.float32)


def pressed(rng: Rng, patch: Patch) -> Patch:
    """Strokes that are thicker or thinner than they were printed."""
    look = rng.random()
    if look > 0.3:
        return patch
    kernel = np.ones((2, 2) if look < 0.24 else (3, 3), np.uint8)
    return np.asarray(cv2.dilate(patch, kernel) if rng.random() < 0.5 else cv2.erode(patch, kernel), np.float32)


def _far(rng: Rng, patch: Patch) -> Patch:
    """Through a camera in which the wheel is a few pixels high."""
    share = float(np.exp(rng.uniform(*np.log(FAR)))) * 1.25 / TALL
    size = (max(4, round(WIDE * share)), max(6, round(TALL * share)))
    small = cv2.resize(patch, size, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.6:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 96))]
        small = cv2.imdecode(cv2.imencode(".jpg", np.clip(small, 0, 255).astype(np.uint8), quality)[1], cv2.IMREAD_GRAYSCALE)
    return cv2.resize(small, (WIDE, TALL), interpolation=cv2.INTER_LINEAR).astype(np.float32)


def _curved(rng: Rng, patch: Patch) -> Patch:
    """Another camera's tones."""
    return 255 * np.power(np.clip(patch, 0, 255) / 255, float(np.exp(rng.normal(0, 0.5)))).astype(np.float32)


def _lit(rng: Rng, patch: Patch) -> Patch:
    """Brighter at one side than at the other."""
    angle, strength = rng.uniform(0, 2 * np.pi), float(rng.uniform(0.2, 1.0))
    slope = np.cos(angle) * (_X / WIDE - 0.5) + np.sin(angle) * (_Y / TALL - 0.5)
    if rng.random() < 0.5:
        return patch * (1 + strength * slope)
    return patch + slope * strength * 2 * max(8.0, float(patch.std()))


def _barred(rng: Rng, patch: Patch) -> Patch:
    """A lamp's reflection or a shadow across, softly edged."""
    angle = rng.normal(0, 0.12) + (np.pi / 2 if rng.random() < 0.2 else 0.0)
    across = np.cos(angle) * (_Y - rng.uniform(0, TALL)) + np.sin(angle) * (_X - rng.uniform(0, WIDE))
    wide, soft = rng.uniform(0.8, 6), rng.uniform(0.4, 2.5)
    bar = 1 / (1 + np.exp(np.clip((np.abs(across) - wide) / soft, -20, 20)))
    return np.asarray(patch + bar * rng.normal(0, 2.0) * max(8.0, float(patch.std())), np.float32)


def _spotted(rng: Rng, patch: Patch) -> Patch:
    """A lamp's round reflection, burnt out in its middle."""
    away = np.hypot((_X - rng.uniform(0, WIDE)) / rng.uniform(2, 12), (_Y - rng.uniform(0, TALL)) / rng.uniform(2, 12))
    return np.asarray(patch + rng.uniform(60, 400) * np.exp(-(away ** rng.uniform(1.5, 5))), np.float32)


def covered(rng: Rng, patch: Patch, clean: Patch) -> tuple[Patch, float]:
    """Something lies on a part of it; and the share of the figure that it hides or spoils, 0 to 1."""
    size = (float(rng.uniform(2, 9)), float(rng.uniform(2, 9)))
    middle, turn = (float(rng.uniform(2, WIDE - 2)), float(rng.uniform(4, TALL - 4))), float(rng.uniform(0, 180))
    mask = np.zeros(patch.shape, np.uint8)
    if rng.random() < 0.6:
        cv2.ellipse(mask, (middle, (2 * size[0], 2 * size[1]), turn), 255, -1)
    else:
        cv2.fillConvexPoly(mask, np.round(cv2.boxPoints((middle, (2 * size[0], 2 * size[1]), turn))).astype(np.int32), 255)
    over = cv2.GaussianBlur(mask, (0, 0), float(rng.uniform(0.3, 1.0))).astype(np.float32) / 255
    tone = rng.uniform(0, 255) + rng.normal(0, 12) * (_X / WIDE - 0.5) + rng.normal(0, 4, patch.shape)
    return np.asarray(patch * (1 - over) + tone * over, np.float32), _hidden(clean, over > 0.5)


def banded(rng: Rng, patch: Patch, clean: Patch) -> tuple[Patch, float]:
    """Bars of light or shadow one beside the other, often as bright as the ink; and the share of the figure that they spoil."""
    angle = float(rng.normal(0, 0.1) if rng.random() < 0.75 else rng.uniform(-np.pi / 2, np.pi / 2))
    along, across = np.cos(angle) * _X + np.sin(angle) * _Y, np.cos(angle) * _Y - np.sin(angle) * _X
    middle = float(np.cos(angle) * rng.uniform(8, TALL - 8) - np.sin(angle) * WIDE / 2)
    step, way = float(rng.uniform(3.5, 6) if rng.random() < 0.6 else rng.uniform(6, 12)), rng.choice([-1, 1])
    over = np.zeros_like(patch)
    ends = (0.0, float(WIDE)) if rng.random() < 0.7 else tuple(np.sort(rng.uniform(0, WIDE, 2)))
    for n in range(int(rng.integers(1, 5))):
        place = middle + n * step * way + rng.normal(0, 0.7)
        wide, soft = THICKNESS * rng.uniform(0.5, 2.4), float(rng.uniform(0.2, 1.2))
        bar = 1 / (1 + np.exp(np.clip((np.abs(across - place) - wide) / soft, -20, 20)))
        over = np.maximum(over, bar * rng.uniform(0.6, 1.0) * ((along > ends[0]) & (along < ends[1])))
    tone = _tone(rng, patch) + rng.normal(0, 4, patch.shape)
    return np.clip(patch * (1 - over) + tone * over, 0, 255).astype(np.float32), _hidden(clean, over > 0.45)


def _tone(rng: Rng, patch: Patch) -> float:
    """How bright a bar is: mostly as the patch's own brightest or darkest parts, else burnt out, else anything."""
    look = rng.random()
    if look < 0.6:
        return float(np.percentile(patch[5:-5, 4:-4], 97 if rng.random() < 0.7 else 3))
    return 255.0 if look < 0.85 else float(rng.uniform(0, 255))


def _hidden(clean: Patch, under: np.ndarray) -> float:
    """The share of the ink that lies `under` something, or of the figure's place where that is more, by half."""
    inner = np.zeros(clean.shape, bool)
    inner[5:-5, 4:-4] = True
    away = np.abs(clean - np.median(clean[inner]))
    ink = inner & (away > 0.4 * away[inner].max())
    rows, columns = np.nonzero(ink)
    if not len(rows):
        return 0.0
    place = np.zeros(clean.shape, bool)
    place[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] = True
    return float(max((ink & under).sum() / ink.sum(), 0.5 * (place & under).sum() / place.sum()))


def _soft(rng: Rng, patch: Patch) -> Patch:
    return np.asarray(cv2.GaussianBlur(patch, (0, 0), float(rng.uniform(0.5, 2.2))), np.float32)


def _grainy(rng: Rng, patch: Patch) -> Patch:
    """Noise, as strong as a dark picture has it beside its contrast."""
    grain = rng.normal(0, 1, patch.shape).astype(np.float32)
    return patch + grain * np.float32(rng.exponential(0.15) * max(6.0, float(patch.std())))


_CHANGES: tuple[tuple[float, Callable[[Rng, Patch], Patch]], ...] = (
    *((0.3, _curved), (0.35, _lit), (0.22, _barred), (0.06, _spotted), (0.15, _soft)),
    *((0.5, _grainy), (0.2, _far)),
)
