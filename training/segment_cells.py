"""The network that reads one cell of a seven-segment display."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import nn

from harimi.vision.displays.segments import SOFT, channels
from training.fit import Batch
from training.segment_covers import covered, shone_on
from training.segment_data import NOTHING, OTHER, UNKNOWN

Rng = np.random.Generator
HIDDEN, SHINING = 0.1, 0.05
"""How many patches are covered, and how many shine, besides those that were drawn so."""
CELL = np.array([[7.5, 5.5], [32.5, 5.5], [32.5, 42.5], [7.5, 42.5]])
"""Outline of the cell itself in its patch."""
FULL = 4
"""Strokes from which on a digit is told from a reflection even where light and dark are exchanged."""


@dataclass(frozen=True)
class Cells:
    """Patches `(n, 48, 40)`, their truths `(n, 9)` (class, point, seven strokes) and the spreads `(n,)` of their rows."""

    images: np.ndarray
    truths: np.ndarray
    spreads: np.ndarray


class CellNet(nn.Module):  # type: ignore[misc]
    """Three levelled views of a patch in; logits of strokes (7), point (1) and kinds (12 glyphs and "other") out."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *_layer(3, 20, 2),
            *_layer(20, 32, 1),
            *_layer(32, 48, 2),
            *_layer(48, 48, 1),
            *_layer(48, 64, 2),
            *_layer(64, 64, 1),
        )
        self.neck = nn.Sequential(nn.Flatten(), nn.Dropout(0.2), nn.Linear(64 * 6 * 5, 96), nn.ReLU())
        self.strokes, self.point, self.kinds = nn.Linear(96, 7), nn.Linear(96, 1), nn.Linear(96, OTHER + 1)

    def forward(self, patches: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        seen = self.neck(self.body(patches))
        return self.strokes(seen), self.point(seen), self.kinds(seen)


def _layer(inputs: int, outputs: int, stride: int) -> list[nn.Module]:
    return [nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]


def batches(drawn: Cells, real: Cells, rng: Rng, size: int = 128, share: float = 0.12) -> Iterator[Batch]:
    """Endless batches, `share` of them real crops, each patch changed a little every time, a few lit the wrong way round."""
    count = round(size * share)
    while True:
        a, b = rng.integers(0, len(drawn.images), size - count), rng.integers(0, len(real.images), count)
        images = np.concatenate([drawn.images[a], real.images[b]])
        truths = np.concatenate([drawn.truths[a], real.truths[b]])
        spreads = np.concatenate([drawn.spreads[a], real.spreads[b]]) * np.exp(rng.normal(0, 0.12, size))
        images, truths = _backwards(images, truths, rng)
        gain = np.where(rng.random(size) < 0.3, rng.uniform(0.2, 1, size), 1.0)
        changed = np.stack([_changed(image, light, rng) for image, light in zip(images, gain, strict=True)])
        yield torch.from_numpy(channels(changed, spreads * gain)), torch.from_numpy(truths.astype(np.int64))


def _backwards(images: np.ndarray, truths: np.ndarray, rng: Rng) -> tuple[np.ndarray, np.ndarray]:
    """One patch in eight with light and dark exchanged: what was a digit is none, what was blank remains blank.

    Glyphs of few strokes stay as they are: a bright 1 is just what a reflection on a blank cell looks like.
    """
    full, blank = (truths[:, 2:] == 1).sum(1) >= FULL, (truths[:, 2:] == 0).all(1)
    turned = (rng.random(len(images)) < 0.125) & (full | blank)
    inverse = np.where(turned[:, None, None], 255 - images, images)
    return inverse, np.where((turned & full)[:, None], NOTHING, truths)


def _changed(patch: np.ndarray, gain: float, rng: Rng) -> np.ndarray:
    """The patch a little moved, stretched, dimmed by `gain`, blurred or covered."""
    picture = _hidden(patch, rng).astype(np.float32)
    move = np.array([[1, 0, 0], [0, 1, 0]], np.float32) + rng.normal(0, 0.03, (2, 3)).astype(np.float32) * (1, 1, 0)
    move[:, 2] = rng.normal(0, 0.7, 2) - (move[:, :2] - np.eye(2)) @ (20, 24)
    picture = cv2.warpAffine(picture, move.astype(np.float32), patch.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.4, 1.3)))
    if gain < 1:
        picture = picture * gain + rng.normal(0, rng.uniform(0, 4), patch.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


def _hidden(patch: np.ndarray, rng: Rng) -> np.ndarray:
    """The patch, one in seven with something on its glass: a thing, or a white reflection (black on a row shown inverted)."""
    kind = rng.random()
    if kind > HIDDEN + SHINING:
        return patch
    colour, share = np.repeat(patch[..., None], 3, 2), float(np.exp(rng.uniform(np.log(0.03), np.log(0.5))))
    if kind < HIDDEN:
        return covered(colour, CELL, rng, share)[0][..., 0]
    inverted = bool(rng.random() < 0.2)
    shown = shone_on(255 - colour if inverted else colour, CELL, rng, share)[..., 0]
    return 255 - shown if inverted else shown


def loss(model: nn.Module, batch: Batch) -> torch.Tensor:
    """Cross-entropy of kinds, strokes and point, softened never rewarding certainty; unknown truths count nothing."""
    patches, truths = batch
    strokes, point, kinds = model(patches)
    whole = nn.functional.cross_entropy(kinds, truths[:, 0], label_smoothing=SOFT)
    return whole + 2 * _binary(strokes, truths[:, 2:]) + _binary(point, truths[:, 1:2])


def _binary(logits: torch.Tensor, truths: torch.Tensor) -> torch.Tensor:
    known = (truths != UNKNOWN).float()
    soft = truths.clamp(0, 1).float() * (1 - SOFT) + SOFT / 2
    each = nn.functional.binary_cross_entropy_with_logits(logits, soft, reduction="none")
    return (each * known).sum() / known.sum().clamp(min=1)


def judge(model: nn.Module, cells: Cells) -> dict[str, float]:
    """Shares right: kinds, strokes patterns and points; and of the sure ones (0.98) how many, and how many of these wrong."""
    with torch.no_grad():
        groups = np.array_split(np.arange(len(cells.images)), max(1, len(cells.images) // 256))
        parts = [model(torch.from_numpy(channels(cells.images[group], cells.spreads[group]))) for group in groups]
    strokes, point, kinds = (torch.cat([part[n] for part in parts]).numpy() for n in range(3))
    chance = np.exp(kinds - kinds.max(1, keepdims=True))
    chance /= chance.sum(1, keepdims=True)
    best, sure = chance.argmax(1), (chance.max(1) > 0.98) & (chance.argmax(1) != OTHER)
    known, pointed = cells.truths[:, 2] != UNKNOWN, cells.truths[:, 1] != UNKNOWN
    return {
        "kinds": float((best == cells.truths[:, 0]).mean()),
        "strokes": float(((strokes > 0) == (cells.truths[:, 2:] == 1)).all(1)[known].mean()),
        "points": float(((point[:, 0] > 0) == (cells.truths[:, 1] == 1))[pointed].mean()) if pointed.any() else float("nan"),
        "sure": float(sure.mean()),
        "wrong of the sure": float((best != cells.truths[:, 0])[sure].mean()) if sure.any() else float("nan"),
    }
