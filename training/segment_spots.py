"""The network that finds seven-segment digits in a photograph."""

from collections.abc import Iterator

import cv2
import numpy as np
import torch
from torch import nn

from harimi.vision.find.segment_spots import STRIDE, UNIT, levelled
from training.export import export
from training.fit import Batch, fit, parameters
from training.segment_data import OTHER

Rng = np.random.Generator
Scenes = dict[str, np.ndarray]

SIDE = 128
"""Pixels of a training crop."""
OUTPUTS = ["heat", "shape", "kinds", "point"]
SIZES = (13.0, 38.0)
"""Heights that are to be found at one level; a quarter more or less is neither right nor wrong."""


class SpotNet(nn.Module):  # type: ignore[misc]
    """Levelled grey, or other `channels`, in; at a quarter of its size heat (1), vectors to centre, up and right (6), kinds
    (13), point (1) out.
    """

    def __init__(self, channels: int = 2) -> None:
        super().__init__()
        self.channels = channels
        self.near = nn.Sequential(*_layer(channels, 12, 2), *_layer(12, 24, 2), *_layer(24, 24))
        self.far = nn.Sequential(
            *_layer(24, 56, 2), *(step for dilation in (1, 2, 1, 2, 1) for step in _layer(56, 56, 1, dilation))
        )
        self.side, self.rise = nn.Conv2d(24, 32, 1), nn.Conv2d(56, 32, 1)
        self.merge = nn.Sequential(nn.BatchNorm2d(32), nn.ReLU(), *_layer(32, 32), nn.Conv2d(32, 64, 1), nn.ReLU())
        self.heat, self.shape = nn.Conv2d(64, 1, 1), nn.Conv2d(64, 6, 1)
        self.kinds, self.point = nn.Conv2d(64, OTHER + 1, 1), nn.Conv2d(64, 1, 1)
        nn.init.constant_(self.heat.bias, -4.0)

    def forward(self, picture: torch.Tensor) -> tuple[torch.Tensor, ...]:
        near = self.near(picture)
        far = nn.functional.interpolate(self.rise(self.far(near)), scale_factor=2.0, mode="nearest")
        seen = self.merge(self.side(near) + far)
        return self.heat(seen), self.shape(seen), self.kinds(seen), self.point(seen)


def _layer(inputs: int, outputs: int, stride: int = 1, dilation: int = 1) -> list[nn.Module]:
    return [nn.Conv2d(inputs, outputs, 3, stride, dilation, dilation, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]


def batches(scenes: Scenes, rng: Rng, size: int = 24) -> Iterator[Batch]:
    """Endless batches of crops at any scale, most of them with a digit, and what the network should answer."""
    first = np.searchsorted(scenes["owner"], np.arange(len(scenes["images"]) + 1))
    while True:
        picked = rng.integers(0, len(scenes["images"]), size)
        yield _batch([_crop(scenes, int(n), slice(first[n], first[n + 1]), rng) for n in picked])


def every_crop(scenes: Scenes, seed: int) -> Iterator[Batch]:
    """One batch for each 24 scenes, the same each time, to measure by."""
    rng = np.random.default_rng(seed)
    first = np.searchsorted(scenes["owner"], np.arange(len(scenes["images"]) + 1))
    for start in range(0, len(scenes["images"]) - 23, 24):
        yield _batch([_crop(scenes, n, slice(first[n], first[n + 1]), rng) for n in range(start, start + 24)])


def _batch(crops: list[tuple[np.ndarray, ...]]) -> Batch:
    return tuple(torch.from_numpy(np.stack(part)) for part in zip(*crops, strict=True))


def _crop(scenes: Scenes, number: int, digits: slice, rng: Rng) -> tuple[np.ndarray, ...]:
    image, cells = scenes["images"][number], scenes["cells"][digits]
    scale = float(np.exp(rng.uniform(np.log(0.55), np.log(1.5))))
    aim = rng.uniform(0, 1, 2) * image.shape[::-1]
    if len(cells) and rng.random() < 0.85:
        aim = cells[int(rng.integers(len(cells)))].mean(0) + rng.normal(0, 25, 2) / scale
    matrix = np.array([[scale, 0, SIDE / 2 - scale * aim[0]], [0, scale, SIDE / 2 - scale * aim[1]]], np.float32)
    crop = cv2.warpAffine(image, matrix, (SIDE, SIDE), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    crop = 255 - crop if rng.random() < 0.25 else crop
    moved = cells @ matrix[:, :2].T + matrix[:, 2]
    visible = _visible(crop, moved)
    return levelled(crop), *truth(moved, visible, scenes["kinds"][digits], scenes["points"][digits])


def _visible(crop: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Whether each cell shows any contrast at all; what light has drowned can neither be found nor missed."""
    seen = []
    for cell in cells:
        x0, y0 = np.clip(cell.min(0), 0, SIDE - 1).astype(int)
        x1, y1 = np.clip(cell.max(0), 0, SIDE - 1).astype(int) + 1
        seen.append(crop[y0:y1, x0:x1].std() > 2.0)
    return np.array(seen, bool)


def truth(
    cells: np.ndarray, visible: np.ndarray, kinds: np.ndarray, points: np.ndarray, size: tuple[int, int] = (SIDE, SIDE)
) -> tuple[np.ndarray, ...]:
    """For a crop of `size` (height, width): heat `(g, h)` (-1: not asked), vectors `(6, g, h)`, kinds and points `(g, h)` (-1:
    no digit there).
    """
    grid = (size[0] // STRIDE, size[1] // STRIDE)
    heat = np.zeros(grid, np.float32)
    shape = np.zeros((6, *grid), np.float32)
    kind, point = np.full(grid, -1, np.int64), np.full(grid, -1, np.float32)
    y, x = np.mgrid[: grid[0], : grid[1]].astype(np.float32) * STRIDE + (STRIDE - 1) / 2
    for cell, seen, shown, pointed in zip(cells, visible, kinds, points, strict=True):
        centre, up, right = (
            cell.mean(0),
            (cell[0] + cell[1] - cell[2] - cell[3]) / 4,
            (cell[1] + cell[2] - cell[0] - cell[3]) / 4,
        )
        tall = 2 * float(np.linalg.norm(up))
        squared = (x - centre[0]) ** 2 + (y - centre[1]) ** 2
        if not seen or not SIZES[0] <= tall <= SIZES[1]:
            if not seen or SIZES[0] * 0.75 < tall < SIZES[1] * 1.3:
                heat[squared < (0.5 * tall) ** 2] = -1
            continue
        hill = np.exp(-squared / (2 * (0.11 * tall + 0.8) ** 2))
        near = (squared < (0.14 * tall + 1.5) ** 2) & (hill > heat)
        hill[squared <= squared.min()] = 1.0
        heat = np.where(heat < 0, heat, np.maximum(heat, hill))
        vectors = np.stack([centre[0] - x, centre[1] - y, *(np.full_like(x, part) for part in (*up, *right))]) / UNIT
        shape[:, near] = vectors[:, near]
        kind[near], point[near] = shown, float(pointed)
    return heat, shape, kind, point


def loss(model: nn.Module, batch: Batch) -> torch.Tensor:
    """Focal loss of the heat; where a digit is, distance of the vectors and cross-entropy of kind and point."""
    pictures, heat, shape, kind, point = batch
    seen, vectors, kinds, points = model(pictures)
    there = kind >= 0
    count = there.sum().clamp(min=1)
    apart = (nn.functional.smooth_l1_loss(vectors, shape, reduction="none", beta=0.05).sum(1) * there).sum() / count
    what = nn.functional.cross_entropy(kinds, kind, ignore_index=-1, label_smoothing=0.01) if there.any() else 0.0
    dots = nn.functional.binary_cross_entropy_with_logits(points[:, 0], point.clamp(0, 1), reduction="none")
    return _focal(seen[:, 0], heat) + 1.5 * apart + 0.5 * what + 0.3 * (dots * there).sum() / count


def _focal(logits: torch.Tensor, heat: torch.Tensor) -> torch.Tensor:
    """Centres count fully, the hills around them hardly, what must not be judged (-1) not at all."""
    chance = torch.sigmoid(logits)
    centre = heat == 1
    hit = nn.functional.logsigmoid(logits) * (1 - chance) ** 2 * centre
    miss = nn.functional.logsigmoid(-logits) * chance**2 * (1 - heat.clamp(min=0)) ** 4 * ((heat >= 0) & ~centre)
    return -(hit + miss).sum() / centre.sum().clamp(min=1)


def taught(model: SpotNet, crops: Iterator[Batch], name: str, *, steps: int, rate: float) -> SpotNet:
    """The network trained on crops, and exported as `name`; says how large it is and how long it took."""
    model = model.to(memory_format=torch.channels_last)
    last = ((pictures.to(memory_format=torch.channels_last), *truth) for pictures, *truth in crops)
    seconds = fit(model, last, loss, steps=steps, rate=rate)
    model = model.to(memory_format=torch.contiguous_format)
    export(model, torch.zeros(1, model.channels, 128, 128), name, OUTPUTS, any_size=True)
    print(f"{parameters(model)} numbers, trained in {seconds:.0f} s", flush=True)
    return model


def judge(model: nn.Module, scenes: Scenes) -> dict[str, float]:
    """Share of digits found at 0.3, false alarms per crop; of the found: kind and point right, centre error in pixels."""
    found = asked = alarms = right = dotted = crops = 0
    off: list[float] = []
    for pictures, heat, shape, kind, point in every_crop(scenes, 9):
        with torch.no_grad():
            seen, vectors, kinds, points = model(pictures)
        chance = torch.sigmoid(seen)
        peak = (chance == nn.functional.max_pool2d(chance, 3, 1, 1)) & (chance > 0.3)
        peak, hit = peak[:, 0], peak[:, 0] & (kind >= 0)
        asked += int((heat == 1).sum())
        found += int(hit.sum())
        alarms += int((peak & (kind < 0) & (heat >= 0) & (heat < 0.3)).sum())
        right += int((kinds.argmax(1) == kind)[hit].sum())
        dotted += int(((points[:, 0] > 0) == (point > 0))[hit].sum())
        off += (torch.linalg.norm((vectors - shape)[:, :2], dim=1)[hit] * UNIT).tolist()
        crops += len(pictures)
    share = max(1, found)
    return {
        "found": found / asked,
        "alarms per crop": alarms / crops,
        "kinds": right / share,
        "points": dotted / share,
        "off": float(np.mean(off)),
    }
